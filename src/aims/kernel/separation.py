"""Separation of duties (`sod.yaml`): who may not do an action to a record, for what they did to it or are to it."""

from collections.abc import Iterator
from uuid import UUID

from .authority import waiver
from .kinds import OWNER, Kind
from .models import Event, Record
from .roles import Separation, separating
from .spine import GuardedQuerySet
from .workflow import EDITS, LINKING
from .world import World, present


def kept_apart(action: str, record: Record, kind: Kind, world: World | None = None) -> frozenset[UUID]:
    """Who may not do `action` to `record`, those whom an arrangement in force lets do it left out."""
    found = _separated(action, record, kind, world)
    if not found:
        return frozenset()
    world = world or present()
    return frozenset(
        person for person, rules in found.items() if not all(waiver(world, person, rule, record) for rule in rules)
    )


def acting_under(action: str, record: Record, kind: Kind, person: UUID, world: World | None = None) -> list[str]:
    """The refs of the arrangements by which `person` may do what is otherwise kept apart."""
    rules = _separated(action, record, kind, world).get(person, set())
    return sorted({found.ref for rule in rules if (found := waiver(world or present(), person, rule, record))})


def is_named(action: str, record: Record, kind: Kind, person: UUID) -> bool:
    """Whether `person` is kept apart for what they are to the record, not for what they did."""
    rules = separating(kind.name, action)
    if any(person in _who_is(rule, record, kind, None) for rule in rules):
        return True
    move = kind.workflow.transition(action)
    owns = move is not None and OWNER in move.not_by and person in _named(record, OWNER)
    did = frozenset[str]().union(move.not_by if move else (), *(rule.who_did for rule in rules))
    return owns and person not in doers(record, did)


def _separated(action: str, record: Record, kind: Kind, world: World | None) -> dict[UUID, set[str]]:
    """Each person whom a rule keeps from `action`, and the rules that do."""
    found: dict[UUID, set[str]] = {}
    for rule in separating(kind.name, action):
        did = doers(record, rule.who_did, ever=rule.is_of_all_versions)
        for person in did | _who_is(rule, record, kind, world) | _who_wrote(rule, record):
            found.setdefault(person, set()).add(rule.id)
    move = kind.workflow.transition(action)
    if move and move.not_by:
        own = move.not_by | LINKING if "edit" in move.not_by else move.not_by
        owners = _named(record, OWNER) if OWNER in move.not_by else ()
        for person in {*doers(record, own), *owners}:
            found.setdefault(person, set()).add(move.not_by_rule)
    return found


def doers(record: Record, actions: frozenset[str], *, ever: bool = False) -> frozenset[UUID]:
    """Who did one of `actions` to `record` since the version in force (or `ever`), themselves or through a program.

    Up to the version at hand: in a past world nobody has done yet what came later.
    """
    if not actions:
        return frozenset()
    done = _events(record, ever=ever).filter(action__in=actions)
    return frozenset[UUID]().union(*done.values_list("actor", "on_behalf_of")) - {None}


def _who_is(rule: Separation, record: Record, kind: Kind, world: World | None) -> frozenset[UUID]:
    """Whom the record names in the places of `rule`; handing it on makes nobody another, so former owners count."""
    own = frozenset(person for place in rule.who_is for person in _named(record, place))
    elsewhere = [name for place, name in kind.named.items() if place in rule.who_is]
    return own.union(*(name(record, world or present()) for name in elsewhere)) if elsewhere else own


def _who_wrote(rule: Separation, record: Record) -> frozenset[UUID]:
    """Who ever changed one of the fields of `rule` in the record; what was erased since counts as changed."""
    found = set[UUID | None]()
    for name in rule.who_wrote:
        before = ""
        path = f"body_row__body__after__{name}"
        for actor, on_behalf_of, now in (
            _events(record, ever=True).order_by("version").values_list("actor", "on_behalf_of", path)
        ):
            if now != before:
                found |= {actor, on_behalf_of}
            before = now
    return frozenset(person for person in found if person)


def _named(record: Record, place: str) -> Iterator[UUID]:
    if place == OWNER:
        named = _events(record).values_list("body_row__body__after__owner", flat=True).distinct()
        yield from (UUID(pk) for pk in [*named, str(record.owner_id or "")] if pk)
    elif person := getattr(record, f"{place}_id", None):
        yield person


def owners_of(record: Record) -> frozenset[UUID]:
    """Who owns `record`, or owned it since the version in force."""
    return frozenset(_named(record, OWNER))


def _events(record: Record, *, ever: bool = False) -> "GuardedQuerySet[Event]":
    span = 1 if ever else (record.in_force_version or 0) + 1, record.version
    return Event.objects.filter(record=record.pk, version__range=span)


def was_written(record: Record) -> bool:
    """Whether its content was changed since the version in force: confirming the same again unsettles nothing."""
    return _events(record).filter(action__in=EDITS | LINKING).exists()


def agreed(record: Record, action: str) -> frozenset[UUID]:
    """Who did `action` since the record was last submitted: what they agreed to is what lies there now."""
    events = Event.objects.filter(record=record.pk, version__lte=record.version)
    last = events.filter(action="submit").order_by("-version").values_list("version", flat=True).first()
    return frozenset[UUID](events.filter(action=action, version__gt=last or 0).values_list("actor", flat=True)) - {None}
