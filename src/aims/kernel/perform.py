"""The only door: every change to every record, whoever asks for it, is a command that comes through here.

`perform_all` locks, asks `policy.decide`, applies, validates, saves, numbers, and writes events, bodies and search
rows in one transaction. What it refuses it refuses whole, as `Denied`.
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from aims.lib import clock
from aims.lib.canonical import canonical, is_storable
from aims.lib.ids import uuid7

from . import links as linking
from . import search
from .denied import Denied
from .fields import DoneOnField
from .images import Image, image
from .kinds import COMMON_ACTIONS, KINDS, Audience, Kind
from .models import Assignment, Event, EventBody, LinkImage, Record, Unit
from .numbers import envelope, next_in_log, next_refs
from .policy import Actor, decide, may_refer, overtaken, refused_anyhow, refused_assignment, sees
from .separation import acting_under, was_written
from .signing import signature
from .spine import applying
from .values import invalid, key_of, set_values
from .workflow import Transition
from .world import World, present


@dataclass(frozen=True)
class Command:
    """One change that somebody asks for."""

    kind: str
    action: str
    actor: Actor
    record: UUID | None = None
    """Which record; for `create`, the id it shall have, or None for a new one."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Fields to set; for the link and file actions, what to link."""
    expect: int | None = None
    """The version that the asker saw. Another's change since is refused as `stale_edit`."""
    reason: str = ""
    authenticated_at: dt.datetime | None = None
    """When the person last proved who they are; a signature needs this within five minutes."""
    links: Sequence[tuple[str, UUID]] = ()
    """For `create`: relations and targets that the record is made with."""
    attributes: Mapping[str, Any] | None = None
    """Source attributes, set by an import."""
    authenticated_by: str = ""
    """By what the person proved it (password, passkey …): the signature keeps it."""


@dataclass
class _Change:
    command: Command
    kind: Kind
    record: Record
    links: list[LinkImage]
    at: dt.datetime
    signature: dict[str, str] | None = None
    under: list[str] = field(default_factory=list)
    """The arrangements that waive a separation for this act."""
    after: Image = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    """The columns as they were read."""

    def __post_init__(self) -> None:
        self.before = dict(self.record.__dict__)

    def save(self) -> None:
        """Write the row: all of a new one, of another what has changed."""
        if self.is_new:
            self.record.save(force_insert=_tables(self.kind))
        else:
            now, columns = self.record.__dict__, self.kind.model._meta.concrete_fields
            self.record.save(update_fields=[c.name for c in columns if now[c.attname] != self.before[c.attname]])

    @property
    def is_new(self) -> bool:
        return self.command.action == "create"

    @property
    def relinks(self) -> bool:
        return self.command.action in ("link", "unlink", "attach", "detach") or (self.is_new and bool(self.links))


def perform(command: Command, *, world: World | None = None) -> Record:
    """Carry out one command; the record as it is now. Raises `Denied`, and then nothing was changed."""
    return perform_all([command], world=world)[0]


def perform_all(commands: Sequence[Command], *, world: World | None = None) -> list[Record]:
    """Carry out all commands in one transaction, or none. At most one command a record.

    `world`, where the caller has one, lets a refusal name who may.
    """
    while True:
        try:
            return _performed(commands, world) if commands else []
        except _Overtaken:
            commands = [replace(command, actor=command.actor.anew()) for command in commands]


class _Overtaken(Exception):
    """Roles changed after an actor's were read: nothing was written, and it is decided again."""


def _performed(commands: Sequence[Command], world: World | None) -> list[Record]:
    try:
        with applying(), transaction.atomic():
            held, linked = _lock(commands)
            changes = [_prepare(command, held, linked) for command in commands]
            _check_references(changes)
            for change in changes:
                _apply(change, world)
            _number(changes)
            for change in changes:
                change.save()
                if change.command.action == "attach":
                    linking.keep_file(change.command.values)
            if len(changes) > 1:
                _validate_together(changes)
            linking.write([(c.record, c.links, c.is_new) for c in changes if c.relinks])
            search.write([c.record for c in changes])
            _log(changes)
            return [change.record for change in changes]
    except IntegrityError as refused:
        raise _constraint(refused, commands) from refused


def rehearse(series: Sequence[Sequence[Command]], *, world: World | None = None) -> list[Denied | None]:
    """What each series of commands on one record would be answered: nothing is written, nobody is kept waiting.

    Left out is only what the database alone can tell: its constraints.
    """
    commands = [command for commands in series for command in commands]
    held, linked = _held(commands, lock=False)
    return [_rehearsed(commands, held, linked, world) for commands in series]


