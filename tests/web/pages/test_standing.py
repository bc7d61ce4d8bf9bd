"""Where the organisation stands is told to whom a role opens it: no page works it out for anybody else."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as SIGNED_IN
from django.test import Client

from aims.accounts.models import User
from aims.conformity import posture
from aims.conformity.posture import verdict_on
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.web.pages.records import DESIGNED
from aims.web.panels.gaps import key_of
from aims.web.urls import urlpatterns
from tests.kernel.story import Story

pytestmark = pytest.mark.django_db
REQUIREMENT = "iso42001:2023/5.2-a"


def _signed_in(pk: Any) -> Client:
    person = Person.objects.get(pk=pk)
    user = User.objects.create_user(f"user-{person.ref}".lower())
    perform(Command("person", "set_sign_in", SYSTEM, pk, {"user": user}))
    client = Client()
    client.force_login(user)
    session = client.session
    session[SIGNED_IN] = [{"method": "password", "at": time.time()}]
    session[f"{SIGNED_IN}_user"] = str(user.pk)
    session.save()
    return client


def _addresses(records: list[Record]) -> Iterator[str]:
    """One of every page there is, and the page of a record of every kind."""
    gap = verdict_on(present(), REQUIREMENT).gaps[0]
    place = dict(zip(("framework", "place"), REQUIREMENT.split("/"), strict=True))
    given = place | {"key": key_of(REQUIREMENT, gap), "token": "none", "digest": "0" * 64, "action": "edit"}
    given |= {"name": "risk-register", "number": "1", "dimension": "customers"}
    for pattern in urlpatterns:
        names = set(pattern.pattern.converters)
        if names == {"kind"}:
            fills = [{"kind": kind.name} for kind in KINDS]
        elif "ref" in names:
            fills = [given | {"ref": record.ref} for record in records]
        else:
            fills = [given]
        for fill in fills:
            parts = str(pattern.pattern).split("<")
            yield "/" + parts[0] + "".join(fill[p.split(":")[1].split(">")[0]] + p.split(">")[1] for p in parts[1:])


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the posture."""
    asked: list[Any] = []
    real = posture.remembered

    def spied(world: Any, key: Any, compute: Any) -> Any:
        asked.append(key)
        return real(world, key, compute)

    monkeypatch.setattr(posture, "remembered", spied)
    return asked


def _told(client: Client, records: list[Record], worked_out: list[Any]) -> list[str]:
    """The pages for which a verdict was looked up."""
    found = []
    for address in list(_addresses(records)):
        worked_out.clear()
        answer = client.get(address)
        assert answer.status_code < 500, address
        if worked_out:
            found.append(address)
    return found


def test_staff_are_told_on_no_page(told: Story, worked_out: list[Any]) -> None:
    staff = told.person("staff_member")
    kinds = [KINDS[name] for name in (*reversed(DESIGNED), "responsibility")]  # a response before the questionnaire
    records = [told.create(kind, **({"owner": staff} if "owner" in kind.fields else {})) for kind in kinds]
    assert _told(_signed_in(staff), records, worked_out) == []


def test_whoever_leads_is_told(told: Story, worked_out: list[Any]) -> None:
    found = _told(_signed_in(told.person("aims_manager")), [], worked_out)
    assert {"/", "/conformity/", "/leadership/", f"/requirement/{REQUIREMENT}", "/risks/"} <= set(found)
