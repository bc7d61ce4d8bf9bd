"""What the recording plan holds back never leaves the program: neither over the wire nor onto the disk."""

import gzip
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest
from aims_sdk import Aims
from aims_sdk.decisions import Explanation

from tests.sdk.recording.conftest import Make
from tests.sdk.recording.receiver import KEEP_ALL, NO_PLAN, Receiver

KEY = b"a key of the bank"
PLAN: dict[str, Any] = {
    "version": 3,
    "fields": {"income": "keep", "customer": "pseudonymise", "iban": "drop", "subject": "pseudonymise"},
    "others": "drop",
    "texts": "drop",
    "groups": ["sex"],
}


def record(aims: Aims, **more: Any) -> None:
    aims.record(
        "AIS-0001",
        subject="Li Na",
        inputs={"income": 4.5, "customer": 4711, "iban": "DE02", "shoe size": 38, "nobody": None} | more,
        groups={"sex": "f", "religion": "none"},
        explanation=Explanation(contributions={"income": 0.1, "iban": 0.2, "customer": 0.3}),
        prompt="Grant Li Na a loan?",
        context="Li Na owes 5.",
        answer="No.",
    )


def digest(text: str) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def test_a_plan_is_carried_out_before_anything_is_sent(make: Make, receiver: Receiver) -> None:
    receiver.rules["AIS-0001"] = PLAN
    aims = make(pseudonym_key=KEY)
    record(aims)
    assert aims.flush(60)
    (event,) = receiver.events["AIS-0001"]
    assert event["inputs"] == {"income": 4.5, "customer": digest("4711")}
    assert event["subject"] == digest("Li Na") == aims.pseudonym("Li Na")
    assert aims.pseudonym(4711) == aims.pseudonym(4711.0) == aims.pseudonym("4711") == digest("4711")
    assert event["groups"] == {"sex": "f"}
    assert event["explanation"]["contributions"] == {"income": 0.1, "customer": 0.3}
    assert not {"prompt", "context", "answer"} & set(event)
    assert aims.counters().withheld == 1, "a group that the plan does not name"


def test_large_numbers_keep_their_pseudonyms_apart(make: Make, receiver: Receiver) -> None:
    receiver.rules["AIS-0001"] = PLAN
    aims = make(pseudonym_key=KEY)
    record(aims, customer=2**60)
    record(aims, customer=2**60 + 1)
    assert aims.flush(60)
    found = [event["inputs"]["customer"] for event in receiver.events["AIS-0001"]]
    assert found == [digest(str(2**60)), digest(str(2**60 + 1))]


def test_without_a_key_what_needs_one_is_left_out_and_counted(
    make: Make, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.rules["AIS-0001"] = PLAN
    aims = make()
    record(aims)
    record(aims)
    assert aims.flush(60)
    for event in receiver.events["AIS-0001"]:
        assert event["inputs"] == {"income": 4.5}
        assert "subject" not in event
    assert aims.counters().withheld == 6, "of each the subject, the customer and a group"
    assert caplog.text.count("AIMS_PSEUDONYM_KEY") == 1
    assert caplog.text.count("no recording plan in force names them") == 1
    with pytest.raises(ValueError, match="AIMS_PSEUDONYM_KEY"):
        aims.pseudonym("Li Na")


def test_without_a_plan_no_text_and_no_group_leaves(make: Make, receiver: Receiver) -> None:
    receiver.rules["AIS-0001"] = NO_PLAN
    aims = make()
    record(aims)
    assert aims.flush(60)
    (event,) = receiver.events["AIS-0001"]
    assert not {"prompt", "context", "answer", "groups"} & set(event)
    assert event["inputs"]["iban"] == "DE02"


def test_the_rules_last_known_hold_while_the_server_is_away(make: Make, receiver: Receiver, tmp_path: Path) -> None:
    receiver.rules["AIS-0001"] = PLAN
    first = make(pseudonym_key=KEY)
    record(first)
    assert first.flush(60)
    first.close()
    receiver.stop()
    later = make(pseudonym_key=KEY)
    record(later, income=5.5)
    later.close()
    (kept,) = (tmp_path / "spool").rglob("*.ndjson.gz")
    text = gzip.decompress(kept.read_bytes()).decode()
    assert "5.5" in text
    for hidden in ("Li Na", "DE02", "4711", "religion", "shoe"):
        assert hidden not in text


def test_changed_rules_hold_from_when_they_are_learned(
    make: Make, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.rules["AIS-0001"] = KEEP_ALL
    aims = make(pseudonym_key=KEY)
    record(aims)
    assert aims.flush(60)
    receiver.rules["AIS-0001"] = PLAN
    monkeypatch.setattr("aims_sdk.recording.flusher.RULES_SECONDS", 0.0)
    aims._flusher._rules_due.clear()
    record(aims)
    assert aims.flush(60)
    before, after = receiver.events["AIS-0001"]
    assert "shoe size" in before["inputs"]
    assert "shoe size" not in after["inputs"]


@pytest.mark.parametrize("answer", [404, 500, 403])
def test_rules_that_are_not_given_are_those_without_a_plan(make: Make, receiver: Receiver, answer: int) -> None:
    receiver.denied["AIS-0001"] = answer
    aims = make()
    record(aims)
    assert not aims.flush(0.2)
    receiver.denied.clear()
    assert aims.flush(60)
    assert "prompt" not in receiver.events["AIS-0001"][0]