def _rehearsed(
    commands: Sequence[Command],
    held: dict[UUID, Record],
    linked: dict[UUID, list[LinkImage]],
    world: World | None,
) -> Denied | None:
    try:
        for command in commands:
            change = _prepare(command, held, linked)
            _check_references([change])
            _apply(change, world)
    except Denied as denied:
        return denied
    return None


def _tables(kind: Kind) -> tuple[type[models.Model], ...]:
    return (Record, kind.model)


def _kind(command: Command) -> Kind:
    if command.kind not in KINDS:
        raise Denied("kind_unknown", kind=command.kind, known=", ".join(k.name for k in KINDS))
    return KINDS[command.kind]


def _lock(commands: Sequence[Command]) -> tuple[dict[UUID, Record], dict[UUID, list[LinkImage]]]:
    """The records that exist already, locked in order of their ids so that two batches cannot wait for each other."""
    ids = [command.record for command in commands if command.action != "create"]
    if len(set(ids)) != len(ids):
        raise ValueError("perform_all: two commands for one record in a batch")
    return _held(commands, lock=True)


def _held(commands: Sequence[Command], *, lock: bool) -> tuple[dict[UUID, Record], dict[UUID, list[LinkImage]]]:
    """`no_key`, because a record that merely leads to a locked one checks that key while it holds the log's number."""
    wanted: dict[str, set[UUID]] = {}
    for command in commands:
        if command.action != "create":
            if command.record is None:
                raise Denied("ref_unknown", ref=command.kind)
            wanted.setdefault(_kind(command).name, set()).add(command.record)
    held: dict[UUID, Record] = {}
    for name in sorted(wanted):
        rows = KINDS[name].model.objects.filter(pk__in=wanted[name]).order_by("pk")
        held.update({row.pk: row for row in (rows.select_for_update(no_key=True) if lock else rows)})
    return held, linking.of([pk for pks in wanted.values() for pk in pks])


def _prepare(command: Command, held: dict[UUID, Record], linked: dict[UUID, list[LinkImage]]) -> _Change:
    kind, at = _kind(command), clock.now()
    if command.action == "create":
        record = kind.model(
            id=command.record or uuid7(), kind=kind.name, state=kind.workflow.initial, author_id=command.actor.person
        )
        return _Change(command, kind, record, [], at)
    found = held.get(command.record) if command.record else None
    if found is None or not sees(command.actor, kind, found):
        raise Denied("ref_unknown", ref=kind.label)
    if command.expect is not None and command.expect != found.version:
        if denied := refused_anyhow(command.actor, command.action, found, kind, None):
            raise denied  # whoever may not act learns nothing of what others changed since
        _refuse_if_stale(found, command.expect)
    return _Change(command, kind, found, linked.get(found.pk, []), at)


def _refuse_if_stale(record: Record, expect: int) -> None:
    """A comment in between harms nobody; anything else does, and so does a version that is not there yet."""
    if expect > record.version:
        raise Denied("version_unknown", ref=record.ref, version=expect)
    since = Event.objects.filter(record=record.pk, version__gt=expect).exclude(action="comment")
    last = since.order_by("-version").select_related("actor").first()
    if last:
        who = last.actor.name if last.actor else "OpenAIMS"
        raise Denied("stale_edit", person=who, ref=record.ref, time=last.at.strftime("%Y-%m-%d %H:%M UTC"))


def _check_references(changes: Sequence[_Change]) -> None:
    """What a value or a link newly leads to exists, is of the right kind, and the asker may see it: one query."""
    wanted: list[tuple[_Change, str, type[Record], UUID]] = []
    for change in changes:
        for name, value in change.command.values.items():
            target = linking.target_model(change.kind, change.command.action, name)
            if target is None or value in (None, ""):
                continue
            if (pk := key_of(change.kind, name, value)) != change.before.get(f"{name}_id"):
                wanted.append((change, name, target, pk))
        wanted += [(change, relation, Record, target) for relation, target in change.command.links]
    if not wanted:
        return
    found = {r.pk: r for r in Record.objects.filter(pk__in={pk for *_rest, pk in wanted})}
    for change, name, model, pk in wanted:
        record = found.get(pk)
        right_kind = record is not None and (model is Record or record.kind == KINDS.of(model).name)
        if record is None or not right_kind or not may_refer(change.command.actor, record):
            label = KINDS.of(model).label if model is not Record else name
            raise Denied("ref_unknown", ref=label)


