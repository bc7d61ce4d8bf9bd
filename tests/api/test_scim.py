"""SCIM 2.0: the directory makes, changes and lets go of people; nobody is ever deleted."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aims.accounts.models import Token
from aims.kernel.models import Event, Person
from tests.api.asking import Program, program
from tests.kernel.story import Story

USER, LIST = "urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR, PATCH = "urn:ietf:params:scim:api:messages:2.0:Error", "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ASTA = {
    "schemas": [USER],
    "userName": "asta@example.org",
    "externalId": "hr-17",
    "name": {"givenName": "Asta", "familyName": "Nyberg"},
    "title": "Analyst",
    "preferredLanguage": "zh-CN",
    "emails": [{"value": "asta@example.org", "primary": True}],
    "active": True,
}


class Directory:
    """A directory that asks as Entra or Okta would."""

    def __init__(self, of: Program) -> None:
        self.of = of

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        raw = b"" if body is None else json.dumps(body).encode()
        more: dict[str, Any] = {"content_type": "application/scim+json", **headers}
        if self.of.key:
            more["HTTP_AUTHORIZATION"] = f"Bearer {self.of.key}"
        return Client().generic(method, f"/scim/v2{path}", raw, **more)


@pytest.fixture
def directory(told: Story, ask: Callable[..., Program]) -> Directory:
    made = ask("directory")
    return Directory(made)


@pytest.fixture
def asta(directory: Directory) -> Any:
    answer = directory.ask("POST", "/Users", ASTA)
    assert answer.status_code == 201, answer.content
    return answer.json()


def patch(directory: Directory, user: Any, **values: Any) -> Any:
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": k, "value": v} for k, v in values.items()]}
    return directory.ask("PATCH", f"/Users/{user['id']}", body)


def test_whoever_was_switched_off_stays_so_until_it_is_said(directory: Directory, asta: Any) -> None:
    """RFC 7644, 3.5.1: what a replacement leaves out, we may keep as it was."""
    silent = {name: value for name, value in ASTA.items() if name != "active"}
    assert patch(directory, asta, active=False).status_code in (200, 204)
    answer = directory.ask("PUT", f"/Users/{asta['id']}", silent)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert directory.ask("PUT", f"/Users/{asta['id']}", ASTA).json()["active"] is True
    assert directory.ask("PUT", f"/Users/{asta['id']}", silent).json()["active"] is True


def test_a_person_is_made_with_what_we_know_of_people(directory: Directory, asta: Any) -> None:
    person = Person.objects.get(pk=asta["id"])
    assert (person.title, person.email, person.position) == ("Asta Nyberg", "asta@example.org", "Analyst")
    assert person.language == "zh-hans"
    event = Event.objects.get(record=person.pk)
    assert event.actor_id == directory.of.person
    assert asta["userName"] == "asta@example.org"
    assert asta["externalId"] == "hr-17"
    assert asta["meta"]["location"].endswith(f"/scim/v2/Users/{asta['id']}")


def test_replacing_changes_what_differs_and_nothing_twice(directory: Directory, asta: Any) -> None:
    answer = directory.ask("PUT", f"/Users/{asta['id']}", {**ASTA, "title": "Head of analysis"})
    assert answer.status_code == 200
    person = Person.objects.get(pk=asta["id"])
    assert (person.position, person.version) == ("Head of analysis", 2)
    directory.ask("PUT", f"/Users/{asta['id']}", {**ASTA, "title": "Head of analysis"})
    person.refresh_from_db()
    assert person.version == 2


def test_who_is_switched_off_is_retired_and_comes_back(directory: Directory, asta: Any) -> None:
    assert patch(directory, asta, active=False).status_code in (200, 204)
    assert directory.ask("GET", f"/Users/{asta['id']}").json()["active"] is False
    assert Person.objects.get(pk=asta["id"]).state == "retired"
    assert patch(directory, asta, active=True).status_code in (200, 204)
    assert Person.objects.get(pk=asta["id"]).state == "current"
    actions = list(Event.objects.filter(record=asta["id"]).order_by("seq").values_list("action", flat=True))
    assert actions == ["create", "retire", "reinstate"]


def test_deleting_retires_and_the_directory_sees_them_no_more(directory: Directory, asta: Any) -> None:
    assert directory.ask("DELETE", f"/Users/{asta['id']}").status_code == 204
    assert Person.objects.get(pk=asta["id"]).state == "retired"
    assert directory.ask("GET", f"/Users/{asta['id']}").status_code == 404
    assert directory.ask("POST", "/Users", ASTA).status_code == 201, "the name is free again"


def test_a_list_is_filtered_and_paged(directory: Directory, asta: Any) -> None:
    found = directory.ask("GET", '/Users?filter=userName eq "ASTA@example.org"').json()
    assert (found["schemas"], found["totalResults"]) == ([LIST], 1)
    assert found["Resources"][0]["id"] == asta["id"]
    assert directory.ask("GET", '/Users?filter=userName eq "nobody"').json()["totalResults"] == 0
    whole = directory.ask("GET", "/Users").json()["totalResults"]
    assert whole == Person.objects.filter(sort="human").count()
    page = directory.ask("GET", "/Users?startIndex=2&count=1").json()
    assert (page["startIndex"], page["itemsPerPage"], page["totalResults"]) == (2, 1, whole)
    assert directory.ask("GET", "/Users?filter=nonsense").json()["scimType"] == "invalidFilter"


def test_a_version_that_is_old_is_refused(directory: Directory, asta: Any) -> None:
    patch(directory, asta, title="Another")
    answer = directory.ask("PUT", f"/Users/{asta['id']}", ASTA, HTTP_IF_MATCH=asta["meta"]["version"])
    assert answer.status_code == 412
    got = directory.ask("GET", f"/Users/{asta['id']}")
    assert got["ETag"] == got.json()["meta"]["version"] == 'W/"2"'
    assert directory.ask("GET", f"/Users/{asta['id']}", HTTP_IF_NONE_MATCH=got["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("body", "status", "sort"),
    [
        ({**ASTA}, 409, "uniqueness"),
        ({"schemas": [USER]}, 400, "invalidValue"),
        ({**ASTA, "userName": "x", "emails": [{"value": "not an address"}]}, 400, "invalidValue"),
        ("no object", 400, None),
    ],
)
def test_every_refusal_is_an_error_of_scim(
    directory: Directory, asta: Any, body: Any, status: int, sort: str | None
) -> None:
    before = Person.objects.count()
    answer = directory.ask("POST", "/Users", body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/scim+json")
    assert answer.json()["schemas"] == [ERROR]
    assert sort is None or answer.json()["scimType"] == sort
    assert Person.objects.count() == before


def test_strangers_readers_and_other_programs_change_nothing(told: Story, directory: Directory) -> None:
    assert Directory(Program("")).ask("GET", "/Users").status_code == 401
    assert Directory(program(told.person("aims_manager"))).ask("GET", "/Users").status_code == 403
    assert directory.of.person
    reader = Directory(program(directory.of.person, Token.Scope.READ))
    assert reader.ask("GET", "/Users").status_code == 200
    assert reader.ask("POST", "/Users", ASTA).status_code == 403
    assert directory.ask("GET", "/Users/nothing").status_code == 404
    assert directory.ask("GET", "/nothing").status_code == 404


def test_what_it_can_is_said(directory: Directory) -> None:
    config = directory.ask("GET", "/ServiceProviderConfig").json()
    assert config["patch"]["supported"]
    assert config["filter"]["supported"]
    assert not config["bulk"]["supported"]
    assert [one["id"] for one in directory.ask("GET", "/ResourceTypes").json()["Resources"]] == ["User"]
    assert USER in [one["id"] for one in directory.ask("GET", "/Schemas").json()["Resources"]]
