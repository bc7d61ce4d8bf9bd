"""`aims metrics compute` answers of a file, exactly or from sums on an engine, and as the page on metrics shows it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.house.reading import ROOT
from tests.telemetry.metrics import census

SPEC = f"""
prediction: prediction
score: {census.SCORE}
label: {census.LABEL}
groups: [SEX, DIS]
features: [AGEP, SCHL]
reference: {census.path("reference")}
"""


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Path, str, Path]:
    file, spec = tmp_path / "now.parquet", tmp_path / "spec.yaml"
    census.analysis().sample(20_000, random_state=1).to_parquet(file)
    spec.write_text(SPEC)
    return file, "--spec", spec


def flat(answer: Any, path: str = "") -> dict[str, Any]:
    """The answer as one level of names; figures keep their parts."""
    if not isinstance(answer, dict) or "value" in answer:
        return {path: answer}
    return {name: one for key, part in answer.items() for name, one in flat(part, f"{path}/{key}").items()}


def same(ask: Callable[..., Any], asked: tuple[Path, str, Path], engine: str) -> None:
    exact, summed = (flat(ask("metrics", "compute", *asked, *more)) for more in ((), ("--backend", engine)))
    distances = {name for name in summed if name.endswith(("ks_error", "wasserstein_error"))}
    assert summed.keys() - distances == exact.keys()
    assert any(name.startswith("/drift/") for name in exact)
    figures = 0
    for name, figure in exact.items():
        if not isinstance(figure, dict):
            error = summed.get(f"{name}_error", 0.0)
            assert abs(summed[name] - figure) <= error + 1e-9, name
            continue
        figures += 1
        assert "error" not in figure
        assert summed[name]["n"] == figure["n"]
        assert abs(summed[name]["value"] - figure["value"]) <= summed[name]["error"] + 1e-9, name
    assert figures > 60


def test_sums_answer_what_every_row_does(ask: Callable[..., Any], asked: tuple[Path, str, Path]) -> None:
    same(ask, asked, "duckdb://")


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_so_does_another_engine(ask: Callable[..., Any], asked: tuple[Path, str, Path]) -> None:
    pytest.importorskip("chdb", reason="chdb is not installed: uv sync --group engines")
    same(ask, asked, "chdb://")


@pytest.mark.parametrize(
    ("spec", "engine", "word"),
    [
        ("prediction: prediction", "postgresql://x", "names no engine"),
        ("prediction: nowhere", "duckdb://", "nowhere"),
        ("prediction: prediction\ntime: year\nreference: [2016, 2017]", "duckdb://", "another table or file"),
    ],
)
def test_what_no_engine_can_sum_is_refused(
    run: Callable[..., Any], asked: tuple[Path, str, Path], spec: str, engine: str, word: str
) -> None:
    asked[2].write_text(spec)
    refused = run("metrics", "compute", *asked, "--backend", engine)
    assert refused.exit_code != 0
    assert word in refused.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_what_is_answered(ask: Callable[..., Any], tmp_path: Path, language: str) -> None:
    """The file, the specification and the answer of the page on metrics, run."""
    page = (ROOT / "docs" / language / "metrics.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(text|yaml|json)\n(.*?)```", page, re.DOTALL))
    for name, kind in (("decisions.csv", "text"), ("spec.yaml", "yaml")):
        (tmp_path / name).write_text(blocks[kind])
    answer = ask("metrics", "compute", tmp_path / "decisions.csv", "--spec", tmp_path / "spec.yaml")
    assert rounded(answer) == json.loads(blocks["json"])


def rounded(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: rounded(one) for name, one in answer.items()}
    return round(answer, 4) if isinstance(answer, float) else answer


def test_a_page_has_no_metric_missing() -> None:
    from aims.telemetry.metrics.registry import METRICS

    for language in ("en", "zh"):
        page = (ROOT / "docs" / language / "metrics.md").read_text("utf-8")
        rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
        assert sorted(rows) == sorted(METRICS), language
