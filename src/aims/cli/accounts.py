"""`aims user | token`: ways to sign in, roles, and keys for programs. Each leaves an event on the person."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, day, fail, note, person, record, say, table

if TYPE_CHECKING:
    from aims.accounts.models import User
    from aims.kernel.models import Person
    from aims.kernel.world import World

Username = Annotated[str, typer.Argument(metavar="USER", help="The user name.")]


def _user(username: str) -> "User":
    from aims.accounts.models import User

    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        fail(_("There is no user “%(name)s”; `aims user list` shows them.", name=username))
    return found


def _owner(user: "User") -> "Person | None":
    from aims.kernel.models import Person

    return Person.objects.filter(user=user).first()


def _note(user: "User", reason: str, as_: str) -> None:
    """An event on the person whose way of signing in was touched."""
    from aims.jobs.founding import note_on
    from aims.kernel.world import present

    owner = _owner(user)
    if owner is not None:
        note_on(owner.pk, reason, actor(present(), as_))


def user_add(
    username: Username,
    name: Annotated[str, typer.Option("--name", help="The person's name, for somebody new.")] = "",
    person_: Annotated[str, typer.Option("--person", metavar="REF", help="Somebody on record already.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address; it signs in as well as the user name.")] = "",
    role: Annotated[
        list[str] | None, typer.Option("--role", help="A role in the whole organisation; may be repeated.")
    ] = None,
    software: Annotated[bool, typer.Option("--software", help="A program: no password, tokens only.")] = False,
    json_: Json = False,
) -> None:
    """Let somebody sign in; prints a password once, which they replace at their first sign-in."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from aims.accounts.models import User
    from aims.jobs import founding
    from aims.kernel.world import present

    if bool(name) == bool(person_):
        raise typer.BadParameter("give either --name or --person", param_hint="--name / --person")
    if User.objects.known_as(username):
        fail(_("There is a user “%(name)s” already.", name=username))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            fail(_("“%(email)s” is not an e-mail address.", email=email))
    if name and email:
        _refuse_a_twin(present(), username, email)
    password = None if software else founding.new_password()
    with transaction.atomic():
        who = _new_person(name, email, software) if name else person(present(), person_)
        if who.user_id is not None:
            fail(_("%(ref)s can sign in already.", ref=who.ref))
        founding.give_access(who.pk, username, password=password, email=email, reason=f"Sign-in “{username}” given")
        for one in role or ():
            _assign(who, one, "", "", "", "")
    if json_:
        answer({"user": username, "person": who.ref, "password": password})
    else:
        say(f"{who.ref}  {username}")
        if password:
            say(_("Password, shown only once: %(password)s", password=password))


def _refuse_a_twin(world: "World", username: str, email: str) -> None:
    """Somebody new has an address that nobody on record has."""
    from aims.kernel.models import Person
    from aims.lib.text import folded

    for known in world.in_force(Person):
        if folded(known.email) != folded(email):
            continue
        if known.user_id is not None:
            fail(_("%(ref)s has this e-mail address, and can sign in already.", ref=known.ref))
        command = f"aims user add {username} --person {known.ref} --email {email}"
        fail(_("%(ref)s has this e-mail address; give them the sign-in: `%(command)s`", ref=known.ref, command=command))


def _new_person(name: str, email: str, software: bool) -> "Person":
    from aims.kernel.models import Person
    from aims.kernel.perform import Command, perform
    from aims.kernel.policy import SYSTEM

    values = {"title": name, "email": email, "sort": "software" if software else "human"}
    made = perform(Command("person", "create", SYSTEM, values=values))
    assert isinstance(made, Person)
    return made


