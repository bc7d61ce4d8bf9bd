"""`aims list | show | new | do`: every kind and every action of the registry, through the one door."""

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, fail, pairs, say, table
from .shell import record as find

if TYPE_CHECKING:
    import datetime as dt

    from aims.kernel.kinds import Kind
    from aims.kernel.models import Record
    from aims.kernel.policy import Actor
    from aims.kernel.spine import GuardedQuerySet
    from aims.kernel.world import World

KindName = Annotated[str, typer.Argument(metavar="KIND", help="A kind of record, for example ai_system or policy.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="The ref of a record, for example AIS-0001.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="A field to set; may be repeated. People, units and records by ref; a short table one row a line, its "
        "parts between bars (|).",
    ),
]
Reason = Annotated[str, typer.Option("--reason", help="Why; some actions ask for it.")]


def kind_named(name: str) -> "Kind":
    """The kind called `name`; a refusal lists those there are."""
    from aims.kernel.denied import Denied
    from aims.kernel.kinds import KINDS

    if name not in KINDS:
        raise Denied("kind_unknown", kind=name, known=", ".join(k.name for k in KINDS))
    return KINDS[name]


def list_(
    kind: KindName,
    state: Annotated[str, typer.Option(help="Only those in this state.")] = "",
    text: Annotated[str, typer.Option("--find", help="Only those that hold these words.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many.")] = 50,
    json_: Json = False,
    as_: As = "",
) -> None:
    """List the records of a kind that you may see, by ref."""
    from django.db.models.functions import Length

    from aims.kernel import lists
    from aims.kernel.policy import as_seen, visible
    from aims.kernel.world import present

    declared = kind_named(kind)
    world = present()
    reader = actor(world, as_)
    rows: GuardedQuerySet[Record] = visible(reader, declared).order_by(Length("ref"), "ref")
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(pk__in=[r.pk for r in lists.found(reader, text, declared, limit * 4)])
    latest = (as_seen(reader, record, world) for record in rows[:limit])
    found = [record for record in latest if record is not None and (not state or record.state == state)]
    if json_:
        answer([shown(record) for record in found])
        return
    names = [declared.label_of(name) for name in declared.columns]
    table(
        [str(n) for n in names],
        [[_cell(world, reader, declared, r, name) for name in declared.columns] for r in found],
        most=40,
    )


def _cell(world: "World", reader: "Actor", kind: "Kind", record: "Record", name: str) -> str:
    from django.db.models import ForeignKey

    column = kind.field(name)
    if isinstance(column, ForeignKey):
        return _led_to(world, reader, getattr(record, column.attname))
    if name == "state":
        return str(kind.workflow.label(record.state))
    if name == "title":
        return record.name
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):  # its column knows how people read it
        return "; ".join(column.said(value).splitlines()) if value else ""  # type: ignore[attr-defined]
    return "" if value is None else str(value)


def _led_to(world: "World", reader: "Actor", pk: Any) -> str:
    """What a reference leads to, in the version that the reader may read."""
    from aims.kernel.policy import as_seen

    other = world.find(pk)
    if other is None:
        return ""
    seen = other if other.kind in ("unit", "person") else as_seen(reader, other, world)
    return str(seen) if seen else _("not visible to you")


def shown(record: "Record") -> dict[str, Any]:
    """A record for programs: its image, references as they are stored."""
    from aims.kernel.images import image
    from aims.kernel.links import held_by

    return image(record, held_by(record))


