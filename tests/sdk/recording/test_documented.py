"""Every snippet of the page about recording runs as it stands there, in both languages, and does what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdk.recording.conftest import Make
from tests.sdk.recording.model import Model
from tests.sdk.recording.receiver import TOKEN, Receiver

ROOT = Path(__file__).parents[3]
FENCED = re.compile(r"^```(python|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SNIPPETS = {
    language: FENCED.findall((ROOT / "docs" / language / "recording.md").read_text("utf-8"))
    for language in ("en", "zh")
}
# What arrives of each, in order: the sort of the event, and its output, label or model version.
ARRIVES = [
    [("decision", "grant"), ("outcome", "grant")],
    [("decision", "grant")],
    [("decision", "grant"), ("decision", "refuse")],
    [("decision", "gpt-5-2025-08-07")],
    [("decision", "gpt-5")],
    [("decision", "grant"), ("outcome", "grant")],
    [("decision", "grant")],
]


def test_both_pages_show_the_same_snippets() -> None:
    assert SNIPPETS["en"] == SNIPPETS["zh"]
    assert len(SNIPPETS["en"]) == len(ARRIVES)


@pytest.mark.parametrize("place", range(len(ARRIVES)))
def test_a_snippet_does_what_the_page_says(
    make: Make, receiver: Receiver, model: Model, tmp_path: Path, place: int
) -> None:
    shell, snippet = SNIPPETS["en"][place]
    if shell == "bash" and not shutil.which("curl"):
        pytest.skip("curl is not here")
    message = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "You may."}}
    model.answers = [
        {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-5-2025-08-07", "choices": [message]}
    ]
    environ = os.environ | {
        "AIMS_URL": receiver.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path), "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": model.url,
    }  # fmt: skip
    command = ["sh", "-ec", snippet] if shell == "bash" else [sys.executable, "-c", snippet]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    follower = make(spool=tmp_path)  # has what a snippet could not send in its two seconds at exit
    follower.record("AIS-0001")
    assert follower.flush(60)
    events = receiver.events["AIS-0007"]
    named = [event.get("output") or event.get("label") or event.get("version") for event in events]
    assert list(zip((event["type"] for event in events), named, strict=True)) == ARRIVES[place]


def test_the_counters_are_as_the_page_says(receiver: Receiver, tmp_path: Path) -> None:
    environ = os.environ | {"AIMS_URL": receiver.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path)}
    command = [sys.executable, "-c", SNIPPETS["en"][-1][1]]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("True Counters(recorded=2, sent=1, refused=1, dropped=0, waiting=0,")
    assert "output is not a finite number" in done.stderr