def user_list(json_: Json = False) -> None:
    """Everybody who can sign in, with their roles."""
    from aims.accounts.models import User
    from aims.kernel.models import Assignment, Person
    from aims.kernel.world import present

    world = present()
    owners = {p.user_id: p for p in world.all(Person) if p.user_id}
    rows: list[dict[str, Any]] = []
    for user in User.objects.order_by("username"):
        who = owners.get(user.pk)
        held = sorted(
            {a.role for a in world.in_force(Assignment) if who and a.person_id == who.pk and a.covers(world.today)}
        )
        rows.append(
            {
                "user": user.username,
                "person": who.ref if who else None,
                "name": who.name if who else None,
                "email": user.email,
                "may_sign_in": user.is_active,
                "last_sign_in": user.last_login,
                "roles": held,
            }
        )
    if json_:
        answer(rows)
        return
    head = [_("User"), _("Person"), _("Name"), _("May sign in"), _("Roles")]
    yes, no = _("yes"), _("no")
    table(
        head,
        [[r["user"], r["person"], r["name"], yes if r["may_sign_in"] else no, ", ".join(r["roles"])] for r in rows],
    )


def user_disable(
    username: Username, reason: Annotated[str, typer.Option(help="Why; kept in the log.")] = "", as_: As = ""
) -> None:
    """Let somebody sign in no longer, at once; their open sessions and tokens end with it."""
    from django.db import transaction

    from aims.accounts.models import Token
    from aims.lib import clock

    user = _user(username)
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        Token.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
        _note(user, f"Sign-in “{user.username}” disabled. {reason}".strip(), as_)
    say(_("%(name)s may no longer sign in.", name=user.username))


def user_password(
    username: Username,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for it instead of making one.")] = False,
    as_: As = "",
) -> None:
    """Give somebody a new password, shown once; open sessions end. Also brings a disabled user back."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from aims.jobs.founding import new_password

    user = _user(username)
    password = getpass.getpass(_("New password: ")) if ask else new_password()
    try:
        validate_password(password, user)
    except ValidationError as weak:
        fail(" ".join(weak.messages))
    with transaction.atomic():
        user.set_password(password)
        user.password_is_initial = not ask
        user.is_active = True
        user.save()
        _note(user, f"Password of “{user.username}” set anew by an operator", as_)
    if ask:
        say(_("The password is set."))
    else:
        say(_("Password, shown only once: %(password)s", password=password))


def user_assign(
    who: Annotated[str, typer.Argument(metavar="PERSON", help="Ref, user name or e-mail.")],
    role: Annotated[str, typer.Argument(metavar="ROLE", help="For example system_owner.")],
    unit: Annotated[
        str, typer.Option(metavar="REF", help="The unit; the whole organisation unless said otherwise.")
    ] = "",
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="First day; today unless said otherwise.")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day, for a role held for a time.")] = "",
    as_: As = "",
) -> None:
    """Give somebody a role in a unit and below."""
    from aims.kernel.world import present

    say(_assign(person(present(), who), role, unit, starts, ends, as_))


def _assign(who: "Person", role: str, unit: str, starts: str, ends: str, as_: str) -> str:
    from aims.jobs import founding
    from aims.kernel.models import Unit
    from aims.kernel.roles import roles
    from aims.kernel.world import present

    if role not in roles():
        fail(_("There is no role “%(role)s”. Known are: %(known)s.", role=role, known=", ".join(roles())))
    rows = Unit.objects.filter(ref__iexact=unit) if unit else Unit.objects.filter(parent=None)
    place = rows.first()
    if place is None:
        fail(_("There is no unit “%(unit)s”; `aims list unit` shows them.", unit=unit))
    made = founding.assign(
        who.pk,
        role,
        place.pk,
        starts_on=day(starts, "--from") if starts else None,
        ends_on=day(ends, "--until") if ends else None,
        actor=actor(present(), as_),
    )
    return f"{made.ref}  {who.ref} {role}"  # type: ignore[attr-defined]


def user_release(
    who: Annotated[str, typer.Argument(metavar="PERSON", help="Ref, user name or e-mail.")],
    role: Annotated[str, typer.Argument(metavar="ROLE", help="For example administrator.")],
    as_: As = "",
) -> None:
    """Take a role from somebody: a small organisation needs nobody who administers and may not decide."""
    from aims.kernel.models import Assignment
    from aims.kernel.perform import Command, perform_all
    from aims.kernel.world import present

    world = present()
    found = person(world, who)
    held = [a for a in world.in_force(Assignment) if a.person_id == found.pk and a.role == role]
    if not held:
        fail(_("%(person)s does not hold the role “%(role)s”.", person=found.ref, role=role))
    reason = _("Taken by the operator.")
    perform_all([Command("assignment", "retire", actor(world, as_), a.pk, reason=reason) for a in held], world=world)
    say("  ".join(a.ref for a in held))


def token_issue(
    username: Username,
    name: Annotated[str, typer.Option("--name", help="What it is for.")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="read, write or record; read unless said otherwise.")
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option("--system", metavar="REF", help="For record: the AI system whose decisions it sends; repeatable."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days it lasts.")] = 90,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Make a key for a program: it acts with the roles of its user, within its scopes. Shown once, kept as a hash."""
    from django.db import transaction

    from aims.accounts.models import Token
    from aims.kernel.world import present
    from aims.lib import clock

    user, scopes = _user(username), sorted(set(scope or ["read"]))
    if strange := [s for s in scopes if s not in Token.Scope.values]:
        raise typer.BadParameter(
            f"{', '.join(strange)}; possible are {', '.join(Token.Scope.values)}", param_hint="--scope"
        )
    if (Token.Scope.RECORD in scopes) != bool(system):
        raise typer.BadParameter("record needs the systems, and only record takes them", param_hint="--system")
    systems = sorted({record(ref, actor(present(), as_)).ref for ref in system or ()})
    if not user.is_active:
        fail(_("%(name)s may no longer sign in.", name=user.username))
    with transaction.atomic():
        token, key = Token.issue(user, name, scopes, clock.now(), days, systems)
        may = ", ".join([*scopes, *systems])
        _note(user, f"API token {token.pk} “{name}” issued: {may}, until {token.expires_at:%Y-%m-%d}", as_)
    if json_:
        answer(
            {
                "id": token.pk,
                "name": name,
                "scopes": scopes,
                "systems": systems,
                "expires_at": token.expires_at,
                "token": key,
            }
        )
    else:
        if sys.stdout.isatty():
            note(_("This key is shown only once:"))
        say(key)