def show(
    ref: Ref,
    history: Annotated[bool, typer.Option("--history", help="Every change: when, who, what, why.")] = False,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Show one record, what it is linked to, and what may be done to it."""
    from aims.kernel.kinds import KINDS
    from aims.kernel.policy import as_seen
    from aims.kernel.world import present

    world = present()
    reader = actor(world, as_)
    record = as_seen(reader, latest := find(ref, reader), world) or latest
    kind = KINDS[record.kind]
    events = _history(reader, latest) if history else []
    if json_:
        answer(shown(record) | ({"history": events} if history else {}))
        return
    say(f"{record.ref}  {record.name}  [{kind.workflow.label(record.state)}]")
    rows = [
        (str(kind.label_of(name)), _cell(world, reader, kind, record, name)) for name in kind.fields if name != "title"
    ]
    table(["", ""], [row for row in rows if row[1]], most=100)
    _links(world, reader, record)
    _actions(world, reader, kind, record)
    for event in events:
        say(f"{event['version']:>4}  {event['at']}  {event['actor']}  {event['action']}  {event['reason']}".rstrip())


def _history(reader: "Actor", record: "Record") -> list[dict[str, Any]]:
    from aims.kernel.models import Event
    from aims.kernel.policy import readable
    from aims.lib.clock import iso

    rows = (
        readable(reader, record, Event.objects.filter(record=record.pk))
        .order_by("version")
        .select_related("actor", "body_row")
    )
    return [
        {
            "seq": event.seq,
            "version": event.version,
            "at": iso(event.at),
            "actor": event.actor.ref if event.actor else "system",
            "action": event.action,
            "reason": body.body.get("reason", "") if (body := getattr(event, "body_row", None)) else "",
        }
        for event in rows
    ]


def _links(world: "World", reader: "Actor", record: "Record") -> None:
    from aims.kernel.links import held_by
    from aims.kernel.policy import as_seen

    for link in held_by(record):
        target = world.find(link.target)
        seen = as_seen(reader, target, world) if target else None
        name = f"{seen.ref} {seen.name}" if seen else _("not visible to you") if target else link.label
        say(f"  → {link.relation}: {name or link.digest}")


def _actions(world: "World", reader: "Actor", kind: "Kind", record: "Record") -> None:
    from aims.kernel.policy import decide

    possible = [a for a in kind.actions if a != "create" and decide(reader, a, record, kind, world=world) is None]
    say(_("Possible now: %(actions)s", actions=", ".join(possible) or "—"))


def _values(kind: "Kind", given: dict[str, str]) -> dict[str, Any]:
    """What was given on the command line, refs turned into the ids of the records they name."""
    from django.db.models import ForeignKey

    from aims.kernel.models import Record

    found: dict[str, Any] = dict(given)
    for name, value in given.items():
        is_field = name in {f.name for f in kind.model._meta.get_fields()}
        leads = name == "target" or (is_field and isinstance(kind.field(name), ForeignKey))
        if leads and value:
            pk = Record.objects.filter(ref__iexact=value).values_list("pk", flat=True).first()
            found[name] = pk or value
    return found


def new(
    kind: KindName,
    set_: Set = None,
    reason: Reason = "",
    json_: Json = False,
    as_: As = "",
) -> None:
    """Create a record of a kind; prints its ref."""
    from aims.kernel.perform import Command, perform
    from aims.kernel.world import present

    declared, world = kind_named(kind), present()
    who = actor(world, as_)
    made = perform(
        Command(declared.name, "create", who, values=_values(declared, pairs(set_ or ())), reason=reason), world=world
    )
    answer(shown(made)) if json_ else say(made.ref)


def do(
    ref: Ref,
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="What to do: edit, submit, approve, link, comment, …")
    ],
    set_: Set = None,
    reason: Reason = "",
    expect: Annotated[
        int | None, typer.Option(help="The version you saw; refused if somebody changed it since.")
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Ask for the password of --as PERSON, for what is signed.")
    ] = False,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Do something to a record, as far as the person may; a refusal says why and changes nothing."""
    from aims.kernel.kinds import KINDS
    from aims.kernel.perform import Command, perform
    from aims.kernel.world import present

    world = present()
    who = actor(world, as_)
    record = find(ref, who)
    kind = KINDS[record.kind]
    proven = _proven(who) if sign else None
    values = _values(kind, pairs(set_ or ()))
    done = perform(
        Command(
            kind.name,
            action,
            who,
            record=record.pk,
            values=values,
            expect=expect,
            reason=reason,
            authenticated_at=proven,
            authenticated_by="password" if proven else "",
        ),
        world=world,
    )
    answer(shown(done)) if json_ else say(f"{done.ref}  [{kind.workflow.label(done.state)}]")


def _proven(who: "Actor") -> "dt.datetime":
    """The instant at which the person behind the keyboard gave that person's password."""
    from aims.kernel.models import Person
    from aims.lib import clock

    person = Person.objects.select_related("user").filter(pk=who.person).first() if who.person else None
    if person is None or person.user is None:
        fail(_("Only a person who can sign in can sign: say who with --as."))
    secret = getpass.getpass(_("Password of %(who)s: ", who=person.name))
    if not person.user.is_active or not person.user.check_password(secret):
        fail(_("That is not the password of %(who)s; nothing was changed.", who=person.name))
    if person.user.password_is_initial:
        fail(_("This password was made for %(who)s: choose one of your own first, by signing in.", who=person.name))
    return clock.now()
