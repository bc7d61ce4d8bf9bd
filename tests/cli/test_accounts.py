"""`aims user` and `aims token`: secrets are shown once, and each change is an event on the person."""

from typing import Any

import pytest

from aims.accounts.models import Token, User
from aims.jobs.founding import Founded
from aims.kernel.models import Event, EventBody, Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.lib import clock
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def reasons(ref: str) -> list[str]:
    events = Event.objects.filter(record__ref=ref).order_by("seq").select_related("body_row")
    return [e.body_row.body["reason"] for e in events]


def test_the_first_person_and_what_is_kept_of_the_password(home: Founded) -> None:
    user = User.objects.get()
    assert user.check_password(home.password)
    assert user.password_is_initial
    assert Person.objects.get().user == user
    assert home.password not in str(list(EventBody.objects.values_list("body", flat=True)))


def test_a_user_from_adding_to_disabling(home: Founded, ask: Any, run: Run) -> None:
    made = ask("user", "add", "bob", "--name", "Bob", "--email", "bob@example.org", "--role", "risk_owner")
    bob = User.objects.get(username="bob")
    assert bob.check_password(made["password"])
    listed = {row["user"]: row for row in ask("user", "list")}
    assert listed["bob"]["roles"] == ["risk_owner"]
    assert listed["bob"]["may_sign_in"]
    assert run("user", "assign", "bob", "system_owner", "--until", "2030-01-01").exit_code == 0
    assert "system_owner" in run("user", "list").stdout
    assert run("user", "release", "bob", "system_owner").exit_code == 0
    assert "system_owner" not in run("user", "list").stdout
    assert "does not hold" in run("user", "release", "bob", "system_owner").stderr
    key = ask("token", "issue", "bob", "--name", "ci")["token"]
    assert run("user", "disable", "bob", "--reason", "Left.").exit_code == 0
    bob.refresh_from_db()
    assert not bob.is_active
    assert Token.find(key, clock.now()) is None
    assert run("user", "password", "bob").exit_code == 0
    bob.refresh_from_db()
    assert bob.is_active
    assert not bob.check_password(made["password"])
    assert any("disabled. Left." in r for r in reasons(made["person"]))


def test_who_cannot_be_added(home: Founded, run: Run) -> None:
    for wrong, why in (
        (("admin", "--name", "Again"), "already"),
        (("ＡDMIN", "--name", "Again"), "already"),
        (("x", "--person", "PER-0001"), "can sign in already"),
        (("x", "--name", "X", "--email", "no"), "e-mail"),
        (("x", "--name", "X", "--role", "king"), "king"),
    ):
        result = run("user", "add", *wrong)
        assert result.exit_code == 1
        assert why in result.stderr
    assert User.objects.count() == 1
    assert Person.objects.count() == 1, "nothing is left of what was refused half-way"
    assert run("user", "add", "x").exit_code == 2


def test_somebody_on_record_is_given_a_sign_in_and_not_recorded_twice(home: Founded, ask: Any, run: Run) -> None:
    made = perform(Command("person", "create", SYSTEM, values={"title": "Noor", "email": "noor@example.org"}))
    twin = run("user", "add", "noor", "--name", "Noor", "--email", "NOOR@example.org")
    assert twin.exit_code == 1
    assert f"aims user add noor --person {made.ref}" in twin.stderr
    assert ask("user", "add", "noor", "--person", "noor@example.org")["person"] == made.ref
    assert [p.ref for p in Person.objects.filter(user__username="noor")] == [made.ref]
    assert "can sign in already" in run("user", "add", "n2", "--name", "Noor", "--email", "noor@example.org").stderr
    assert Person.objects.count() == 2


def test_tokens_are_scoped_expire_and_are_kept_as_hashes(home: Founded, ask: Any, run: Run) -> None:
    made = ask("token", "issue", "admin", "--name", "nightly", "--scope", "read", "--scope", "write", "--days", "7")
    token = Token.objects.get()
    assert token.scopes == ["read", "write"]
    assert (token.expires_at - token.created_at).days == 7
    assert made["token"] not in str(Token.objects.values())
    assert Token.find(made["token"], clock.now()) == token
    assert Token.find(made["token"], token.expires_at) is None
    assert made["token"] not in str(ask("token", "list"))
    assert run("token", "revoke", token.pk).exit_code == 0
    assert "already" in run("token", "revoke", token.pk).stdout
    assert Token.find(made["token"], clock.now()) is None
    assert next(r for r in reasons("PER-0001") if "nightly" in r).startswith("API token")
    assert run("token", "issue", "admin", "--name", "x", "--scope", "root").exit_code == 2
    assert run("token", "revoke", 999).exit_code == 1
    assert run("token", "list").stdout.count("revoked") == 1


def test_a_program_has_no_password(home: Founded, ask: Any) -> None:
    made = ask("user", "add", "crawler", "--name", "Crawler", "--software", "--role", "integration")
    assert made["password"] is None
    assert not User.objects.get(username="crawler").has_usable_password()
