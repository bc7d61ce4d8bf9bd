"""One worker a home: a lock on a file, which the system lets go when the last process that holds it is gone."""

import fcntl
import os
from pathlib import Path


class Taken(RuntimeError):
    """Another worker runs on this home."""


def take(path: Path) -> int:
    """Take the lock at `path`; the descriptor that holds it. A child that inherits it holds the same lock."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refused:
        os.close(held)
        raise Taken(str(path)) from refused
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    return held


def holder(path: Path) -> int | None:
    """The process that holds the lock at `path`, or None when it is free."""
    try:
        held = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        said = os.read(held, 20).strip()
        return int(said) if said.isdigit() else 0
    else:
        return None
    finally:
        os.close(held)
