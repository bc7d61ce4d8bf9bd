"""What a verdict was read from, as far as the reader may see it; the rest is counted."""

from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.checks import Evidence, Verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import EventBody, Record, Stamp
from aims.kernel.policy import show
from aims.web.asked import Asked, address
from aims.web.frame import name_of, signer
from aims.web.looks.parts import EvidenceLook, Said

MOST = 50
"""Pieces listed on a page."""


class Shown(NamedTuple):
    """The pieces that are listed, how many further ones the reader may see, and how many they may not."""

    pieces: tuple[EvidenceLook, ...]
    more: int
    hidden: int


def evidence_of(asked: Asked, verdict: Verdict) -> Shown:
    """The evidence of a verdict as far as it passes `policy.show`; a register's worth of it is counted, not listed."""
    held = [(piece, record) for piece in verdict.evidence if (record := _cited(asked, piece)) is not None]
    present = [asked.now.get(KINDS[record.kind].model, record.pk) or record for _piece, record in held]
    allowed = [pair for pair, seen in zip(held, show(asked.actor, present), strict=True) if seen is not None]
    listed = allowed[:MOST]
    signed = _signed(asked, {record.pk for _piece, record in listed})
    looks = tuple(_look(asked, record, piece.version, signed) for piece, record in listed)
    return Shown(looks, len(allowed) - len(listed), len(verdict.evidence) - len(allowed))


def _cited(asked: Asked, piece: Evidence) -> Record | None:
    """The record as the verdict read it: the version in force where that is the one cited, else the newest."""
    model = KINDS[piece.kind].model
    in_force = asked.world.get_in_force(model, piece.record)
    return in_force if in_force and in_force.version == piece.version else asked.world.get(model, piece.record)


def _signed(asked: Asked, records: set[UUID]) -> dict[tuple[UUID, int], tuple[Said, str]]:
    """Who signed which version, with the digest that was signed: one query for all pieces."""
    if not records:
        return {}
    moves = {t.name for kind in KINDS for t in kind.workflow.transitions if t.puts_in_force}
    rows = EventBody.objects.filter(event__record__in=records, event__action__in=moves)
    found = {}
    for record, version, body in rows.values_list("event__record", "event__version", "body"):
        if signature := body.get("signature"):
            found[record, version] = (signer(asked, signature), signature["digest"])
    return found


def _stamp(asked: Asked, record: Record, version: int) -> Stamp:
    """The event that made the version that is cited; each event makes one."""
    if record.version == version:
        return record.stamp
    made = asked.world.history(record)
    return made[version - 1] if 0 < version <= len(made) else record.stamp


def _look(asked: Asked, record: Record, version: int, signed: dict[tuple[UUID, int], tuple[Said, str]]) -> EvidenceLook:
    name, digest = signed.get((record.pk, version), ("", ""))
    newest = asked.world.get(KINDS[record.kind].model, record.pk) or record
    query = {"version": version} if version != newest.version else None
    zone = ZoneInfo(settings.TIME_ZONE)
    stamp = _stamp(asked, record, version)
    late = (stamp.at.astimezone(zone).date() - record.happened_on).days if record.happened_on else 0
    return EvidenceLook(
        record.ref,
        name_of(record),
        address(asked, f"/r/{record.ref}/", query),
        KINDS[record.kind].edition_of(record),
        record.in_force_version == version,
        happened_on=record.happened_on,
        recorded_at=stamp.at,
        late_days=max(late, 0) if record.version == 1 else 0,
        approved_by=name,
        digest=digest,
    )
