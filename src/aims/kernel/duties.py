"""What a named person must do by a day. Derived from a World at every look, never stored: the inbox is a query."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .checks import Do, remembered
from .kinds import KINDS, Audience, Kind
from .models import Assignment, Person, Record, Stamp, name_of
from .policy import Actor, as_seen, who_may
from .roles import role_name
from .standing import differs_from_force, relies_on_older
from .wording import filled
from .workflow import RETURN, Words
from .world import World

DUE_SOON = dt.timedelta(days=30)

DUTY_SENTENCES: dict[str, Words] = {
    "review": _("Review %(ref)s %(title)s: its review is due on %(date)s."),
    "decide": _("%(ref)s %(title)s waits for a decision: approve or return it."),
    "returned": _("%(ref)s %(title)s was returned to you to be changed: “%(reason)s”"),
    "relied_on_changed": _("%(ref)s %(title)s relies on %(other)s, which has changed since: look at it again."),
    "assignment_ends": _("The assignment of %(person)s as %(role)s ends on %(date)s."),
}


@dataclass(frozen=True)
class Duty:
    code: str
    who: frozenset[UUID]
    due: dt.date | None
    do: Do
    params: Mapping[str, Any] = field(default_factory=dict)
    about: UUID | None = None

    @property
    def is_decision(self) -> bool:
        """Whether others wait for it: what it asks for is a decision on their work."""
        return KINDS[self.do.kind].decides(self.do.action)

    @property
    def sentence(self) -> str:
        return filled(DUTY_SENTENCES[self.code], self.params)


type Rule = Callable[[World], Iterable[Duty]]
RULES: list[Rule] = []


def duty_rule(rule: Rule) -> Rule:
    """Register a rule; it stands beside the thing it watches."""
    RULES.append(rule)
    return rule


def duties(world: World) -> list[Duty]:
    """Every duty in `world`: what is late, then what others wait for, whether or not it has a day, then by day."""
    found = [d for rule in RULES for d in remembered(world, ("duties", rule.__module__, rule.__name__), _listed(rule))]

    def rank(duty: Duty) -> tuple[int, dt.date]:
        is_awaited = duty.is_decision or duty.code == "returned"
        group = 0 if world.passed(duty.due) else 1 if is_awaited else 2
        return group, duty.due or dt.date.max

    return sorted(found, key=rank)


def _listed(rule: Rule) -> Callable[[World], list[Duty]]:
    return lambda world: list(rule(world))


def duties_of(world: World, person: UUID) -> list[Duty]:
    return [d for d in duties(world) if person in d.who]


def as_told(duty: Duty, actor: Actor, world: World, now: World | None = None) -> Duty:
    """`duty` of `world` for `actor`: its record by the title that they read, or by its kind where they read none.

    Permission is of `now` where `world` lies in the past.
    """
    record = world.find(duty.about)
    if record is None or "title" not in duty.params:
        return duty
    seen = as_seen(actor, record, world, now.find(record.id) if now else None)
    hidden = {"ref": KINDS[record.kind].label, "title": _("(not visible to you)")}
    return replace(duty, params={**duty.params, **({"title": name_of(seen)} if seen else hidden)})


def able(world: World, action: str, record: Record) -> frozenset[UUID]:
    """Everybody who may do `action` to `record` (for `create`: the record to be): a decision waits for any of them."""
    return frozenset(one.person.id for one in who_may(world, action, record, KINDS.of(type(record))))


def owner_or_able(world: World, action: str, record: Record) -> frozenset[UUID]:
    """The owner where they may do it, else everybody who may, else the owner who must find somebody: work."""
    found = able(world, action, record)
    owner = record.owner_id
    if owner and (owner in found or (not found and world.get_in_force(Person, owner))):
        return frozenset({owner})
    return found


def duty_about(
    code: str, record: Record, act: str | Do, who: frozenset[UUID], due: dt.date | None = None, /, **params: Any
) -> Duty:
    """A duty whose sentence names `record`: to do an action to it, or something else because of it."""
    do = act if isinstance(act, Do) else Do(record.kind, act, record.id)
    return Duty(code, who, due, do, {"ref": record.ref, "title": name_of(record), "date": due, **params}, record.id)


def _named(record: Record) -> Words:
    """The ref, or for a restricted record only its kind: whoever has the duty may not see it."""
    kind = KINDS[record.kind]
    return kind.label if kind.audience is Audience.RESTRICTED else record.ref


def _to_look_again(kind: Kind, latest: Record) -> str:
    """The action that brings a record that is due nearer to having been looked at; a draft alone is not that."""
    if not kind.workflow.is_controlled:
        return "review" if kind.workflow.transition("review") else "edit"
    return kind.workflow.forward(latest.state)


@duty_rule
def reviews_fall_due(world: World) -> Iterable[Duty]:
    """A record in force is reviewed by its day; it shows from thirty days before."""
    for kind in KINDS:
        for record in world.in_force(kind.model):
            if record.review_due is None or not world.passed(record.review_due - DUE_SOON):
                continue
            latest = world.get(kind.model, record.id) or record
            action = _to_look_again(kind, latest)
            who = owner_or_able(world, action, latest)
            yield duty_about("review", record, action, who, record.review_due)


@duty_rule
def submitted_work_is_decided(world: World) -> Iterable[Duty]:
    """What is in review waits for somebody who may approve it."""
    for kind in KINDS:
        if not kind.workflow.is_controlled:
            continue
        for record in world.all(kind.model):
            move = kind.workflow.to_force(record.state)
            if move is None or not move.puts_in_force or (move.guard and move.guard(record)):
                continue
            if kind.workflow.is_draft(record.state) or differs_from_force(record, world):
                yield duty_about("decide", record, move.name, able(world, move.name, record))


def returned(record: Record, world: World) -> Stamp | None:
    """That `record` came back, where nobody has taken it up since; comments do not."""
    last = next((stamp for stamp in reversed(world.history(record)) if stamp.action != "comment"), None)
    return last if last is not None and last.action == RETURN else None


@duty_rule
def what_is_returned_is_changed(world: World) -> Iterable[Duty]:
    """Whoever submitted what came back, or wrote it, and its owner, take it up: until it is edited, or moves on."""
    for kind in KINDS:
        move = kind.workflow.transition(RETURN)
        for record in world.all(kind.model) if move else ():
            if move is None or record.state != move.target:
                continue
            if last := returned(record, world):
                done = reversed(world.history(record))
                came_from = next((stamp.actor for stamp in done if stamp.action == "submit"), record.author_id)
                people = able(world, "edit", record)
                who = people & {came_from, record.owner_id} or people
                yield duty_about("returned", record, "edit", who, reason=world.reason(last))


@duty_rule
def what_relies_on_changed_records_is_looked_at(world: World) -> Iterable[Duty]:
    """Nothing is written into dependants: the duty ends when they are put in force anew."""
    for kind in KINDS:
        if not (kind.relies_on or kind.rests_on):
            continue
        for record in world.in_force(kind.model):
            for other in relies_on_older(record, world):
                latest = world.get(kind.model, record.id) or record
                action = _to_look_again(kind, latest)
                who = owner_or_able(world, action, latest)
                yield duty_about("relied_on_changed", record, action, who, other=_named(other))


@duty_rule
def assignments_are_renewed(world: World) -> Iterable[Duty]:
    """An assignment that ends within thirty days is renewed or let go."""
    for held in world.in_force(Assignment):
        if held.ends_on is None or world.passed(held.ends_on) or not world.passed(held.ends_on - DUE_SOON):
            continue
        person = world.get(Person, held.person_id)
        params = {"person": name_of(person) if person else "", "role": role_name(held.role)}
        yield duty_about("assignment_ends", held, "edit", able(world, "edit", held), held.ends_on, **params)
