"""The server fails, hangs, dies and comes back; the disk is full: nothing is lost in silence, nothing comes twice."""

import os
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.recording import flusher, outbox, spool
from aims_sdk.recording.flusher import TO_ALL, Pauses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sdk.recording.conftest import Make
from tests.sdk.recording.receiver import Receiver

FAULTS = [200, 500, 503, 507, (429, {"Retry-After": "0"}), "lose", "cut", "stop", "start"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses so short that no test waits for them, batches so small that there are many."""
    monkeypatch.setattr(flusher, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(flusher, "LONGEST_PAUSE", 0.02)
    monkeypatch.setattr(flusher, "AWAY_SECONDS", 0.0)
    monkeypatch.setattr(outbox, "BATCH_EVENTS", 7)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40), st.sampled_from(["AIS-0001", "AIS-0002"]), st.sampled_from(FAULTS), st.booleans()
        ),
        max_size=12,
    )
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_event_arrives_once_and_in_order(
    make: Make, receiver: Receiver, story: list[tuple[int, str, Any, bool]]
) -> None:
    """Whatever fails in between, and whichever process the next event comes from."""
    receiver.events.clear()
    aims, expected = make(), {"AIS-0001": 0, "AIS-0002": 0}
    for count, system, fault, is_new_process in story:
        if fault == "stop":
            receiver.stop()
        elif fault == "start":
            receiver.stop()
            receiver.start()
        else:
            receiver.faults.append(fault)
        for _ in range(count):
            aims.record(system, output=expected[system])
            expected[system] += 1
        aims.flush(0.01)
        if is_new_process:
            aims.close()
            aims = make()
    receiver.faults.clear()
    receiver.stop()
    receiver.start()
    if not aims._outbox.lanes:
        aims.record("AIS-0001", output=expected["AIS-0001"])
        expected["AIS-0001"] += 1
    assert aims.flush(60)
    assert {system: receiver.outputs(system) for system in expected} == {
        system: list(range(count)) for system, count in expected.items()
    }
    assert receiver.most_in_flight == 1
    aims.close()


def test_a_connection_that_the_server_has_closed_is_replaced_at_once(
    make: Make, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    aims = make()
    for number in range(5):
        aims.record("AIS-0001", output=number)
        assert aims.flush(60)
        receiver.hang_up()
    assert receiver.outputs() == list(range(5))
    assert caplog.text == ""
    assert aims.counters().spooled == 0


def test_a_server_that_hangs_holds_nobody_up(make: Make, receiver: Receiver) -> None:
    receiver.faults = ["hang"]
    aims = make(timeout=0.1)
    aims.record("AIS-0001", output=0)
    for number in range(1, 50):
        aims.record("AIS-0001", output=number)
    assert aims.flush(60)
    assert receiver.outputs() == list(range(50))


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_batch_that_is_never_taken_is_put_aside_and_the_rest_goes_on(
    make: Make, receiver: Receiver, tmp_path: Path, status: int
) -> None:
    receiver.faults = [status]
    aims = make()
    aims.record("AIS-0001", output=0)
    assert aims.flush(60)
    aims.record("AIS-0001", output=1)
    assert aims.flush(60)
    assert receiver.outputs() == [1]
    assert (aims.counters().sent, aims.counters().refused) == (1, 1)
    (sentence,) = (tmp_path / "spool").glob("*/refused/*.txt")
    assert sentence.read_text().startswith(f"{status}: ")
    assert "A sentence that says why." in sentence.read_text()
    assert sentence.with_suffix(".ndjson.gz").is_file()


@pytest.mark.parametrize("status", [401, 403, 404, 301])
def test_a_system_that_the_token_may_not_send_for_waits_and_others_go_on(
    make: Make, receiver: Receiver, status: int
) -> None:
    receiver.denied["AIS-0001"] = status
    aims = make()
    for number in range(30):
        aims.record("AIS-0001", output=number)
        aims.record("AIS-0002", output=number)
    assert aims._flusher.flush(10, lambda: aims.counters().sent == 30)
    assert receiver.outputs("AIS-0002") == list(range(30))
    assert receiver.outputs("AIS-0001") == []
    assert aims.counters().waiting == 30
    receiver.denied.clear()
    assert aims.flush(60)
    assert receiver.outputs("AIS-0001") == list(range(30))


def test_pauses_grow_and_keep_to_what_the_server_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flusher, "FIRST_PAUSE", 0.5)
    monkeypatch.setattr(flusher, "LONGEST_PAUSE", 60.0)
    monkeypatch.setattr(flusher.random, "uniform", lambda low, high: high)
    clock = [1000.0]
    monkeypatch.setattr(flusher.time, "monotonic", lambda: clock[0])
    pauses, lengths = Pauses(), []
    for _ in range(10):
        pauses.lengthen(TO_ALL, None)
        start = clock[0]
        while not pauses.over("AIS-0001"):
            clock[0] += 0.25
        lengths.append(clock[0] - start)
    assert lengths == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    pauses.lengthen(TO_ALL, 1800)
    clock[0] += 1799
    assert not pauses.over("AIS-0001")
    clock[0] += 1
    assert pauses.over("AIS-0001")
    pauses.lengthen("AIS-0001", None)
    assert (pauses.over("AIS-0001"), pauses.over("AIS-0002")) == (False, True)


def test_a_full_buffer_is_put_onto_the_disk(make: Make, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BUFFER_EVENTS", 100)
    receiver.stop()
    aims = make(interval=3600)
    aims._flusher.start = lambda: None  # type: ignore[method-assign]  as if its thread never had a turn
    for number in range(400):
        aims.record("AIS-0001", output=number)
        assert len(aims._outbox.buffer) <= 100
    assert aims.counters().spooled >= 300
    aims.close()
    receiver.start()
    later = make()
    later.record("AIS-0001", output=400)
    assert later.flush(60)
    assert receiver.outputs() == list(range(401))
    assert (later.counters().adopted, later.counters().sent) == (400, 1)


def test_the_bytes_in_memory_are_bounded_too(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BUFFER_BYTES", 100_000)
    aims = make(interval=3600)
    aims._flusher.start = lambda: None  # type: ignore[method-assign]
    for _ in range(100):
        aims.record("AIS-0001", answer="x" * 20_000)
        assert sum(len(snapshot) for _lane, _at, snapshot in aims._outbox.buffer) <= 100_000


def test_a_full_spool_loses_the_newest_and_says_so_once(
    make: Make, receiver: Receiver, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    receiver.stop()
    aims = make(spool_limit=2_000)
    for number in range(700):
        aims.record("AIS-0001", output=number)
    aims.flush(0.3)
    counters = aims.counters()
    assert counters.dropped > 0
    assert counters.recorded == 700 == counters.dropped + counters.waiting
    assert caplog.text.count("are being lost") == 1
    assert sum(path.stat().st_size for path in (tmp_path / "spool").rglob("*.gz")) <= 2_000
    receiver.start()
    assert aims.flush(60)
    assert receiver.outputs() == sorted(receiver.outputs())
    assert len(receiver.outputs()) == aims.counters().sent == 700 - counters.dropped


def test_a_spool_that_can_not_be_written_is_said_and_never_raised(
    make: Make, receiver: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    receiver.stop()
    aims = make(spool=tmp_path / "file")
    for number in range(50):
        aims.record("AIS-0001", output=number)
    aims.flush(0.2)
    assert aims.counters().dropped > 0
    assert "can't be written" in caplog.text
    receiver.start()
    aims.record("AIS-0002", output=1)
    assert aims.flush(60)
    assert receiver.outputs("AIS-0002") == [1]


def test_a_disk_without_space_leaves_no_half_of_a_file(
    make: Make, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(handle: int) -> None:
        raise OSError(28, "No space left on device")

    receiver.stop()
    monkeypatch.setattr(spool.os, "fsync", no_space)
    aims = make()
    for number in range(30):
        aims.record("AIS-0001", output=number)
    aims.flush(0.2)
    aims.close()  # nothing tries to write any more
    assert aims.counters().dropped > 0
    assert [path for path in (tmp_path / "spool").rglob("*") if path.suffix in (".gz", ".part")] == []


def test_what_waits_can_be_read_by_its_owner_only(make: Make, receiver: Receiver, tmp_path: Path) -> None:
    receiver.stop()
    aims = make()
    aims.record("AIS-0001", output=1)
    aims.close()
    found = [tmp_path / "spool", *(tmp_path / "spool").rglob("*")]
    assert len(found) >= 4
    for path in found[1:]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_after_the_end_nothing_is_taken(make: Make) -> None:
    aims = make()
    aims.record("AIS-0001", output=1)
    aims.close()
    aims.close()
    aims.record("AIS-0001", output=2)
    assert aims.counters().refused == 1
    assert aims.counters().sent == 1


def test_what_no_disk_takes_at_the_end_is_counted_as_lost(make: Make, receiver: Receiver) -> None:
    receiver.stop()
    aims = make(spool_limit=1)
    for number in range(30):
        aims.record("AIS-0001", output=number)
    aims.close()
    assert aims.counters().recorded == aims.counters().dropped == 30
    assert aims.counters().waiting == 0


def test_an_empty_folder_stays_behind_for_nobody(make: Make, receiver: Receiver, tmp_path: Path) -> None:
    receiver.faults = [500, 500]
    aims = make()
    aims.record("AIS-0001", output=1)
    assert aims.flush(60)
    aims.close()
    assert [path.name for path in (tmp_path / "spool").glob("*/*") if path.name != "rules"] == []
    assert os.listdir(tmp_path / "spool")
