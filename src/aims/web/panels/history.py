"""What happened to a record: its events with what each changed, and two versions side by side."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from aims.kernel.images import Image, restore
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Person, Record, Stamp
from aims.web.asked import Asked, address, events_of, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.parts import DiffRow, FilterLook, Said, Text
from aims.web.looks.records import CompareLook, EventLook, HistoryLook
from aims.web.panels.wording import beside
from aims.web.values import column, done, label_of, reading, whole

PER_PAGE = 50
_ROW = (
    "seq",
    "at",
    "actor",
    "on_behalf_of",
    "action",
    "version",
    "body_hash",
    "body_row__body",
)


def history(asked: Asked, record: Record) -> HistoryLook:
    """The events of `record` up to the position that is shown, the newest first."""
    before = whole(asked.GET.get("before", ""))
    events = events_of(asked, record).order_by("-seq")
    if before is not None:
        events = events.filter(seq__lt=before)
    rows = list(events.values_list(*_ROW)[: PER_PAGE + 1])
    looks = []
    for at, row in enumerate(rows[:PER_PAGE]):
        earlier = rows[at + 1] if at + 1 < len(rows) else None
        looks.append(_event(asked, record, row, earlier))
    further = (
        address(asked, f"/r/{record.ref}/history", {"before": rows[PER_PAGE - 1][0]}) if len(rows) > PER_PAGE else ""
    )
    return HistoryLook(record.ref, name_of(record), to_record(asked, record), tuple(looks), further)


def _event(asked: Asked, record: Record, row: tuple, earlier: tuple | None) -> EventLook:  # type: ignore[type-arg]
    seq, at, actor, behalf, action, version, digest, body = row
    kind = KINDS[record.kind]
    after = _restored(kind, row)
    happened = after.happened_on if after else None
    entered = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    late = (entered - happened).days if happened and version == 1 else 0
    return EventLook(
        seq,
        at,
        _who(asked, actor),
        done(kind, action),
        version,
        Text(body["reason"], "") if body and body["reason"] else "",
        _who(asked, behalf) if behalf else "",
        happened if late > 0 else None,
        max(late, 0),
        differences(asked, kind, _restored(kind, earlier) if earlier else None, after) if after and earlier else (),
        f"{digest[:4]}…{digest[-4:]}",
        address(asked, f"/r/{record.ref}/", {"version": version}),
        tuple(body.get("under", ())) if body else (),
    )


def _who(asked: Asked, pk: object) -> Said:
    person = asked.now.get(Person, pk)  # type: ignore[arg-type]
    return name_of(person) if person else _("the system")


def _restored(kind: Kind, row: tuple) -> Record | None:  # type: ignore[type-arg]
    image: Image | None = row[7]["after"] if row[7] else None
    return restore(kind.model, image, Stamp(row[0], row[1], row[2], row[4])) if image else None


def differences(asked: Asked, kind: Kind, before: Record | None, after: Record) -> tuple[DiffRow, ...]:
    """The fields that differ, as words."""
    found = []
    for name in ("state", *kind.fields):
        old: Said = reading(asked, before, name) if before else ""
        new = reading(asked, after, name)
        if str(old) != str(new):
            by_sentence = isinstance(column(kind, name), models.TextField)
            found.append(DiffRow(label_of(kind, name), old, new, True, *(beside(old, new) if by_sentence else ())))
    if before is not None and before.links != after.links:
        found.append(DiffRow(_("Links and files"), _linked(asked, before), _linked(asked, after)))
    return tuple(found)


def _linked(asked: Asked, record: Record) -> str:
    names = []
    for link in record.links:
        other = asked.now.find(link.target) if link.target else None
        if other is None:
            names.append(link.label or _("file"))
        else:
            names.append(other.ref if may_see(asked, other) else _("not visible to you"))
    return ", ".join(sorted(names))


def compare(asked: Asked, record: Record) -> CompareLook:
    """Two versions field by field; by default the one in force (or the one before) and the newest."""
    versions = events_of(asked, record).order_by("version")
    known = list(versions.values_list("version", flat=True))
    right = _version(asked.GET.get("b"), known, record.version)
    in_force = record.in_force_version
    before = known[max(known.index(right) - 1, 0)]
    left = _version(asked.GET.get("a"), known, in_force if in_force and in_force != right else before)
    rows = {row[5]: row for row in versions.filter(version__in=(left, right)).values_list(*_ROW)}
    kind = KINDS[record.kind]
    old, new = _restored(kind, rows[left]), _restored(kind, rows[right])
    changed = differences(asked, kind, old, new) if new else ()
    choices = [
        FilterLook(
            _("Change %(number)s") % {"number": v},
            address(asked, f"/r/{record.ref}/compare", {"a": v, "b": right}),
            pressed=v == left,
        )
        for v in known[-12:]
        if v != right
    ]
    return CompareLook(
        record.ref,
        name_of(record),
        to_record(asked, record),
        _("Change %(number)s") % {"number": left},
        _("Change %(number)s") % {"number": right},
        changed,
        tuple(choices),
        len(kind.fields) + 1 - len(changed),
    )


def _version(said: str | None, known: list[int], otherwise: int) -> int:
    wanted = whole(said or "") or otherwise
    return wanted if wanted in known else known[-1]
