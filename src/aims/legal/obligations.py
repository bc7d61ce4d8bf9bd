"""What applies to a system on a day: what the answers in force point to, by our roles and by the days of the law.

Nothing here concludes that nothing applies: other law may, and a named person answered and another signed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.world import World
from aims.organisation.models import Obligation
from aims.organisation.obligations import has_ended
from aims.systems.models import AISystem

from .models import Classification
from .trees import Ask, Begin, Outcome, Tree, trees


@dataclass(frozen=True, slots=True)
class LegalObligation:
    """One place of a law that follows for a system, as the law reads on the day asked."""

    classification: Classification
    ask: Ask
    because: tuple[Outcome, ...]
    roles: tuple[str, ...]
    """Ours, for which it is asked; empty where it is asked whatever our role."""
    begin: Begin | None
    """When it begins, with source and verification; nothing for what is voluntary."""
    held_off: bool
    recorded: tuple[Obligation, ...]
    """The obligations of the organisation that begin with it: the same law, the same day."""
    applies: bool

    @property
    def moved_from(self) -> dt.date | None:
        """The day before an amendment moved it."""
        earlier = [one.begins for one in self.ask.days if self.begin and one.text_since < self.begin.text_since]
        return earlier[-1] if earlier else None


def laws_for_us(world: World) -> list[Tree]:
    """The trees of laws and frameworks that an obligation of ours, not over, names."""

    def named(world: World) -> frozenset[str]:
        return frozenset(one.framework for one in world.all(Obligation) if not has_ended(world, one))

    ours = remembered(world, "frameworks of obligations", named)
    return [tree for tree in trees().values() if tree.frameworks & ours]


def classifications(world: World, system: UUID, *, in_force: bool = True) -> dict[str, Classification]:
    """The classification of `system` by each law: in force, or the latest that was not withdrawn."""

    def gather(world: World) -> Mapping[UUID, dict[str, Classification]]:
        found: dict[UUID, dict[str, Classification]] = {}
        known = world.in_force(Classification) if in_force else world.all(Classification)
        for one in sorted(known, key=lambda one: one.stamp.seq):
            if one.state != "withdrawn":
                found.setdefault(one.system_id, {})[one.law] = one
        return found

    return remembered(world, ("classifications", in_force), gather).get(system, {})


def classified(world: World, system: AISystem, law: str) -> Classification | None:
    """The classification of `system` by the tree `law` that somebody of legal signed, where there is one."""
    return classifications(world, system.id).get(law)


def roles_by(classification: Classification, system: AISystem) -> frozenset[str]:
    """Our roles for `system` by this law: those that the answers point to and those in the register, both."""
    pointed = {outcome.role for outcome in classification.path.points_to if outcome.role}
    return frozenset(pointed | (set(system.legal_roles) & classification.tree.roles))


def obligations_on(world: World, system: AISystem, day: dt.date) -> list[LegalObligation]:
    """What the classifications in force say of `system` on `day`: what applies and what will, by its first day.

    A law is read as it was worded on `day`; what it did not know then is left out.
    """
    found = [one for by in classifications(world, system.id).values() for one in follows_from(world, by, system, day)]
    return sorted(found, key=lambda one: one.begin.begins if one.begin else dt.date.max)


def follows_from(world: World, by: Classification, system: AISystem, day: dt.date) -> Iterator[LegalObligation]:
    """What the answers of `by`, in force or not, point to, as the law reads on `day`."""
    pointed = {outcome.id: outcome for outcome in by.path.points_to}
    held = {one for outcome in pointed.values() for one in outcome.holds_off}
    ours = roles_by(by, system)
    for ask in by.tree.asks:
        because = tuple(pointed[key] for key in ask.of if key in pointed)
        roles = tuple(role for role in ask.roles if role in ours)
        begin = ask.as_of(day)
        is_asked = because and (roles or not ask.roles) and (not ask.only_with or ask.only_with in pointed)
        if not is_asked or (ask.days and begin is None):
            continue
        held_off = all(outcome.id in held for outcome in because)
        applies = not held_off and (begin is None or begin.begins <= day)
        recorded = tuple(_recorded(world, ask, begin))
        yield LegalObligation(by, ask, because, roles, begin, held_off, recorded, applies)


def _recorded(world: World, ask: Ask, begin: Begin | None) -> Iterable[Obligation]:
    """What we recorded of this law with this first day; of what is voluntary, all that names its framework."""
    for one in world.all(Obligation):
        fits = one.framework == ask.node.framework and (begin is None or one.applies_from == begin.begins)
        if fits and not has_ended(world, one):
            yield one
