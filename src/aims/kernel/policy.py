"""Who may do what, and who may see what. Every page, route, command and report asks here and nowhere else."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from aims.lib.language import language

from .authority import READ_FOR_AUTHORITY, lapse
from .checks import remembered
from .denied import Denied
from .kinds import AUTHOR, KINDS, OWNER, Audience, Kind
from .models import Assignment, Person, Record, Unit
from .numbers import was_touched
from .roles import Role, apart_from, roles
from .separation import agreed, is_named, kept_apart
from .spine import GuardedQuerySet
from .standing import differs_from_force
from .wording import filled
from .workflow import ENDORSE, LINKING, Words, Workflow
from .world import World, present

_ACCOUNT = {"human": "person", "software": "software"}
"""What `roles.yaml` calls the holder of a role, by the sort of person."""
EVERYWHERE: frozenset[UUID] | None = None


class Held(NamedTuple):
    """A role, and the units it holds in; `EVERYWHERE` is the whole organisation."""

    role: Role
    units: frozenset[UUID] | None
    lapsed: Words = ""
    """Why the role decides nothing now, as without current competence; see `authority`."""

    def covers(self, unit: UUID | None) -> bool:
        return self.units is None or unit in self.units


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the roles they hold at that instant, or (without `person`) the system itself."""

    person: UUID | None
    held: tuple[Held, ...] = ()
    on_behalf_of: UUID | None = None
    read_only: bool = False
    seq: int = field(default=0, compare=False)
    """The last event that was known when the roles were read; see `overtaken`."""

    @classmethod
    def of(cls, world: World, person: UUID) -> "Actor":
        """`person` with what the assignments current at `world.at` give."""
        return replace(remembered(world, ("actor", person), lambda world: cls._in(world, person)), seq=world.seq)

    @classmethod
    def _in(cls, world: World, person: UUID) -> "Actor":
        known = world.get_in_force(Person, person)
        if known is None:
            return cls(person, read_only=True)  # whoever has left owns and wrote things still, and does nothing more
        current = (a for a in world.in_force(Assignment) if a.person_id == person and a.covers(world.today))
        given = [(roles()[a.role], a) for a in current if a.role in roles() and _is_delegated_rightly(world, a)]
        held = [
            Held(role, _below(world, a.unit_id), lapse(world, a) or "")
            for role, a in given
            if role.account == _ACCOUNT[known.sort]
        ]
        return cls(person, tuple(held), read_only=any(h.role.read_only for h in held))

    def anew(self) -> "Actor":
        """The same with what they hold now."""
        if self.person is None:
            return self
        now = Actor.of(present(), self.person)
        return replace(now, on_behalf_of=self.on_behalf_of, read_only=self.read_only or now.read_only)

    def reading_only(self) -> "Actor":
        return replace(self, read_only=True)

    @property
    def is_system(self) -> bool:
        return self.person is None

    def holds(self, role: str) -> bool:
        return any(h.role.id == role for h in self.held)


SYSTEM = Actor(None)


def overtaken(actors: Iterable[Actor], last: int) -> bool:
    """Whether up to event `last` something changed of what any of `actors` holds, after it was read."""
    known = {actor.person: actor.seq for actor in actors if actor.person and actor.seq < last}
    if not known:
        return False
    return was_touched(READ_FOR_AUTHORITY, known, min(known.values()), last)


def _is_delegated_rightly(world: World, held: Assignment) -> bool:
    """What is delegated lasts as long as whoever delegates holds the role themselves."""
    if held.delegated_by_id is None:
        return True
    if world.get_in_force(Person, held.delegated_by_id) is None:
        return False
    return any(
        own.person_id == held.delegated_by_id and own.delegated_by_id is None and own.role == held.role
        for own in world.in_force(Assignment)
        if own.covers(world.today) and _reaches(world, own.unit_id, held.unit_id)
    )


def _reaches(world: World, above: UUID | None, unit: UUID | None) -> bool:
    units = _below(world, above)
    return units is None or unit in units


