"""Every snippet of the page about the gate runs as it stands there, in both languages, and does what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdk.gating.desk import TOKEN, Desk

ROOT = Path(__file__).parents[3]
FENCED = re.compile(r"^```(python|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SNIPPETS = {
    language: FENCED.findall((ROOT / "docs" / language / "gating.md").read_text("utf-8")) for language in ("en", "zh")
}
PRINTED = ["grant", "passed grant", "refunded 25", "You may pay later.", "grant", "waiting"]


def test_both_pages_show_the_same_snippets() -> None:
    assert SNIPPETS["en"] == SNIPPETS["zh"]
    assert len(SNIPPETS["en"]) == len(PRINTED)


@pytest.mark.parametrize("place", range(len(PRINTED)))
def test_a_snippet_does_what_the_page_says(desk: Desk, tmp_path: Path, place: int) -> None:
    shell, snippet = SNIPPETS["en"][place]
    if shell == "bash" and not shutil.which("curl"):
        pytest.skip("curl is not here")
    desk.plan = desk.plan and desk.plan | {"hold_when": {"not": {"field": "key", "operator": "present"}}}
    environ = os.environ | {"AIMS_URL": desk.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path)}
    command = ["sh", "-ec", snippet] if shell == "bash" else [sys.executable, "-c", snippet]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert PRINTED[place] in done.stdout
