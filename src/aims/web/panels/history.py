"""What happened to a record: its events with what each changed, and two versions side by side."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from aims.kernel.fields import RowsField
from aims.kernel.images import Image, restore
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Person, Record, Stamp
from aims.web.asked import Asked, address, events_of, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.parts import DiffRow, FilterLook, Said, Text
from aims.web.looks.records import CompareLook, EventLook, HistoryLook
from aims.web.panels.rows import changed_rows
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
    found: list[DiffRow] = []
    for name in ("state", *kind.fields):
        old: Said = reading(asked, before, name) if before else ""
        new = reading(asked, after, name)
        field = column(kind, name)
        if (
            isinstance(field, RowsField)
            and before
            and (rows := tuple(changed_rows(field, label_of(kind, name), before, after)))
        ):
            found += rows
        elif str(old) != str(new):
            by_sentence = isinstance(field, models.TextField)
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
    """Two versions field by field: a draft beside what is in force, otherwise the last two that were approved."""
    versions = events_of(asked, record).order_by("version")
    kind, known = KINDS[record.kind], list(versions.values_list("version", flat=True))
    editions = _editions(kind, list(versions.values_list("version", "action")))
    newest = record.version if kind.workflow.is_draft(record.state) or not editions else max(editions)
    right = _version(asked.GET.get("b"), known, newest)
    left = _version(asked.GET.get("a"), known, _beside(record, right, known, editions))
    rows = {row[5]: row for row in versions.filter(version__in=(left, right)).values_list(*_ROW)}
    old, new = _restored(kind, rows[left]), _restored(kind, rows[right])
    others = [*editions, *(v for v in known[-12:] if v not in editions)]
    choices = [
        FilterLook(
            _called(v, editions), address(asked, f"/r/{record.ref}/compare", {"a": v, "b": right}), pressed=v == left
        )
        for v in others
        if v != right
    ]
    return CompareLook(
        record.ref,
        name_of(record),
        to_record(asked, record),
        _called(left, editions),
        _called(right, editions),
        differences(asked, kind, old, new) if new else (),
        tuple(choices),
        _alike(asked, kind, old, new) if old and new else 0,
    )


def _editions(kind: Kind, events: list[tuple[int, str]]) -> dict[int, int]:
    """The number that people say of each version that was put in force."""
    moves = kind.workflow.moves_to_force
    return {version: n for n, version in enumerate((v for v, action in events if action in moves), 1)}


def _beside(record: Record, right: int, known: list[int], editions: dict[int, int]) -> int:
    """What a version is compared with unless the reader says: the one in force before it, or the change before."""
    earlier = [version for version in editions if version < right]
    return max(earlier) if earlier else known[max(known.index(right) - 1, 0)]


def _called(version: int, editions: dict[int, int]) -> str:
    if version in editions:
        return _("Version %(number)s") % {"number": editions[version]}
    return _("Change %(number)s") % {"number": version}


def _alike(asked: Asked, kind: Kind, old: Record, new: Record) -> int:
    """How many fields say the same."""
    return sum(str(reading(asked, old, name)) == str(reading(asked, new, name)) for name in ("state", *kind.fields))


def _version(said: str | None, known: list[int], otherwise: int) -> int:
    wanted = whole(said or "") or otherwise
    return wanted if wanted in known else known[-1]
