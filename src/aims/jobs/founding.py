"""The first minute of an installation: its tables, its organisation, the first person, and a way to sign in."""

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from aims.accounts.models import User
from aims.kernel.models import Person, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.lib import clock

FIRST_ROLES = ("administrator", "aims_manager")


@dataclass(frozen=True)
class Founded:
    """What `found` made; `password` is shown once and stored nowhere in the clear."""

    organisation: Unit
    person: Person
    username: str
    password: str


def pending_migrations() -> int:
    """How many changes of the tables this version still has to make."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare_tables() -> int:
    """Bring the database to this version; returns how many migrations were run."""
    waiting = pending_migrations()
    if waiting:
        call_command("migrate", verbosity=0, interactive=False)
    return waiting


def is_founded() -> bool:
    return Unit.objects.filter(parent=None).exists()


def new_password() -> str:
    """Four groups of five letters and digits: 100 bits, readable aloud."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def found(name: str, person: str, language: str) -> Founded | None:
    """Make the organisation `name` and its first person; None, and no change, where there is one already."""
    with transaction.atomic():
        if is_founded():
            return None
        values = {"title": name, "lang": language}
        organisation = perform(Command("unit", "create", SYSTEM, values=values, reason="First start"))
        values = {"title": person, "lang": language, "language": language}
        first = perform(Command("person", "create", SYSTEM, values=values, reason="First start"))
        for role in FIRST_ROLES:
            assign(first.pk, role, organisation.pk, reason="First start")
        password = new_password()
        given = give_access(first.pk, "admin", password=password, reason="First start: sign-in “admin”")
    assert isinstance(organisation, Unit)
    return Founded(organisation, given, "admin", password)


def assign(
    person: UUID,
    role: str,
    unit: UUID | None,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    actor: Actor = SYSTEM,
    reason: str = "",
) -> Model:
    """Give `person` a role in a unit and below, from a day (today) until another or until further notice."""
    today = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    values = {
        "person": person,
        "role": role,
        "unit": unit,
        "starts_on": starts_on or today,
        "ends_on": ends_on,
    }
    return perform(Command("assignment", "create", actor, values=values, reason=reason))


def give_access(
    person: UUID, username: str, *, password: str | None, email: str = "", reason: str, actor: Actor = SYSTEM
) -> Person:
    """A way to sign in for `person`, with a password that was made for them. The event that says so holds the link."""
    with transaction.atomic():
        user = User.objects.create_user(username, email, password)
        user.password_is_initial = password is not None
        user.save(update_fields=["password_is_initial"])
        given = perform(Command("person", "set_sign_in", actor, record=person, values={"user": user}, reason=reason))
    assert isinstance(given, Person)
    return given


def note_on(person: UUID, reason: str, actor: Actor = SYSTEM) -> Person:
    """An event on `person` that says what was done to their ways of signing in."""
    noted = perform(Command("person", "comment", actor, record=person, reason=reason))
    assert isinstance(noted, Person)
    return noted
