"""The one worker of a home: makes it ready, then does what is due, about every second, until told to stop."""

import contextlib
import os
import signal
import sys
import threading
from types import FrameType

BEAT_SECONDS = 0.5


def prepare(out: int) -> None:
    """Bring the tables up to date, found an empty home, and say so on `out`; the pages start only after that."""
    from django.conf import settings
    from django.utils.translation import override

    from . import founding
    from .words import first_start

    founding.prepare_tables()
    language = "zh-hans" if settings.HOME.language.startswith("zh") else "en"
    with override(language):
        names = first_start()
        made = founding.found(names.organisation, names.person, language)
        if made:
            sys.stdout.write(names.password_line(made.username, made.password) + "\n")
            sys.stdout.flush()
    os.write(out, b"ready\n")


def run(stop: threading.Event) -> None:
    """Beat until `stop`; a failing step is logged by `steps`, and nothing here ends the worker but `stop`."""
    import structlog
    from django.conf import settings
    from django.db import close_old_connections

    from .steps import beat, steps

    log = structlog.get_logger("aims.worker")
    mine = steps()
    log.info("worker_started", pid=os.getpid())
    while not stop.is_set():
        close_old_connections()
        beat(mine)
        settings.HOME.worker_lock.touch()  # for `aims doctor`: it is at work
        stop.wait(BEAT_SECONDS)
    log.info("worker_stopped", pid=os.getpid())


def main() -> None:
    """Started by the supervisor, which hands down the lock of the home; AIMS_READY_FD is where to report."""
    import django

    from .leash import end_with_parent

    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    end_with_parent()
    django.setup()
    from django.db import DatabaseError

    out = int(os.environ["AIMS_READY_FD"])
    try:
        prepare(out)
    except DatabaseError as refused:
        sys.exit(f"{type(refused).__name__}: {' '.join(str(refused).split())}")
    with contextlib.suppress(OSError):
        os.close(out)
    run(stop)


if __name__ == "__main__":
    main()
