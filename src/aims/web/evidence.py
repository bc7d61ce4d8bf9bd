"""What a verdict was read from, as far as the reader may see it; the rest is counted."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.checks import Verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import EventBody, Record
from aims.kernel.policy import show
from aims.web.asked import Asked, address
from aims.web.frame import name_of
from aims.web.looks import EvidenceLook, Text


def evidence_of(asked: Asked, verdict: Verdict) -> tuple[tuple[EvidenceLook, ...], int]:
    """The visible pieces, and how many more there are."""
    records = [asked.world.find(piece.record) for piece in verdict.evidence]
    held = [record for record in records if record is not None]
    shown = [
        r for r in show(asked.actor, [asked.now.get(KINDS[r.kind].model, r.pk) or r for r in held]) if r is not None
    ]
    visible = {record.pk for record in shown}
    signed = _signed(visible)
    pieces = []
    for piece, record in zip(verdict.evidence, records, strict=True):
        if record is not None and record.pk in visible:
            pieces.append(_look(asked, record, piece.version, signed))
    return tuple(pieces), len(verdict.evidence) - len(pieces)


def _signed(records: set[UUID]) -> dict[tuple[UUID, int], tuple[str, str]]:
    """Who signed which version, with the digest that was signed: one query for all pieces."""
    if not records:
        return {}
    moves = {t.name for kind in KINDS for t in kind.workflow.transitions if t.puts_in_force}
    rows = EventBody.objects.filter(event__record__in=records, event__action__in=moves)
    found = {}
    for record, version, body in rows.values_list("event__record", "event__version", "body"):
        if signature := body.get("signature"):
            found[record, version] = (signature["name"], signature["digest"])
    return found


def _look(asked: Asked, record: Record, version: int, signed: dict[tuple[UUID, int], tuple[str, str]]) -> EvidenceLook:
    name, digest = signed.get((record.pk, version), ("", ""))
    query = {"version": version} if version != record.version else None
    zone = ZoneInfo(settings.TIME_ZONE)
    late = (record.stamp.at.astimezone(zone).date() - record.happened_on).days if record.happened_on else 0
    return EvidenceLook(
        record.ref,
        name_of(record),
        address(asked, f"/r/{record.ref}/", query),
        version,
        record.in_force_version == version,
        happened_on=record.happened_on,
        recorded_at=record.stamp.at,
        late_days=max(late, 0) if record.version == 1 else 0,
        approved_by=Text(name, "") if name else "",
        digest=digest,
    )