def token_list(json_: Json = False) -> None:
    """All keys for programs; never the keys themselves."""
    from aims.accounts.models import Token
    from aims.lib import clock

    now = clock.now()
    rows = [
        {
            "id": t.pk,
            "user": t.user.username,
            "name": t.name,
            "scopes": t.scopes,
            "systems": t.systems,
            "expires_at": t.expires_at,
            "state": "revoked" if t.revoked_at else "expired" if t.expires_at <= now else "live",
        }
        for t in Token.objects.select_related("user").order_by("pk")
    ]
    if json_:
        answer(rows)
        return
    head = ["ID", _("User"), _("Name"), _("Scopes"), _("Until"), _("State")]
    states = {"revoked": _("revoked"), "expired": _("expired"), "live": _("live")}
    table(
        head,
        [
            [
                r["id"],
                r["user"],
                r["name"],
                " ".join(r["scopes"] + r["systems"]),
                f"{r['expires_at']:%Y-%m-%d}",
                states[r["state"]],
            ]
            for r in rows
        ],
    )


def token_revoke(
    token_id: Annotated[int, typer.Argument(metavar="ID", help="As `aims token list` shows it.")], as_: As = ""
) -> None:
    """End a key at once."""
    from django.db import transaction

    from aims.accounts.models import Token
    from aims.lib import clock

    token = Token.objects.select_related("user").filter(pk=token_id).first()
    if token is None:
        fail(_("There is no token %(id)s; `aims token list` shows them.", id=token_id))
    if token.revoked_at is not None:
        say(_("Token %(id)s was revoked already; nothing was changed.", id=token.pk))
        return
    with transaction.atomic():
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        _note(token.user, f"API token {token.pk} “{token.name}” revoked", as_)
    say(_("Token %(id)s is revoked.", id=token.pk))
