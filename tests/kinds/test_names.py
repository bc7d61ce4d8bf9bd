"""What people are asked for as the name of a record: a person's name; and nothing where it follows from the rest."""

import pytest
from django.test import Client
from django.utils.translation import override

from aims.accounts.models import Token
from aims.exchange.imports import import_file
from aims.exchange.maps import parse_map
from aims.kernel.denied import Denied
from aims.kernel.models import Assignment
from aims.lib import clock
from tests.api.asking import Program
from tests.bank import Bank, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return build()


def form(bank: Bank, path: str) -> str:
    client = Client()
    client.force_login(bank.people["ada"].user)
    return client.get(path, follow=True).content.decode()


def held(bank: Bank) -> dict[str, object]:
    return {"person": bank.people["sara"].pk, "role": "verifier", "unit": bank.lending.pk, "starts_on": "2026-01-01"}


@pytest.mark.parametrize(("language", "named", "not_so"), [("en", "Name", "Title"), ("zh-hans", "姓名", "标题")])
def test_a_person_has_a_name_and_no_title(bank: Bank, language: str, named: str, not_so: str) -> None:
    page = form(bank, f"/k/person/new?language={language}")
    assert f">{named}</label>" in page
    assert f">{not_so}" not in page
    with override(language), pytest.raises(Denied) as refused:
        bank.does("ada", "person", "create", email="a@b.example")
    assert refused.value.sentence.casefold().count(named.casefold()) == 1
    assert f">{named}<" in form(bank, f"/k/person/?language={language}").replace("\n", "")


def test_what_an_assignment_is_called_follows_from_role_and_person(bank: Bank) -> None:
    made = bank.does("ada", "assignment", "create", **held(bank))
    assert (made.title_in("en"), made.title_in("zh-hans")) == ("Verifier – Sara Lind", "验证人 – 林莎")
    again = bank.does("ada", "assignment", "edit", made, role="developer")
    assert again.title_in("en") == "Developer – Sara Lind"


def test_it_is_asked_in_no_form(bank: Bank) -> None:
    made = bank.does("ada", "assignment", "create", **held(bank))
    for path in ("/k/assignment/new", f"/r/{made.ref}/edit"):
        page = form(bank, path)
        assert 'name="role"' in page
        assert 'name="title"' not in page


def test_nor_by_the_api(bank: Bank) -> None:
    said = {name: str(value) for name, value in held(bank).items()}
    ada = Program(Token.issue(bank.people["ada"].user, "test", ["read", "write"], clock.now(), 30)[1])
    answer = ada.post("/assignment", {"values": said})
    assert answer.status_code == 201, answer.content
    assert answer.json()["title"] == "Verifier – Sara Lind"


def test_nor_by_an_import(bank: Bank) -> None:
    sheet = f"No,Who,What,Since\n1,{bank.people['sara'].ref},verifier,2026-01-01\n"
    read = parse_map(
        "source: roles\nkind: assignment\nlanguage: en\nkey: No\n"
        "fields:\n  person: Who\n  role: What\n  starts_on: Since\n"
    )
    done = import_file(sheet.encode(), actor=bank.actor("ada"), name="roles.csv", kind="assignment", map=read)
    assert done.counts["created"] == 1, done
    made = Assignment.objects.get(role="verifier")
    assert made.title_in("en") == "Verifier – Sara Lind"
