"""Each attachment against its digest, and its row against the attachment."""

from collections.abc import Iterator
from hashlib import sha256

from aims.kernel.files import CSV, JSON, TEXT, place_of, sniffed
from aims.kernel.models import File, Link

from .problems import Problem, told
from .seen import Seen


def files(_seen: Seen) -> Iterator[Problem]:
    known = set()
    for digest, size, media_type in File.objects.values_list("digest", "size", "media_type").iterator():
        known.add(digest)
        try:
            yield from _file(digest, size, media_type)
        except Exception as why:
            yield Problem("file_unreadable", {"digest": digest, "why": told(why)})
    for digest in set(Link.objects.exclude(file=None).values_list("file", flat=True)) - known:
        yield Problem("file_row_missing", {"digest": digest})


def _file(digest: str, size: int, media_type: str) -> Iterator[Problem]:
    path = place_of(digest)
    if not path.exists():
        yield Problem("file_missing", {"digest": digest})
        return
    content = path.read_bytes()
    if sha256(content).hexdigest() != digest:
        yield Problem("file_changed", {"digest": digest})
        return
    # A text is CSV or JSON by the name that it was attached with, which the content does not tell.
    shown = sniffed(path, "")
    is_so = media_type == shown or (shown == TEXT and media_type in (CSV, JSON))
    if changed := [name for name, same in (("size", size == len(content)), ("media_type", is_so)) if not same]:
        yield Problem("file_row_changed", {"digest": digest, "fields": ", ".join(changed)})