def _below(world: World, unit: UUID | None) -> frozenset[UUID] | None:
    """`unit` and all under it; the organisation itself is everywhere."""
    top = world.get(Unit, unit)
    if top is None:
        return frozenset()
    if top.parent_id is None:
        return EVERYWHERE
    children: dict[UUID | None, list[UUID]] = {}
    for u in world.all(Unit):
        children.setdefault(u.parent_id, []).append(u.id)
    found, waiting = set(), [top.id]
    while waiting:
        found.add(pk := waiting.pop())
        waiting.extend(child for child in children.get(pk, ()) if child not in found)
    return frozenset(found)


def decide(
    actor: Actor, action: str, record: Record, kind: Kind, *, world: World | None = None, is_new: bool = False
) -> Denied | None:
    """Why `actor` may not do `action` to `record` (for `create`: the record to be), or None."""
    if action not in kind.actions:
        known = ", ".join(kind.actions)
        return Denied("action_unknown", action=action, kind=kind.label, known=known)
    if actor.read_only:
        return Denied("read_only")
    if not is_new and not sees(actor, kind, record):
        return Denied("ref_unknown", ref=kind.label)
    return (
        _forbidden(actor, action, kind)
        or _not_granted(actor, action, record, kind, world)
        or _wrong_state(action, record, kind, is_new)
        or _own_work(actor, action, record, kind, world)
        or _not_ready(actor, action, record, kind, world)
    )


def refused_anyhow(actor: Actor, action: str, record: Record, kind: Kind, world: World | None) -> Denied | None:
    """Why `actor` may not do `action` whatever the values, the state and the unit are: nothing they hold grants it."""
    if actor.read_only:
        return Denied("read_only")
    if denied := _forbidden(actor, action, kind):
        return denied
    granted = {OWNER, AUTHOR, *(held.role.id for held in actor.held)}
    if not record.ref and (actor.is_system or any(kind.may_by_grant(who, action) for who in granted)):
        return None
    return _not_granted(actor, action, record, kind, world)


def _forbidden(actor: Actor, action: str, kind: Kind) -> Denied | None:
    banned = next((h.role for h in actor.held if h.role.bans(action)), None)
    if banned is None:
        return None
    return Denied("never", role=banned.name(language()), action=kind.action_label(action))


def _is_granted(actor: Actor, action: str, record: Record, kind: Kind) -> bool:
    if actor.is_system:
        move = kind.workflow.transition(action)
        return not (move and (move.signed or move.puts_in_force))
    if kind.grant_for(action) == "view":
        return sees(actor, kind, record)
    able = [h for h in actor.held if kind.may_by_grant(h.role.id, action) and h.covers(record.unit_id)]
    if able:  # a role that lapsed for a decision is not got round by owning the record
        return not kind.decides(action) or any(not h.lapsed for h in able)
    return (record.owner_id == actor.person and kind.may_by_grant(OWNER, action)) or (
        record.author_id == actor.person and kind.may_by_grant(AUTHOR, action)
    )


def refused_use(actor: Actor, use: str, record: Record, kind: Kind) -> Denied | None:
    """Why `actor` may not use what lies beside `record`, such as read the decisions of a system, or None."""
    if not sees(actor, kind, record):
        return Denied("ref_unknown", ref=kind.label)
    if _is_granted(actor, use, record, kind):
        return None
    return Denied("not_granted", what=record.ref, action=kind.uses[use])


def _not_granted(actor: Actor, action: str, record: Record, kind: Kind, world: World | None) -> Denied | None:
    if _is_granted(actor, action, record, kind):
        return None
    for held in actor.held:
        if held.lapsed and kind.may_by_grant(held.role.id, action) and held.covers(record.unit_id):
            return Denied("authority_lapsed", role=held.role.name(language()), why=held.lapsed)
    able = who_may(world, action, record, kind) if world else []
    what: str | Promise = record.ref or kind.label
    if not able:
        return Denied("not_allowed_nobody" if world else "not_granted", what=what, action=kind.action_label(action))
    return Denied("not_allowed", what=what, action=kind.action_label(action), person=able[0].person.name)


