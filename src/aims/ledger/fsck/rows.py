"""Each row with its links against its last image, and the counters of refs against the rows."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from aims.kernel import links as linking
from aims.kernel.images import Image, image
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import LinkImage, Record, RefCounter

from .problems import Problem, told
from .seen import Seen, each


def counters(_seen: Seen) -> Iterator[Problem]:
    """The counter of each prefix is not behind its highest ref: then the next record would be refused."""
    for kind in KINDS:
        try:
            yield from _counter(kind)
        except Exception as why:
            yield Problem("counter_unreadable", {"prefix": kind.prefix, "why": told(why)})


def _counter(kind: Kind) -> Iterator[Problem]:
    last = RefCounter.objects.filter(prefix=kind.prefix).values_list("last", flat=True).first() or 0
    refs = Record.objects.filter(kind=kind.name).values_list("ref", flat=True).iterator()
    numbers = (ref.rpartition("-")[2] for ref in refs)
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    if last < highest:
        yield Problem("counter_differs", {"prefix": kind.prefix, "last": last, "ref": highest})


def rows(seen: Seen) -> Iterator[Problem]:
    known = set(seen.last)
    for kind in KINDS:
        try:
            yield from _of_kind(kind, seen, known)
        except Exception as why:
            yield Problem("part_unreadable", {"what": kind.plural, "why": told(why)})
            seen.last = {k: v for k, v in seen.last.items() if (v[1] or {}).get("kind") != kind.name}
    for seq, after in seen.last.values():
        yield Problem("row_missing", {"seq": seq, "kind": (after or {}).get("kind", "")})
    for pk, ref in Record.objects.values_list("pk", "ref").iterator():
        if pk not in known:
            yield Problem("row_unknown", {"ref": ref})


def _of_kind(kind: Kind, seen: Seen, known: set[UUID]) -> Iterator[Problem]:
    """Every row of one kind; adds to `known` what is there and has no event."""
    keys = list(kind.model.objects.order_by("pk").values_list("pk", flat=True))
    links = _links_of(keys)
    for pk, record in each(kind.model.objects.all(), keys):
        has_event = pk in seen.last
        _seq, after = seen.last.pop(pk, (0, None))
        known.add(pk)
        try:
            if not isinstance(record, Record):
                raise record or LookupError(pk)
            if not has_event:
                yield Problem("row_unknown", {"ref": record.ref})
            elif after is not None:
                yield from _row(record, links.get(pk, []), after)
        except Exception as why:
            ref = Record.objects.filter(pk=pk).values_list("ref", flat=True).first()
            yield Problem("row_unreadable", {"ref": ref or pk, "why": told(why)})


def _row(record: Record, links: list[LinkImage], after: Image) -> Iterator[Problem]:
    now = image(record, links)
    if differing := sorted(name for name in now.keys() | after.keys() if now.get(name) != after.get(name)):
        yield Problem("row_changed", {"ref": after.get("ref", record.ref), "fields": ", ".join(differing)})


def _links_of(ids: list[Any]) -> dict[Any, list[LinkImage]]:
    found: dict[Any, list[LinkImage]] = {}
    for start in range(0, len(ids), 500):
        found.update(linking.of(ids[start : start + 500]))
    return found