def _apply(change: _Change, world: World | None) -> None:
    command, kind, record = change.command, change.kind, change.record
    if change.is_new:
        _fill(change, world)
    _decide(change, world)
    move = kind.workflow.transition(command.action)
    if move and move.signed:
        seen = image(record, change.links)
        by, proven = command.actor.person, command.authenticated_at
        how = command.authenticated_by
        change.signature = signature(seen, move.name, by, proven, command.expect, change.at, how)
    if command.action in COMMON_ACTIONS:
        change.links = linking.changed(kind, record, command.action, command.values, change.links)
        if command.action == "comment" and not command.reason.strip():
            raise Denied("reason_required")
    else:
        if not change.is_new:
            _edit(change, world)
        if move:
            _move(change, move, world)
        _validate(record, command)
    if command.attributes is not None:
        record.attributes = dict(command.attributes)
    record.version += 1
    if move and move.puts_in_force:
        _put_in_force(change, world)
    _set_review(change, move)
    record.changed_at = change.at


def _refused(change: _Change, world: World | None) -> Denied | None:
    command, is_new = change.command, change.is_new
    return decide(command.actor, command.action, change.record, change.kind, world=world, is_new=is_new)


def _decide(change: _Change, world: World | None) -> None:
    command = change.command
    if denied := _refused(change, world):
        raise denied
    person = command.actor.person
    if person:
        change.under = acting_under(command.action, change.record, change.kind, person, world)
    for said in (command.reason, command.attributes or {}, str(command.values.get("label", ""))):
        if not is_storable(said):
            raise Denied("unstorable", field=_("reason"))


def _edit(change: _Change, world: World | None) -> None:
    """Set values; who moves a record to another unit must be allowed the same there."""
    unit = change.record.unit_id
    set_values(change.kind, change.record, change.command.action, change.command.values)
    change.record.unit_id = change.record.unit_id or _top_unit(change.kind)
    if change.record.unit_id != unit and _refused(change, world):
        raise Denied("unit_not_yours")


def _fill(change: _Change, world: World | None) -> None:
    """A record to be: its values, its first links, a unit, and what the system itself puts into it.

    Who may make none is refused first: what is wrong with a value may tell what it is compared with.
    """
    kind, record, actor = change.kind, change.record, change.command.actor
    if denied := refused_anyhow(actor, change.command.action, record, kind, world):
        raise denied
    set_values(kind, record, change.command.action, change.command.values)
    for relation, target in change.command.links:
        change.links = linking.changed(kind, record, "link", {"relation": relation, "target": target}, change.links)
    if kind.under:
        above = getattr(record, kind.under)
        kind.place_under(record, above and ((world or present()).get_in_force(type(above), above.pk) or above))
    record.unit_id = record.unit_id or _top_unit(kind)
    if kind.completes:
        kind.completes(record, world or present(), actor)


def _top_unit(kind: Kind) -> UUID | None:
    """A new record without a unit belongs to the organisation itself."""
    if kind.model is Unit:
        return None
    return Unit.objects.filter(parent=None).values_list("pk", flat=True).first()


def _validate(record: Record, command: Command) -> None:
    today = clock.day_of(clock.now(), ZoneInfo(settings.TIME_ZONE))
    done = (f.name for f in record._meta.fields if isinstance(f, DoneOnField) and command.values.get(f.name))
    if ahead := [name for name in done if getattr(record, name) > today]:
        said = [_("This day is still to come: say when it happened.")]
        raise invalid(KINDS[record.kind], dict.fromkeys(ahead, said))
    try:
        record.clean()
    except ValidationError as error:
        wrong = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        raise invalid(KINDS[record.kind], wrong) from error
    gives = isinstance(record, Assignment) and command.action != "retire"
    if gives and (denied := refused_assignment(command.actor, cast("Assignment", record))):
        raise denied


def _validate_together(changes: Sequence[_Change]) -> None:
    """Once more what records must be beside others, now that those of the same batch are there: no circle of units,
    no two roles that are kept apart."""
    for change in changes:
        if isinstance(change.record, Unit | Assignment) and change.command.action not in COMMON_ACTIONS:
            _validate(change.record, change.command)


def _move(change: _Change, move: Transition, world: World | None) -> None:
    command, record = change.command, change.record
    if move.reason_required and not command.reason.strip():
        raise Denied("reason_required")
    if move.completes:
        move.completes(record, world or present())
    if move.target:
        record.state = move.target
    if move.ends_force:
        record.in_force_version = None
    if not move.puts_in_force:
        record.change_is_significant = True
    if move.unsettles:
        record.significant_version = record.version + 1


