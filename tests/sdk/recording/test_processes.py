"""A program ends, is killed, forks: what it recorded is sent by itself or by the next one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sdk.recording.conftest import Make
from tests.sdk.recording.receiver import TOKEN, Receiver

BEGIN = """
import os, sys, time
from pathlib import Path
from aims_sdk import Aims, Settings
from aims_sdk.recording import client
client.EXIT_SECONDS = 60.0
aims = Aims(Settings(url=os.environ["AIMS_URL"], token=os.environ["AIMS_TOKEN"], spool=Path(os.environ["AIMS_SPOOL"]),
                     interval=0.01, timeout=0.5))
"""


def start(program: str, receiver: Receiver, tmp_path: Path, **more: Any) -> subprocess.Popen[str]:
    environ = os.environ | {"AIMS_URL": receiver.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path / "spool")}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", BEGIN + program],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert "Traceback" not in err, err
    return out


def test_a_program_that_ends_sends_what_it_has(receiver: Receiver, tmp_path: Path) -> None:
    program = "for number in range(3000): aims.record('AIS-0001', output=number)"
    ended(start(program, receiver, tmp_path))
    assert receiver.outputs() == list(range(3000))


def test_one_that_ends_while_the_server_is_away_leaves_it_to_the_next(
    make: Make, receiver: Receiver, tmp_path: Path
) -> None:
    receiver.stop()
    program = "for number in range(3000): aims.record('AIS-0001', output=number)"
    for _ in range(2):
        ended(start(program, receiver, tmp_path))
    receiver.start()
    aims = make()
    key = aims.record("AIS-0002", output=1)
    assert aims.flush(60)
    assert sorted(receiver.outputs()) == sorted([*range(3000), *range(3000)])
    assert len({event["key"] for event in receiver.events["AIS-0001"]}) == 6000
    assert receiver.events["AIS-0002"][0]["key"] == key
    assert (aims.counters().adopted, aims.counters().sent) == (6000, 1)


def test_one_that_ends_while_the_server_hangs_does_not_wait_for_it(
    make: Make, receiver: Receiver, tmp_path: Path
) -> None:
    receiver.faults = ["hang"] * 20
    ended(start("client.EXIT_SECONDS = 0.1\naims.record('AIS-0001', output=1)", receiver, tmp_path))
    assert receiver.outputs() == []
    receiver.faults.clear()
    aims = make()
    aims.record("AIS-0002", output=1)
    assert aims.flush(60)
    assert receiver.outputs() == [1]


def test_an_exception_of_the_program_still_sends(receiver: Receiver, tmp_path: Path) -> None:
    process = start("aims.record('AIS-0001', output=1)\nraise SystemExit(3)", receiver, tmp_path)
    ended(process, 3)
    assert receiver.outputs() == [1]


@pytest.mark.parametrize("is_away", [False, True])
def test_a_killed_program_loses_only_what_was_neither_sent_nor_on_the_disk(
    make: Make, receiver: Receiver, tmp_path: Path, is_away: bool
) -> None:
    """It says after which event everything was safe; from there on a gap at the end is all that may be missing."""
    if is_away:
        receiver.stop()
    program = """
from aims_sdk.recording import flusher
flusher.AWAY_SECONDS, flusher.LONGEST_PAUSE = 0.0, 0.01
number = 0
while True:
    for number in range(number, number + 500):
        aims.record('AIS-0001', output=number)
    number += 1
    aims.flush(0.05)
    counters = aims.counters()
    print(counters.sent + counters.spooled, flush=True)
"""
    process = start(program, receiver, tmp_path)
    assert process.stdout
    safe = 0
    while safe < 3000:
        safe = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if is_away:
        receiver.start()
    aims = make()
    aims.record("AIS-0002", output=1)
    assert aims.flush(60)
    arrived = receiver.outputs()
    assert arrived == list(range(len(arrived))), "no gap, no order lost, nothing twice"
    assert len(arrived) >= safe


def test_a_batch_whose_answer_was_lost_by_a_kill_does_not_come_twice(
    make: Make, receiver: Receiver, tmp_path: Path
) -> None:
    receiver.faults = ["lose"]
    program = """