def _wrong_state(action: str, record: Record, kind: Kind, is_new: bool) -> Denied | None:
    if not is_new and not _may_change_content(action, record.state, kind.workflow):
        return not_editable(record, kind)
    move = kind.workflow.transition(action)
    if move is None or is_new:
        return None
    if record.state not in move.source:
        state = kind.workflow.label(record.state)
        sources = ", ".join(str(kind.workflow.label(s)) for s in sorted(move.source))
        return Denied("wrong_state", ref=record.ref, state=state, action=move.label, sources=sources)
    return None


def not_editable(record: Record, kind: Kind) -> Denied:
    """That the content of `record` stands as it is in its state, and what opens it, where something does."""
    move, how = kind.workflow.to_write(record.state), ""
    if move is not None:
        keeps = kind.workflow.is_controlled and not move.ends_force and record.is_in_force
        words = _("Use “%(move)s” first: the version in force stays in force.") if keeps else _("Use “%(move)s” first.")
        how = filled(words, {"move": move.label})
    return Denied("not_editable", ref=record.ref, state=kind.workflow.label(record.state), how=how)


def _not_ready(actor: Actor, action: str, record: Record, kind: Kind, world: World | None) -> Denied | None:
    move = kind.workflow.transition(action)
    if move is None:
        return None
    if move.guard and (why := move.guard(record)):
        return Denied("not_ready", ref=record.ref, why=why)
    if move.quorum and (awaited := _agreement_awaited(actor, move.quorum, record, kind, world or present())) > 0:
        return Denied("quorum", ref=record.ref, n=awaited)
    if move.lacks and (lacking := list(move.lacks(record, world or present()))):
        return Denied("not_ready", ref=record.ref, why=" ".join(str(one) for one in lacking))
    return None


def _agreement_awaited(actor: Actor, quorum: str, record: Record, kind: Kind, world: World) -> int:
    """How many must still endorse. As many as the version in force asks for, or the draft where that asks for more."""
    in_force = world.get_in_force(kind.model, record.pk)
    wanted: int = max(getattr(version, quorum) for version in (record, in_force) if version) - 1
    if wanted <= 0:
        return 0
    able = {
        one.person.id for one in who_may(world, ENDORSE, record, kind)
    }  # whoever left, or may no longer, does not count
    return wanted - len(agreed(record, ENDORSE) & able - {actor.person})


def _may_change_content(action: str, state: str, workflow: Workflow) -> bool:
    """Edits need an editable state; links and files too where versions are approved.

    Elsewhere they are added at any time, and taken away until the record has come to its end.
    """
    if action == "edit" or (action in LINKING and workflow.is_controlled):
        return state in workflow.editable
    return action not in ("unlink", "detach") or state not in workflow.ended


def _own_work(actor: Actor, action: str, record: Record, kind: Kind, world: World | None) -> Denied | None:
    if actor.person is None or actor.person not in kept_apart(action, record, kind, world):
        return None
    code = "own_case" if is_named(action, record, kind, actor.person) else "own_work"
    return Denied(code, ref=record.ref, action=kind.action_label(action))


def begins_on(world: World, person: UUID) -> dt.date | None:
    """From which day somebody who may do nothing today will hold a role."""
    held = [one for one in world.in_force(Assignment) if one.person_id == person]
    if any(one.covers(world.today) for one in held):
        return None
    return min((one.starts_on for one in held if one.starts_on > world.today), default=None)


def refused_assignment(actor: Actor, held: Assignment) -> Denied | None:
    """Why `actor` may not give this role: it is to themselves, unknown, without the end it needs, or not to be held."""
    if held.role not in roles():
        return Denied("role_unknown", role=held.role, known=", ".join(roles()))
    label = roles()[held.role].name(language())
    if held.person_id == actor.person:
        return Denied("own_role", role=label)
    if roles()[held.role].time_boxed and held.ends_on is None:
        return Denied("role_needs_end", role=label)
    if held.delegated_by_id:
        return _wrongly_delegated(held) or _roles_held_apart(held)
    return _roles_held_apart(held)


