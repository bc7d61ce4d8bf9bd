"""Standings: what the clock or another record makes of a record, shown as if a state and stored nowhere."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .kinds import KINDS
from .models import Record
from .workflow import Words
from .world import World


class Standing(StrEnum):
    EXPIRED = "expired"
    EXPIRING = "expiring"
    REVIEW_OVERDUE = "review_overdue"
    BREACHED = "breached"
    STALE = "stale"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    NEW_VERSION_IN_WORK = "new_version_in_work"
    GONE_FROM_SOURCE = "gone_from_source"


STANDING_LABELS: dict[Standing, Words] = {
    Standing.EXPIRED: _("expired"),
    Standing.EXPIRING: _("expiring"),
    Standing.REVIEW_OVERDUE: _("review overdue"),
    Standing.BREACHED: _("limit passed"),
    Standing.STALE: _("stale"),
    Standing.AT_RISK: _("off track"),
    Standing.OVERDUE: _("overdue"),
    Standing.NEW_VERSION_IN_WORK: _("new version in work"),
    Standing.GONE_FROM_SOURCE: _("gone from its source"),
}


type Rule = Callable[[Record, World], Iterable[Standing]]
RULES: dict[type[Record], Rule] = {}


def standing_rule(model: type[Record]) -> Callable[[Rule], Rule]:
    """Register what alone records of `model` can be; it stands beside what it reads."""

    def register(rule: Rule) -> Rule:
        RULES[model] = rule
        return rule

    return register


def relies_on_older(record: Record, world: World) -> list[Record]:
    """The records that `record` was approved upon and that were withdrawn or changed significantly since."""
    found = []
    for pk, version in record.pins.items():
        other = world.find(UUID(pk))
        if other is not None and (other.in_force_version is None or (other.significant_version or 0) > version):
            found.append(other)
    return found


def differs_from_force(record: Record, world: World) -> bool:
    """Whether the latest version of `record` is in work: a draft, or edited since the version in force."""
    if record.in_force_version is None or record.in_force_version == record.version:
        return False
    kind = KINDS[record.kind]
    if kind.workflow.is_draft(record.state):
        return True
    in_force, latest = world.get_in_force(kind.model, record.id), world.get(kind.model, record.id)
    if in_force is None or latest is None or record.state not in kind.workflow.editable:
        return False
    columns = (kind.field(name).attname for name in kind.fields)
    return latest.links != in_force.links or any(getattr(latest, c) != getattr(in_force, c) for c in columns)


def changed_alone(record: Record, world: World) -> list[str]:
    """The fields that differ from the version in force while their twins, in the other language, do not.

    A translation that is added to a text that had none changes nothing that was said; nor does white space, of which a
    browser sends another kind for every field of its form.
    """
    kind = KINDS[record.kind]
    in_force = world.get_in_force(kind.model, record.id)
    if in_force is None or not differs_from_force(record, world):
        return []
    translated = (pair for pair in kind.twins if getattr(in_force, pair[1]))
    changed = ([n for n in pair if getattr(record, n).split() != getattr(in_force, n).split()] for pair in translated)
    return [names[0] for names in changed if len(names) == 1]


def standings(record: Record, world: World) -> list[Standing]:
    """All standings of `record` in `world`, the gravest first."""
    found = [*RULES[type(record)](record, world)] if type(record) in RULES else []
    if record.is_in_force and relies_on_older(record, world):
        found.append(Standing.STALE)
    if record.review_due and world.passed(record.review_due):
        found.append(Standing.REVIEW_OVERDUE)
    if differs_from_force(record, world):
        found.append(Standing.NEW_VERSION_IN_WORK)
    if record.gone_since:
        found.append(Standing.GONE_FROM_SOURCE)
    return list(dict.fromkeys(found))
