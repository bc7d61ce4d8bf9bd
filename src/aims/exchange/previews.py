"""What a page shows before an import is confirmed; the upload waits for the word in the home, for an hour."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from aims.kernel.policy import Actor
from aims.lib import clock
from aims.lib.files import written

from .imports import Outcome, import_register
from .maps import Map, Rejected, Row
from .reasons import Reason, Unreadable, size_text
from .registers import open_register
from .sheets import DEFAULT_LIMITS
from .text import folded

KEPT_SECONDS = 3600
_TOKEN = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Preview:
    """`mapped` is field -> columns; `unmapped` columns stay on the record as source attributes."""

    columns: tuple[str, ...]
    mapped: dict[str, tuple[str, ...]]
    unmapped: tuple[str, ...]
    rows: tuple[Row, ...]
    counts: dict[str, int]
    rejected: tuple[Rejected, ...]
    notices: tuple[Reason, ...]
    encoding: str
    lang: str


def preview(
    file: Path | str | bytes,
    *,
    kind: str,
    actor: Actor,
    map: Map | Path | str | None = None,
    name: str = "",
    rows: int = 20,
    rejected: int = 50,
) -> Preview:
    """What an import would do: the first rows as they would be, the counts, the first refusals. Changes nothing."""
    register = open_register(file, kind=kind, map=map, name=name)
    outcome: Outcome = import_register(register, actor=actor, dry_run=True)
    refused = {refusal.number for refusal in outcome.refusals}
    taken = tuple(o for o in register.outcomes if isinstance(o, Row) and o.number not in refused)
    used = {folded(column) for columns in register.mapped.values() for column in columns}
    used |= {folded(column) for column in register.map.ignore}
    return Preview(
        register.sheet.columns,
        register.mapped,
        tuple(column for column in register.sheet.columns if folded(column) not in used),
        taken[:rows],
        outcome.counts,
        outcome.refusals[:rejected],
        outcome.notices,
        register.sheet.encoding,
        register.lang,
    )


def keep_upload(raw: bytes, name: str) -> str:
    """Keep an upload under its SHA-256, which is the token to ask for it by; older ones are removed."""
    if len(raw) > DEFAULT_LIMITS.bytes:
        limit = size_text(DEFAULT_LIMITS.bytes)
        raise Unreadable("too_large", file=name, size=size_text(len(raw)), limit=limit)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep_uploads()
    token = hashlib.sha256(raw).hexdigest()
    with written(folder / token) as out:
        out.write(raw)
    return token


def kept_upload(token: str, name: str = "") -> bytes:
    """The upload kept under `token`; raises `Unreadable` where it waited too long."""
    path = _folder() / token
    if _TOKEN.fullmatch(token) and path.is_file() and not _is_old(path):
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() == token:
            return raw
    raise Unreadable("upload_gone", file=name or "file")


def drop_upload(token: str) -> None:
    """Forget an upload once it is imported."""
    if _TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)


def sweep_uploads() -> int:
    """Remove the uploads that waited for more than an hour; how many."""
    old = [path for path in _folder().glob("*") if _is_old(path)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_old(path: Path) -> bool:
    try:
        return clock.now().timestamp() - path.stat().st_mtime > KEPT_SECONDS
    except FileNotFoundError:
        return True


def _folder() -> Path:
    home: Path = settings.HOME.home
    return home / "uploads"
