"""A file that one living process holds: it is free again when that process has ended, however it ended."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from a successful `take` to `let_go`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = -1

    @property
    def is_held(self) -> bool:
        return self._handle >= 0

    def take(self) -> bool:
        """False where another process holds it, or where its folder is gone. Raises OSError where it can't be made."""
        if self.is_held:
            return True
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            return False
        try:
            _take(handle)
            # Whoever adopted the folder may have removed the file between the two calls above.
            if os.fstat(handle).st_ino == os.stat(self.path).st_ino:
                self._handle = handle
                return True
        except OSError:
            pass
        os.close(handle)
        return False

    def let_go(self) -> None:
        """Close the file. In a process that was forked this leaves the lock with the parent."""
        if self.is_held:
            os.close(self._handle)
            self._handle = -1
