"""What makes a paper worth keeping: who signed what when, and the checkpoint that binds what it shows."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import EventBody, Person, Record
from aims.ledger.models import Checkpoint
from aims.press.blocks import Block, Column, Group, Heading, Paragraph, Said, Table, Text

from .reading import NONE, Reading, moment, title

GROUP = 16
"""Digits of a digest that are written without a space, so that a line may end between them."""


def grouped(digest: str) -> str:
    """A digest as it is read and compared: in groups."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def checkpoint(reading: Reading) -> tuple[str, str]:
    """The first checkpoint that covers what the paper shows: in full, and short for the foot of every page."""
    seq = reading.world.seq
    covering = Checkpoint.objects.filter(size__gte=seq).order_by("size").first()
    if covering is None:
        return _("Not signed yet: the last event shown is %(seq)s.") % {"seq": seq}, _("event %(seq)s") % {"seq": seq}
    root = bytes(covering.root).hex()
    params = {"seq": seq, "size": covering.size, "root": grouped(root), "at": moment(covering.at)}
    whole = _("%(root)s, over %(size)s events, signed on %(at)s. The last event shown is %(seq)s.") % params
    return whole, _("event %(seq)s, checkpoint %(root)s") % {"seq": seq, "root": root[:GROUP]}


def signatures(reading: Reading, records: Iterable[Record], also: Collection[int] = ()) -> tuple[Block, ...]:
    """The signatures that stand on `records`: name, meaning, instant and the digest of what was signed.

    `also` are the numbers of events whose signature stands beside that, as one on a reading of what is in force.
    """
    rows = tuple(_row(reading, record, signed) for record, signed in _standing(reading, records, also))
    heading = Heading(_("Signatures"))
    if not rows:
        return heading, Paragraph(_("Nothing that this paper shows is signed."))
    columns = (
        Column(_("Record"), 3),
        Column(_("Version")),
        Column(_("Signed as"), 2),
        Column(_("Signed by"), 2),
        Column(_("Signed on"), 2),
        Column(_("Digest of what was signed (SHA-256)"), 4),
    )
    return heading, Table("", columns, (Group("", rows),))


def _standing(
    reading: Reading, records: Iterable[Record], also: Collection[int]
) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    """Each of `records` on which a signature stands, with it.

    Of what has versions, that of the version in force; of what has none the last, unless the record may be edited
    again: then what was signed is open.
    """
    shown = {record.id: record for record in records}
    moves = {move.name for kind in KINDS for move in kind.workflow.transitions if move.signed}
    events = EventBody.objects.filter(event__seq__lte=reading.world.seq, event__action__in=moves)
    rows = events.filter(event__kind__in={record.kind for record in shown.values()}).order_by("event__seq")
    found: dict[UUID, Mapping[str, Any]] = {}
    beside = list[tuple[Record, Mapping[str, Any]]]()
    columns = ("event__seq", "event__record", "event__version", "body")
    for seq, pk, version, body in rows.values_list(*columns).iterator():
        record, signed = shown.get(pk), body.get("signature")
        if record and signed and seq in also:
            beside.append((record, signed))
        elif record and signed and _stands(record, version):
            found[pk] = signed
    yield from ((shown[pk], signed) for pk, signed in found.items())
    yield from beside


def _stands(record: Record, version: int) -> bool:
    workflow = KINDS[record.kind].workflow
    return version == record.in_force_version if workflow.is_controlled else record.state not in workflow.editable


def _row(reading: Reading, record: Record, signed: Mapping[str, Any]) -> tuple[Said, ...]:
    person = reading.world.get(Person, UUID(signed["by"]))
    return (
        reading.cited(record),
        str(record.edition) if record.edition else NONE,
        str(KINDS[record.kind].action_label(signed["meaning"])),
        title(person) if person else Text(signed["name"], "en"),
        moment(dt.datetime.fromisoformat(signed["at"])),
        grouped(signed["digest"]),
    )
