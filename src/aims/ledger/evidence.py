"""The bundle of this installation: what the asker may see, opened; all the rest, committed to."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from aims_sdk.proof.merkle import leaf_hash
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS, Audience
from aims.kernel.models import Event, Link, Record
from aims.kernel.numbers import envelope
from aims.kernel.policy import Actor, reads_only_what_is_in_force, sees_drafts, visible_records
from aims.lib import clock
from aims.lib.canonical import canonical

from .bundle import BundleContents, Opening, write_bundle
from .log import CannotSign, extend, signing_key
from .models import Checkpoint
from .tree import Tree


def export_bundle(
    out: Path,
    actor: Actor,
    posture: dict[str, Any],
    cited: Iterable[tuple[UUID, int]] = (),
    only: Collection[UUID] | None = None,
) -> Checkpoint:
    """Write the evidence bundle to `out`; `cited` are the (record, version) pairs that a proof of its own is made for.

    It opens what `actor` may see, and of that only the records `only` where these are named: least data.
    Raises `ValueError` for an empty log or one that is not as it was signed, and what writing a file may raise.
    """
    checkpoint = extend()
    if checkpoint is None:
        raise ValueError(_("There is nothing to prove yet: the log is empty."))
    with transaction.atomic():
        shown = Record.objects.filter(_shown_to(actor))
        seen = set((shown if only is None else shown.filter(pk__in=only)).values_list("pk", flat=True))
        contents = _contents(checkpoint.size, seen, _in_force_only(actor, seen), posture, set(cited))
        if Tree(map(leaf_hash, contents.entries)).root() != bytes(checkpoint.root):
            raise CannotSign(
                _("The events here are not the %(size)s that were signed: run `aims fsck`.") % {"size": checkpoint.size}
            )
        write_bundle(out, contents, signing_key())
        Checkpoint.objects.filter(size=checkpoint.size, handed_on=None).update(handed_on=clock.now())
    return checkpoint


def _shown_to(actor: Actor) -> Q:
    """What the bundle opens: for whoever runs the installation, all but what is confidential."""
    if not actor.is_system:
        return visible_records(actor)
    return ~Q(kind__in=[kind.name for kind in KINDS if kind.audience is Audience.RESTRICTED])


def _in_force_only(actor: Actor, seen: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Of which records the bundle opens only what put a version in force: the drafts are not its reader's."""
    found: dict[UUID, frozenset[str]] = {}
    for kind in KINDS:
        if reads_only_what_is_in_force(actor, kind):
            rows: Any = kind.model.objects.filter(pk__in=seen)
            found.update(
                {record.pk: kind.workflow.moves_to_force for record in rows if not sees_drafts(actor, kind, record)}
            )
    return found


def _contents(
    size: int,
    seen: Collection[UUID],
    limited: Mapping[UUID, frozenset[str]],
    posture: dict[str, Any],
    cited: set[tuple[UUID, int]],
) -> BundleContents:
    entries: list[bytes] = []
    openings: dict[int, Opening] = {}
    numbers: list[int] = []
    for event in Event.objects.filter(seq__lte=size).order_by("seq").select_related("body_row").iterator(2_000):
        entries.append(canonical(envelope(event)))
        if event.record_id is None or event.record_id not in seen:
            continue
        if event.record_id in limited and event.action not in limited[event.record_id]:
            continue
        if (event.record_id, event.version) in cited:
            numbers.append(event.seq)
        row = getattr(event, "body_row", None)
        if row is not None and _leads_only_to(row.body, seen):
            openings[event.seq] = Opening(bytes(row.salt), canonical(row.body))
    return BundleContents(
        entries=entries,
        openings=openings,
        attachments=_attachments([pk for pk in seen if pk not in limited]),
        cited=numbers,
        posture=json.dumps(posture, ensure_ascii=False, indent=1).encode(),
        previous=_previous(size),
    )


def _leads_only_to(body: dict[str, Any], seen: Collection[UUID]) -> bool:
    """Whether every link in a body leads to what its reader may see: a label alone can say too much."""
    return all(target is None or UUID(target) in seen for _relation, target, _digest, _label in body["after"]["links"])


def _attachments(seen: Collection[UUID]) -> dict[str, bytes | Path]:
    rows = Link.objects.exclude(file=None).values_list("source", "file")
    return {digest: settings.HOME.file(digest) for source, digest in rows if digest and source in seen}


def _previous(size: int) -> bytes | None:
    """The checkpoint that a reader may hold already: the last one that was handed on before this size."""
    earlier = Checkpoint.objects.filter(handed_on__isnull=False, size__lt=size, size__gt=0).order_by("-size").first()
    return earlier.note.encode() if earlier else None
