"""Files written whole or not at all, and readable by their owner only, whatever the umask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def written(path: Path, *, anew: bool = False) -> Iterator[IO[bytes]]:
    """What is written within takes its name at the end, synced; an exception leaves `path` as it was.

    `anew` refuses a name that is taken, with `FileExistsError`.
    """
    if anew and path.exists():
        raise FileExistsError(str(path))
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:100]}-", delete=False) as draft:
        try:
            yield draft
            draft.flush()
            os.fchmod(draft.fileno(), 0o600)
            os.fsync(draft.fileno())
            if anew:
                os.link(draft.name, path)  # refuses to overwrite
            else:
                os.replace(draft.name, path)
        finally:
            Path(draft.name).unlink(missing_ok=True)
