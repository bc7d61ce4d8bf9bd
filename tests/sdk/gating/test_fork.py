"""A program forks: each process has a gate of its own, and the parent's goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdk.gating.conftest import until
from tests.sdk.gating.desk import STOP, TOKEN, Desk

PROGRAM = """
import os, time
from pathlib import Path
from aims_sdk import Aims, Settings, Stopped
aims = Aims(Settings(url=os.environ["AIMS_URL"], token=os.environ["AIMS_TOKEN"], spool=Path(os.environ["AIMS_SPOOL"])))
held = aims.submit("AIS-0007", output="decline", key="of-the-parent", wait=0)
pid = os.fork()
assert held.wait(30), "asked for by a process that has not decided itself yet"
own = aims.submit("AIS-0007", output="decline", wait=30)
assert (own.state, held.state) == ("released", "released")
while True:
    try:
        aims.submit("AIS-0007", output="grant")
        time.sleep(0.05)
    except Stopped:
        break
aims.close()
if not pid:
    os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_both_processes_wait_and_see_a_stop(desk: Desk, tmp_path: Path) -> None:
    environ = os.environ | {"AIMS_URL": desk.url, "AIMS_TOKEN": TOKEN, "AIMS_SPOOL": str(tmp_path)}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", PROGRAM]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    until(lambda: desk.cases, 30)
    desk.rule("of-the-parent")
    until(lambda: len(desk.cases) == 3, 30)
    for key in desk.cases:
        desk.rule(key)
    desk.stopped = [STOP]
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert len({posted["decision"]["key"] for posted in desk.posted}) == 3