aims.record('AIS-0001', output=0)
aims.flush(0.0)
while not aims.counters().spooled: time.sleep(0.01)
os.kill(os.getpid(), 9)
"""
    receiver.faults += [503] * 1000
    ended(start(program, receiver, tmp_path), -9)
    receiver.faults.clear()
    aims = make()
    aims.record("AIS-0001", output=1)
    assert aims.flush(60)
    assert receiver.outputs() == [0, 1]


def test_a_living_program_keeps_its_spool(make: Make, receiver: Receiver, tmp_path: Path) -> None:
    receiver.stop()
    program = """
from aims_sdk.recording import flusher
flusher.LONGEST_PAUSE = flusher.FIRST_PAUSE = 3600
aims.record('AIS-0001', output=1)
while not aims.counters().spooled: aims.flush(0.01)
print('spooled', flush=True)
sys.stdin.read()
"""
    process = start(program, receiver, tmp_path, stdin=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == "spooled\n"
    receiver.start()
    aims = make()
    aims.record("AIS-0002", output=1)
    assert aims.flush(60)
    assert receiver.outputs("AIS-0001") == []
    ended(process)
    assert receiver.outputs("AIS-0001") == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_sends_under_a_name_of_its_own(receiver: Receiver, tmp_path: Path) -> None:
    receiver.stop()
    program = """
for number in range(100): aims.record('AIS-0001', output=number, version='parent')
while not aims.counters().spooled: aims.flush(0.01)
for number in range(100, 200): aims.record('AIS-0001', output=number, version='parent')
children = []
for child in range(3):
    pid = os.fork()
    if not pid:
        for number in range(100): aims.record('AIS-0001', output=number, version=str(child))
        aims.close()
        os._exit(0)
    children.append(pid)
for pid in children: assert os.waitpid(pid, 0)[1] == 0
for number in range(200, 300): aims.record('AIS-0001', output=number, version='parent')
print('ready', flush=True)
sys.stdin.read()
assert aims.flush(60)
"""
    process = start(program, receiver, tmp_path, stdin=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    receiver.start()
    ended(process)
    ended(start("aims.record('AIS-0002', output=1); assert aims.flush(60)", receiver, tmp_path))
    events = receiver.events["AIS-0001"]
    assert len({event["key"] for event in events}) == len(events) == 600
    for version, count in {"parent": 300, "0": 100, "1": 100, "2": 100}.items():
        assert [event["output"] for event in events if event["version"] == version] == list(range(count))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_process_of_multiprocessing_sends_before_it_ends(receiver: Receiver, tmp_path: Path, method: str) -> None:
    (tmp_path / "work.py").write_text(
        BEGIN
        + f"""
def work(number):
    aims.record('AIS-0001', output=number)

if __name__ == '__main__':
    import multiprocessing
    context = multiprocessing.get_context({method!r})
    aims.record('AIS-0001', output=-1)
    processes = [context.Process(target=work, args=(number,)) for number in range(3)]
    for one in processes: one.start()
    for one in processes: one.join()
"""
    )
    environ = os.environ | {"AIMS_URL": receiver.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path / "spool")}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(tmp_path / "work.py")]
    subprocess.run(command, env=environ, check=True, timeout=60)
    assert sorted(receiver.outputs()) == [-1, 0, 1, 2]


@pytest.mark.soak
def test_a_million_events_while_the_server_is_away(make: Make, receiver: Receiver, tmp_path: Path) -> None:
    """All arrive, once and in order, and the memory of the program that records them stays within bounds."""
    receiver.stop()
    program = """
import json, resource
inputs = {f"n{j}": j * 1.1 for j in range(15)} | {f"c{j}": f"c{j}_3" for j in range(10)}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for number in range(1_000_000): aims.record('AIS-0001', output=number, inputs=inputs)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
counters = aims.counters()
assert counters.dropped == counters.refused == 0, counters
print(json.dumps((after - before) / 1024))
"""
    grown = json.loads(ended_slowly(start(program, receiver, tmp_path)))
    receiver.start()
    aims = make(timeout=10)
    aims.record("AIS-0001", output=1_000_000)
    assert aims.flush(600)
    assert receiver.outputs() == list(range(1_000_001))
    assert grown < 128, f"{grown} MB more"


def ended_slowly(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return out
