"""What an import leaves for people to do: what is gone from its source, and drafts that a source has opened."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World

DUTY_SENTENCES["gone_from_source"] = _(
    "%(ref)s %(title)s has not been in %(source)s since %(date)s: retire it, or say why it stays."
)
DUTY_SENTENCES["draft_from_source"] = _(
    "%(source)s has changed %(ref)s %(title)s and a draft was opened: look at the changes and submit them."
)


def _source(record: Record) -> dict[str, Any]:
    return dict(record.attributes.get("source", {}))


def gone(world: World) -> list[Record]:
    """Every record that has not ended and whose source holds it no more."""
    return [
        record
        for kind in KINDS
        for record in world.all(kind.model)
        if record.gone_since and record.state not in kind.workflow.ended
    ]


@duty_rule
def what_is_gone_from_its_source_is_decided_upon(world: World) -> Iterable[Duty]:
    """Until somebody does anything with the record: the standing stays, the duty does not."""
    for record in gone(world):
        mark, kind = _source(record), KINDS[record.kind]
        if record.version > mark.get("marked", 0):
            continue
        retire = kind.workflow.transition("retire")
        action = "retire" if retire and record.state in retire.source else "comment"
        who = owner_or_able(world, "retire" if action == "retire" else "edit", record)
        yield duty_about("gone_from_source", record, action, who, source=mark["name"], date=record.gone_since)


@duty_rule
def drafts_opened_by_a_source_are_submitted(world: World) -> Iterable[Duty]:
    """The version in force stays until somebody has looked at what the source says now."""
    for kind in KINDS:
        submit = kind.workflow.transition("submit")
        for record in world.all(kind.model) if submit else ():
            mark = _source(record)
            opened = mark.get("revises")
            if opened is None or opened != record.in_force_version or not submit or record.state not in submit.source:
                continue
            who = owner_or_able(world, "submit", record)
            yield duty_about("draft_from_source", record, "submit", who, source=mark["name"])