def _wrongly_delegated(held: Assignment) -> Denied | None:
    """What somebody holds themselves is delegated to somebody else until a day."""
    label = roles()[held.role].name(language())
    if held.ends_on is None:
        return Denied("role_needs_end", role=label)
    if held.delegated_by_id == held.person_id or not _is_delegated_rightly(present(), held):
        return Denied("not_theirs_to_delegate", role=label)
    return None


def _roles_held_apart(held: Assignment) -> Denied | None:
    """Why a person may not hold this role: it is made for software, or beside another held at the same time."""
    is_software = Person.objects.filter(pk=held.person_id, sort=Person.Sort.SOFTWARE).exists()
    if is_software != (roles()[held.role].account == Person.Sort.SOFTWARE):
        return Denied("role_account", role=roles()[held.role].name(language()))
    end = held.ends_on or dt.date.max
    others = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=held.starts_on),
        person=held.person_id,
        role__in=apart_from(held.role),
        state=KINDS.of(Assignment).workflow.initial,
        starts_on__lte=end,
    ).exclude(pk=held.pk)
    other = others.first()
    if other is None:
        return None
    here = language()
    return Denied("roles_apart", role=roles()[held.role].name(here), other=roles()[other.role].name(here))


class Able(NamedTuple):
    """A person who may, and the role that lets them."""

    person: Person
    role: Role | None


def who_may(world: World, action: str, record: Record, kind: Kind) -> list[Able]:
    """Everybody who may do `action` to `record` once its state allows it: owner and author first, then by role."""
    is_new = not record.ref
    wanted = [role for role in roles() if kind.may_by_grant(role, action) or _reads(role, action, kind)]
    today = world.today
    people: dict[UUID, Role | None] = {}
    for who, pk in ((OWNER, record.owner_id), (AUTHOR, record.author_id)):
        if pk and (kind.may_by_grant(who, action) or (who == OWNER and kind.grant_for(action) == "view")):
            people[pk] = None
    holders = [a for a in world.in_force(Assignment) if a.role in wanted and a.covers(today)]
    for assignment in sorted(holders, key=lambda a: wanted.index(a.role)):
        people.setdefault(assignment.person_id, roles()[assignment.role])
    barred = frozenset[UUID]() if is_new else kept_apart(action, record, kind, world)
    found = []
    for pk, role in people.items():
        person = world.get_in_force(Person, pk)
        if person and pk not in barred and not _refused_quietly(Actor.of(world, pk), action, record, kind):
            found.append(Able(person, role))
    return found


def _reads(role: str, action: str, kind: Kind) -> bool:
    return kind.grant_for(action) == "view" and roles()[role].sees_audience(kind.audience)


def _refused_quietly(actor: Actor, action: str, record: Record, kind: Kind) -> bool:
    is_seen = not record.ref or sees(actor, kind, record)
    return bool(
        actor.read_only
        or not is_seen
        or _forbidden(actor, action, kind)
        or not _is_granted(actor, action, record, kind)
    )


def _opens(held: Held, kind: Kind) -> frozenset[UUID] | None:
    """The units in which a held role shows records of `kind`, whatever their state.

    What is public is so to whoever holds a role anywhere; where versions are approved, only once it is in force.
    """
    if kind.audience is Audience.PUBLIC and not kind.workflow.is_controlled and held.role.sees_audience(kind.audience):
        return EVERYWHERE
    asked = Audience.ORDINARY if kind.audience is Audience.PUBLIC else kind.audience
    by_audience = held.role.sees_audience(asked)
    return held.units if by_audience or held.role.id in kind.opened_by else frozenset()


def _opens_in_force(actor: Actor, kind: Kind) -> bool:
    return kind.audience is Audience.PUBLIC and any(h.role.sees_audience(Audience.PUBLIC) for h in actor.held)


def opens_posture(actor: Actor) -> bool:
    """Whether `actor` may ask where the organisation stands: a role that sees ordinary records opens it."""
    return actor.is_system or any(h.role.sees_audience(Audience.ORDINARY) for h in actor.held)


