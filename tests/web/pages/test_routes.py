"""Every page, asked for by everybody: who sees what, and what stands at an address that leads nowhere."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.checks import CHECKS
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment
from aims.kernel.wording import day_text
from aims.kernel.world import present
from tests.bank import Bank

PLAIN = (
    "/",
    "/inbox",
    "/changes",
    "/search?q=credit",
    "/conformity/",
    "/conformity/?status=unmet",
    "/requirement/iso42001:2023/5.2-c",
    "/requirement/iso42001:2023/A.6.2.4?history=1",
    "/frameworks/",
    "/frameworks/?pick=iso42001:2023/6.1.3-f",
    "/reports/",
    "/reports/risk-register",
    "/reports/risk-register/file?format=xlsx",
    "/objectives/",
    "/systems/",
    "/systems/readiness",
    "/people/",
    "/competence/",
    "/competence/?role=developer&unit=UNI-0001",
    "/learning/",
    "/use/",
    "/risks/",
    "/oversight/",
    "/audit/",
    *(f"/k/{kind.name}/" for kind in KINDS),
    *(f"/k/{kind.name}/?format=csv" for kind in KINDS),
    "/k/ai_system/?format=xlsx",
    "/k/ai_system/?tier=high&order=oldest",
    "/k/ai_system/?q=credit",
)
ABOUT = ("", "history", "compare", "?version=1")
WRITING = ("/k/policy/new", "/r/POL-0001/edit", "/r/POL-0001/do/submit", "/r/POL-0001/link")


@pytest.mark.parametrize("address", [*PLAIN, *WRITING, "/r/POL-0001/"])
def test_signing_in_comes_first(bank: Bank, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_a_piece_of_a_page_asked_without_sign_in_leads_there(bank: Bank) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize("name", ["mei", "sara", "yuki"])
@pytest.mark.parametrize("address", PLAIN)
def test_every_page_opens(enter: Callable[..., Client], name: str, address: str) -> None:
    answer = enter(name).get(address, follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["ada", "jonas", "sara"])
def test_each_requirement_opens_for_those_who_see_little(enter: Callable[..., Client], name: str) -> None:
    """What a gap says of a hidden record is hidden; its figures stay figures."""
    client = enter(name)
    assert [pk for pk in CHECKS if client.get(f"/requirement/{pk}", follow=True).status_code != 200] == []


@pytest.mark.parametrize(
    "address",
    [
        f"/r/POL-0001/?version={'9' * 5000}",
        f"/r/POL-0001/history?before={'9' * 5000}",
        f"/r/POL-0001/compare?a={'9' * 5000}",
        "/k/policy/?after=2026-01-01T00:00:00~01a2026c-7290-7cfc-bc4d-0fd2c460f502",
        "/k/policy/?after=0001-01-01T00:00:00%2B14:00~01a2026c-7290-7cfc-bc4d-0fd2c460f502",
        "/k/policy/?after=9999-12-31T23:59:59-14:00~01a2026c-7290-7cfc-bc4d-0fd2c460f502",
    ],
)
def test_a_strange_figure_in_an_address_is_passed_over(enter: Callable[..., Client], bank: Bank, address: str) -> None:
    assert enter("mei").get(address).status_code == 200


@pytest.mark.parametrize("name", ["mei", "yuki"])
@pytest.mark.parametrize("tail", ABOUT)
def test_every_record_opens(enter: Callable[..., Client], bank: Bank, name: str, tail: str) -> None:
    client = enter(name)
    for key, record in bank.records.items():
        expected = 404 if key == "concern" else 200
        assert client.get(f"/r/{record.ref}/{tail}").status_code == expected, record.ref


@pytest.mark.parametrize(("name", "statuses"), [("mei", {200}), ("sara", {403, 404}), ("yuki", {403})])
@pytest.mark.parametrize("address", WRITING)
def test_writing_is_for_those_who_may(
    enter: Callable[..., Client], name: str, statuses: set[int], address: str
) -> None:
    """A draft is not there for staff; what is there and not theirs is refused."""
    assert enter(name).get(address).status_code in statuses


@pytest.mark.parametrize(
    "address",
    [
        "/r/POL-9999/",
        "/r/POL-9999/history",
        "/k/nothing/",
        "/k/nothing/new",
        "/requirement/iso42001:2023/99.9-z",
        "/requirement/nothing/1",
        "/frameworks/?pick=nothing/1",
        "/r/POL-0001/do/explode",
        f"/r/POL-0001/file/{'0' * 64}",
        "/r/POL-0001/file/nothing",
        "/gap/iso42001:2023/5.2-c/000000000000",
        "/duty/000000000000",
        "/r/POL-0001/?version=99",
    ],
)
def test_what_is_not_there(enter: Callable[..., Client], address: str) -> None:
    answer = enter("mei").get(address)
    assert answer.status_code == 404
    assert "that you can see" in answer.content.decode()


def test_a_user_without_a_role_is_told_so(bank: Bank, enter: Callable[..., Client]) -> None:
    from aims.accounts.models import User

    client = Client()
    client.force_login(User.objects.create_user("stranger"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "No role here today" in answer.content.decode()


def test_who_holds_a_role_only_later_is_told_from_which_day(bank: Bank, enter: Callable[..., Client]) -> None:
    day = present().today + dt.timedelta(50)
    held = Assignment.objects.get(person=bank.people["sara"])
    bank.does("ada", "assignment", "edit", held, starts_on=day)
    page = enter("sara").get("/")
    assert page.status_code == 403
    assert f"no role here before {day_text(day)}" in page.content.decode()


@pytest.mark.parametrize("day", ["2020-01-01", "TODAY"])
def test_looking_back(enter: Callable[..., Client], bank: Bank, day: str) -> None:
    said = present().today.isoformat() if day == "TODAY" else day
    client = enter("mei")
    for address in PLAIN:
        joined = "&" if "?" in address else "?"
        for reading in ("", "&by=happened"):
            answer = client.get(f"{address}{joined}as_of={said}{reading}")
            assert answer.status_code == (200 if day == "TODAY" else 422), address
            assert day == "TODAY" or "Nothing was recorded yet" in answer.content.decode(), address
    assert client.get(f"/r/POL-0001/?as_of={said}").status_code == (200 if day == "TODAY" else 422)


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01"])
def test_a_day_that_cannot_be_looked_at(enter: Callable[..., Client], day: str) -> None:
    assert enter("mei").get(f"/?as_of={day}").status_code == 422


def test_the_past_is_closed(enter: Callable[..., Client], bank: Bank) -> None:
    answer = enter("mei").post("/r/POL-0001/comment?as_of=2020-01-01", {"reason": "late"})
    assert answer.status_code == 403
    assert "nothing can be changed there" in answer.content.decode()


def test_every_kind_is_reached_from_a_designed_page(enter: Callable[..., Client]) -> None:
    client = enter("mei")
    pages = ("/", "/systems/", "/conformity/", "/people/", "/risks/", "/oversight/", "/audit/")
    shown = "".join(client.get(page).content.decode() for page in pages)
    assert [kind.name for kind in KINDS if f'href="/k/{kind.name}/"' not in shown] == []


def test_every_act_that_is_offered_has_its_form(enter: Callable[..., Client], bank: Bank) -> None:
    """Whoever may do something finds the form behind its button."""
    opened = 0
    for name in bank.people:
        client = enter(name)
        for ref in ("POL-0001", "AIS-0001", "CON-0001", "NCR-0001", "JDG-0001", "PER-0001", "UNI-0002", "ASG-0001"):
            page = client.get(f"/r/{ref}/")
            if page.status_code == 404:
                continue
            for place in set(re.findall(rf'href="(/r/{ref}/(?:edit|link|do/[a-z_]+))"', page.content.decode())):
                assert client.get(place).status_code == 200, (name, place)
                opened += 1
    assert opened > 25


@pytest.mark.parametrize(
    ("words", "language", "place"),
    [
        ("conformity", "en", "/conformity/"),
        ("符合性", "en", "/conformity/"),
        ("frameworks", "zh-hans", "/frameworks/"),
        ("policies", "en", "/k/policy/"),
        ("resource documentation", "zh-hans", "/requirement/iso42001:2023/A.4.2"),
        ("A.6.2", "en", "/requirement/iso42001:2023/A.6.2.4"),
    ],
)
def test_search_goes_to_pages_and_requirements_in_either_language(
    enter: Callable[..., Client], words: str, language: str, place: str
) -> None:
    page = enter("sara", language).get("/search", {"q": words}).content.decode()
    assert f'href="{place}"' in page[page.index("<main") :]


def test_what_leads_to_a_record_is_named_in_words_that_hold(enter: Callable[..., Client], bank: Bank) -> None:
    target = bank.records["system"].pk
    bank.does("mei", "nonconformity", "link", bank.records["nonconformity"], relation="evidence", target=target)
    page = enter("mei").get("/r/AIS-0001/").content.decode()
    assert "Evidence (leads here)" in page
    assert "Evidence this" not in page


PAGES = (
    ("responsibilities", "职责", "/people/responsibilities"),
    ("competence", "人员能力", "/competence/"),
    ("next stage", "下一阶段所缺", "/systems/readiness"),
    ("ai objectives", "AI目标", "/objectives/"),
    ("obligations", "义务", "/obligations/"),
    ("leadership", "领导作用", "/leadership/"),
    ("tools you may use", "可以使用的AI工具", "/use/"),
    ("courses", "课程", "/learning/"),
    ("duplicates", "疑似重复", "/systems/duplicates"),
    ("propose", "提议", "/propose"),
    ("compare with a list", "与清单比对", "/systems/reconcile"),
    ("import a register", "导入登记册", "/import/"),
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_search_goes_to_every_page_that_the_reader_may_open(
    enter: Callable[..., Client], bank: Bank, language: str
) -> None:
    for name, few in (("mei", ()), ("yuki", ("/systems/reconcile", "/import/"))):
        client = enter(name, language)
        for english, chinese, place in PAGES:
            words = english if language == "en" else chinese
            page = client.get("/search", {"q": words}).content.decode().partition("<main")[2]
            assert (f'href="{place}"' in page) is (place not in few), (name, place)
            assert (client.get(place).status_code == 200) is (place not in few), (name, place)


def test_looking_back_search_offers_nothing_that_writes(enter: Callable[..., Client], bank: Bank) -> None:
    day = present().today.isoformat()
    page = enter("mei").get("/search", {"q": "propose", "as_of": day}).content.decode().partition("<main")[2]
    assert "/propose" not in page
