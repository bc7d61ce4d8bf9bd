"""The server is away: the kept plan goes on if its seal fits; what must be held fails closed or open, as it says."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from aims_sdk import Aims, Stopped, Unavailable
from aims_sdk.gating import gate, watch

from tests.sdk.gating.conftest import SYSTEM, Make, until
from tests.sdk.gating.desk import STOP, Desk


def kept(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "spool").glob(f"*/gate/{SYSTEM}.json")
    return path


def gone(make: Make, desk: Desk, **plan: Any) -> None:
    """A program read the plan and ended; then the server went away."""
    desk.plan = desk.plan and desk.plan | plan
    before = make()
    before.submit(SYSTEM, output="grant")
    before.close()
    desk.stop()


def test_what_is_not_held_goes_on_and_is_recorded(make: Make, desk: Desk) -> None:
    gone(make, desk)
    aims = make()
    ruling = aims.submit(SYSTEM, output="grant")
    assert ruling.state == "passed"
    desk.start()
    assert aims.flush(60)
    assert ruling.key in [event["key"] for event in desk.recorded]


def test_closed_what_must_be_held_is_unavailable(make: Make, desk: Desk) -> None:
    gone(make, desk, when_held="pending")
    with pytest.raises(Unavailable, match="same key"):
        make().submit(SYSTEM, output="decline")


def test_closed_the_program_that_waits_tries_again_until_its_time_is_over(make: Make, desk: Desk) -> None:
    gone(make, desk)
    aims = make()
    start = time.monotonic()
    with pytest.raises(Unavailable):
        aims.submit(SYSTEM, output="decline", wait=1.2)
    assert 1.2 <= time.monotonic() - start < 4


def test_closed_the_server_comes_back_in_time(make: Make, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "TRY_AGAIN_SECONDS", 0.05)
    gone(make, desk)
    aims = make()
    with pytest.raises(Unavailable):
        aims.submit(SYSTEM, key="loan-9", output="decline", wait=0)
    desk.start()
    assert aims.submit(SYSTEM, key="loan-9", output="decline", wait=0.5).state == "waiting"
    assert list(desk.cases) == ["loan-9"]


def test_open_what_must_be_held_passes_unseen(make: Make, desk: Desk) -> None:
    gone(make, desk, when_away="fail_open")
    aims = make()
    ruling = aims.submit(SYSTEM, output="decline")
    assert (ruling.state, ruling.output) == ("passed_unseen", "decline")
    desk.start()
    assert aims.flush(60)
    assert ruling.key in [event["key"] for event in desk.recorded]


def test_no_plan_was_ever_read(make: Make, desk: Desk) -> None:
    desk.stop()
    aims = make()
    for _ in range(2):
        with pytest.raises(Unavailable, match="no oversight plan was ever read"):
            aims.submit(SYSTEM, output="grant")


def test_a_system_without_a_plan_passes_everything(make: Make, desk: Desk) -> None:
    desk.plan = None
    assert make().submit(SYSTEM, output="decline").state == "passed"
    desk.stop()
    assert make().submit(SYSTEM, output="decline").state == "passed"


@pytest.mark.parametrize("part", ["minutes", "hold_when", "stopped"])
def test_a_kept_plan_that_was_tampered_with_is_not_used(make: Make, desk: Desk, tmp_path: Path, part: str) -> None:
    desk.stopped = [STOP | {"version": "9"}]
    gone(make, desk)
    said = json.loads(kept(tmp_path).read_bytes())
    if part == "stopped":
        said["stopped"] = []
    else:
        said["plan"][part] = {"minutes": 1, "hold_when": {"field": "tool", "operator": "present"}}[part]
    kept(tmp_path).write_text(json.dumps(said))
    with pytest.raises(Unavailable):
        make().submit(SYSTEM, output="grant")


def test_another_token_does_not_open_the_kept_plan(make: Make, desk: Desk) -> None:
    gone(make, desk)
    with pytest.raises(Unavailable):
        make(token="aims_other").submit(SYSTEM, output="grant")
    assert make().submit(SYSTEM, output="grant").state == "passed"


def test_a_plan_whose_seal_does_not_fit_is_not_used_from_the_server_either(make: Make, desk: Desk) -> None:
    with pytest.raises(Unavailable):
        make(token="aims_other").submit(SYSTEM, output="grant")


def test_a_stop_that_was_known_holds_in_the_next_program(make: Make, desk: Desk, tmp_path: Path) -> None:
    before = make()
    before.submit(SYSTEM, output="grant")
    desk.stopped = [STOP]
    until(lambda: "STP-0001" in kept(tmp_path).read_text())
    desk.stop()
    with pytest.raises(Stopped):
        make().submit(SYSTEM, output="grant")


def test_a_stale_pulse_is_asked_for_once_before_deciding(
    aims: Aims, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SECONDS", 3600.0)
    monkeypatch.setattr(gate, "STALE_SECONDS", 0.0)
    aims.submit(SYSTEM, output="grant")
    desk.stopped = [STOP]
    with pytest.raises(Stopped):
        aims.submit(SYSTEM, output="grant")
    desk.stopped = []
    aims.submit(SYSTEM, output="grant")
    desk.hang = 3.0
    start = time.monotonic()
    for _ in range(100):
        assert aims.submit(SYSTEM, output="grant").state == "passed"
    assert 0.9 < time.monotonic() - start < 2.5, "asked once, for a second"


def test_a_plan_that_fails_open_is_not_slowed_down(aims: Aims, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SECONDS", 3600.0)
    monkeypatch.setattr(gate, "STALE_SECONDS", 0.0)
    desk.plan = desk.plan and desk.plan | {"when_away": "fail_open"}
    for _ in range(3):
        aims.submit(SYSTEM, output="grant")
    assert desk.asked("GET", "/pulse") == 0