def condition(actor: Actor, kind: Kind) -> Q | None:
    """The rows of `kind` that `actor` may see: a condition on indexed columns, or None for all of them."""
    if actor.is_system:
        return None
    opening = [_opens(h, kind) for h in actor.held]
    if any(units is EVERYWHERE for units in opening):
        return None
    own = Q(owner_id=actor.person)
    if AUTHOR in kind.opened_by:
        own |= Q(author_id=actor.person)
    if kind.model is Person:
        own |= Q(pk=actor.person)
    if _opens_in_force(actor, kind):
        own |= Q(in_force_version__isnull=False)
    units = frozenset[UUID]().union(*(units for units in opening if units is not None))
    return own | Q(unit_id__in=units) if units else own


def visible[R: Record](actor: Actor, kind: Kind, rows: "GuardedQuerySet[R] | None" = None) -> "GuardedQuerySet[R]":
    """The records of `kind` that `actor` may see, as a query."""
    found = rows if rows is not None else kind.model.objects.all()
    limit = condition(actor, kind)
    return found if limit is None else found.filter(limit)  # type: ignore[return-value]


def visible_records(actor: Actor) -> Q:
    """The rows of the spine, of all kinds, that `actor` may see."""
    allowed = Q(pk__in=())
    everything = []
    for kind in KINDS:
        limit = condition(actor, kind)
        if limit is None:
            everything.append(kind.name)
        else:
            allowed |= Q(kind=kind.name) & limit
    return allowed | Q(kind__in=everything)


def sees(actor: Actor, kind: Kind, record: Record) -> bool:
    """Whether `actor` may see this one record; the same rule as `condition`, on an instance.

    Which version of it they see is said by `as_seen`.
    """
    return sees_drafts(actor, kind, record) or (record.is_in_force and _opens_in_force(actor, kind))


def sees_drafts(actor: Actor, kind: Kind, record: Record) -> bool:
    """Whether `actor` sees `record` in every version, also while it is written."""
    if actor.is_system or record.owner_id == actor.person or record.pk == actor.person:
        return True
    if AUTHOR in kind.opened_by and record.author_id == actor.person:
        return True
    opening = (_opens(h, kind) for h in actor.held)
    return any(units is None or record.unit_id in units for units in opening)


def as_seen[R: Record](actor: Actor, record: R, world: World, today: Record | None = None) -> R | None:
    """`record`, the latest version in `world`, in the version that `actor` may read: it, the one in force, or none.

    Permission is by the record of `today` where `world` lies in the past.
    """
    kind, today = KINDS[record.kind], today or record
    if sees_drafts(actor, kind, today):
        return record
    if not (today.is_in_force and record.is_in_force and _opens_in_force(actor, kind)):
        return None
    return cast("R | None", world.get_in_force(kind.model, record.pk)) if differs_from_force(record, world) else record


def all_seen[R: Record](actor: Actor, model: type[R], world: World) -> list[R]:
    """Every record of the kind in `world`, the present, each in the version that `actor` may read."""
    return [seen for record in world.all(model) if (seen := as_seen(actor, record, world)) is not None]


def reads_only_what_is_in_force(actor: Actor, kind: Kind) -> bool:
    """Whether some records of `kind` are open to `actor` in the version in force alone: queries of rows do not do."""
    return kind.workflow.is_controlled and _opens_in_force(actor, kind) and condition(actor, kind) is not None


def readable[E: Model](actor: Actor, record: Record, events: "QuerySet[E]") -> "QuerySet[E]":
    """Those of `events` of `record`, as it is today, that `actor` may read: all, or what put a version in force."""
    kind = KINDS[record.kind]
    if sees_drafts(actor, kind, record):
        return events
    return events.filter(action__in=kind.workflow.moves_to_force)


def may_refer(actor: Actor, record: Record) -> bool:
    """Units and people are named by everybody; any other record only by those who see it."""
    return record.kind in ("unit", "person") or sees(actor, KINDS[record.kind], record)


def show(actor: Actor, records: Iterable[Record]) -> list[Record | None]:
    """Each record if `actor` may see it, else None, which every screen words as “not visible to you”."""
    return [r if sees(actor, KINDS[r.kind], r) else None for r in records]