def _put_in_force(change: _Change, world: World | None) -> None:
    """The version at hand is in force, upon the versions of what it relies on that are in force now."""
    kind, record = change.kind, change.record
    is_significant = record.significant_version is None or (record.change_is_significant and was_written(record))
    record.in_force_version = record.version
    record.edition += 1
    record.pins = linking.pins(kind, record, change.links, world or present())
    if is_significant:
        record.significant_version = record.version


def _set_review(change: _Change, move: Transition | None) -> None:
    """The next review, within the kind's interval from today or from the day on which it was looked at.

    Where versions are approved it is set by approval; elsewhere by making, by looking again, and by saying the day.
    """
    record, said, months = change.record, change.command.values, change.kind.months_to_review(change.record)
    is_approved = change.kind.workflow.is_controlled
    sets = move.puts_in_force or move.renews if move else not is_approved and (change.is_new or "review_due" in said)
    if not months or not sets:
        return
    looked = record.happened_on if said.get("happened_on") else None
    day = looked or clock.day_of(change.at, ZoneInfo(settings.TIME_ZONE))
    latest = clock.months_after(day, months)
    is_new_day = said.get("review_due") and record.review_due != change.before.get("review_due")
    if not is_new_day and (move or not said.get("review_due")):
        record.review_due = latest  # a form that offers the old day has not set another
    elif record.review_due and record.review_due > latest:
        raise Denied("review_too_late", ref=record.ref or change.kind.label, date=latest)


def _number(changes: Sequence[_Change]) -> None:
    """Give new records their refs: one UPDATE a prefix, whatever the size of the batch."""
    needed = Counter(c.kind.prefix for c in changes if c.is_new)
    for prefix, count in sorted(needed.items()):
        last = next_refs(prefix, count)
        fresh = [c.record for c in changes if c.is_new and c.kind.prefix == prefix]
        for n, record in enumerate(fresh, last - count + 1):
            record.ref = f"{prefix}-{n:04d}"


def _log(changes: Sequence[_Change]) -> None:
    last, at = next_in_log(len(changes), changes[0].at)
    if overtaken((change.command.actor for change in changes), last - len(changes)):
        raise _Overtaken
    events, bodies = [], []
    for seq, change in enumerate(changes, last - len(changes) + 1):
        change.after = image(change.record, change.links)
        body: dict[str, Any] = {"reason": change.command.reason, "signature": change.signature, "after": change.after}
        actor = change.command.actor
        if change.under:
            body["under"] = change.under
        withheld = change.kind.audience is Audience.RESTRICTED
        if withheld:
            body |= {"actor": str(actor.person or "system"), "on_behalf_of": str(actor.on_behalf_of or "")}
        event = Event(
            seq=seq,
            at=at,
            actor_id=actor.person,
            on_behalf_of_id=actor.on_behalf_of,
            kind=change.kind.name,
            record_id=change.record.pk,
            version=change.record.version,
            action=change.command.action,
            withheld=withheld,
        )
        events.append(event)
        bodies.append(_sealed(event, body))
    Event.objects.bulk_create(events)
    EventBody.objects.bulk_create(bodies)


def _sealed(event: Event, body: dict[str, Any]) -> EventBody:
    """Give `event` the digest of its salted body and its leaf; the row of the body."""
    salt = os.urandom(32)
    event.body_hash = sha256(salt + canonical(body)).hexdigest()
    event.leaf = sha256(b"\x00" + canonical(envelope(event))).digest()
    return EventBody(event_id=event.seq, salt=salt, body=body)


def note(kind: str, action: str, body: dict[str, Any]) -> int:
    """An event of the system about no record, as of a file of decisions that was written; its number.

    Call it within the transaction that stores what it tells of.
    """
    with applying(), transaction.atomic():
        seq, at = next_in_log(1, clock.now())
        event = Event(seq=seq, at=at, kind=kind, version=0, action=action)
        sealed = _sealed(event, body)
        event.save(force_insert=True)
        sealed.save(force_insert=True)
    return seq


def _constraint(refused: IntegrityError, commands: Sequence[Command]) -> Denied:
    """The database's own refusal as a sentence: the constraint's, else that there is one already."""
    said = str(refused)
    for command in commands:
        for model in _tables(_kind(command)):
            for constraint in model._meta.constraints:
                if constraint.name in said:
                    return Denied("constraint", why=constraint.get_violation_error_message())
    if "unique" in said.lower():
        return Denied("unique")
    raise refused
