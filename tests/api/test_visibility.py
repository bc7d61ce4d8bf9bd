"""A confidential kind is found by no route by those who may not see it, and neither is its title."""

from collections.abc import Callable
from typing import Any

import pytest

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from tests.api.asking import Program, program, somebody
from tests.api.roads import MATRIX, acting, reading
from tests.kernel.story import Story

TITLE = "Zweifelhaft 保密议题"
GONE = ("ref_unknown", "not_granted", "not_allowed", "not_allowed_nobody", "never")


@pytest.fixture
def hidden(story: Story) -> Record:
    return story.create(KINDS["secret"], title=TITLE, title_alt=TITLE, text=TITLE)


@pytest.fixture
def reader(ask: Callable[..., Program]) -> Program:
    """Sees everything ordinary, and nothing confidential."""
    return ask("aims_manager")


def assert_silent(answer: Any, record: Record) -> None:
    """No title of it, and its ref only where the asker said it."""
    said = answer.content.decode()
    assert answer.json() is not None
    assert "Zweifelhaft" not in said
    assert "保密议题" not in said
    assert str(record.pk) not in said.replace(answer.wsgi_request.path, "")


def test_reading_answers_as_if_there_were_none(hidden: Record, reader: Program) -> None:
    for road in reading(KINDS["secret"], hidden):
        answer = reader.take(road)
        if road.name.startswith("list"):
            assert answer.json() == {"rows": [], "after": None}
            continue
        assert (answer.status_code, answer.json()["code"]) == (404, "ref_unknown")
        there = answer.json()["sentence"].replace(hidden.ref, "")
        none = reader.ask(road.method, road.path.replace(hidden.ref, "XSE-9999")).json()["sentence"]
        assert there == none.replace("XSE-9999", "")


def test_reading_by_id_and_as_of_answers_as_if_there_were_none(hidden: Record, reader: Program) -> None:
    for path in (f"/secret/{hidden.pk}", f"/secret/{hidden.ref}?as_of=2026-01-01", f"/secret/{hidden.pk}/history"):
        answer = reader.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "ref_unknown")
        assert "Zweifelhaft" not in answer.content.decode()


def test_who_may_sees_it_by_every_route(hidden: Record, ask: Callable[..., Program]) -> None:
    legal = ask("legal")
    for road in reading(KINDS["secret"], hidden):
        assert legal.take(road).status_code == (404 if road.name.startswith("file") else 200)
    assert legal.get("/search?q=Zweifelhaft").json()[0]["ref"] == hidden.ref


@pytest.mark.parametrize("query", ["Zweifelhaft", "保密", "XSE", "XSE-0001"])
def test_search_is_silent(hidden: Record, reader: Program, query: str) -> None:
    answer = reader.get(f"/search?q={query}")
    assert hidden.ref not in answer.content.decode()
    assert_silent(answer, hidden)
    assert reader.get(f"/search?q={query}&kind=secret").json() == []


@pytest.mark.parametrize("action", [action for name, action in MATRIX if name == "secret" and action != "create"])
def test_no_action_tells_of_it(hidden: Record, reader: Program, story: Story, action: str) -> None:
    road = acting(KINDS["secret"], action, hidden, story)
    answer = reader.take(road)
    assert (answer.status_code, answer.json()["code"]) == (404, "ref_unknown")
    assert_silent(answer, hidden)


def test_a_link_to_it_is_refused_as_to_nothing(hidden: Record, reader: Program, story: Story) -> None:
    system = story.create(KINDS["ai_system"])
    nothing = "00000000-0000-7000-8000-000000000000"
    answers = [
        reader.post(f"/ai_system/{system.ref}/link", {"relation": "evidence", "target": target})
        for target in (str(hidden.pk), nothing)
    ]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].json() == answers[1].json()
    made = [
        reader.post("/ai_system", {"values": {"title": "A"}, "links": [{"relation": "evidence", "target": target}]})
        for target in (str(hidden.pk), nothing)
    ]
    assert made[0].status_code == 404
    assert made[0].json() == made[1].json()


def test_links_and_history_of_an_ordinary_record_hide_it(hidden: Record, reader: Program, story: Story) -> None:
    system = story.create(KINDS["ai_system"])
    values = {"relation": "evidence", "target": hidden.pk, "label": TITLE}
    perform(Command("ai_system", "link", SYSTEM, record=system.pk, values=values))
    links = reader.get(f"/ai_system/{system.ref}/links")
    assert_silent(links, hidden)
    assert [(one["visible"], one["target"], one["label"]) for one in links.json()] == [(False, None, "")]
    assert_silent(reader.get(f"/ai_system/{system.ref}/history"), hidden)
    legal = program(story.person("legal"))
    assert [one["title"] for one in legal.get(f"/ai_system/{system.ref}/links").json()] == [TITLE]
    assert TITLE in legal.get(f"/ai_system/{system.ref}/history").json()["rows"][0]["after"]["links"][0]


def test_posture_and_duties_are_silent(hidden: Record, reader: Program, story: Story) -> None:
    judgement = {
        "title": "J",
        "requirement": "iso42001:2023/4.1-a",
        "conclusion": "adequate",
        "reasons": "Looked.",
    }
    made = perform(Command("judgement", "create", SYSTEM, values=judgement, links=[("evidence", hidden.pk)]))
    assert made.ref
    for path in ("/posture", "/requirements/iso42001:2023/4.1-a", "/duties"):
        answer = reader.get(path)
        assert answer.status_code == 200
        assert hidden.ref not in answer.content.decode()
        assert_silent(answer, hidden)


def test_a_person_without_a_role_sees_nothing(story: Story) -> None:
    story.create(KINDS["ai_system"])
    nobody = program(somebody(story))
    for kind in KINDS:
        rows = nobody.get(f"/{kind.name}").json()["rows"]
        assert [row["id"] for row in rows] == ([str(nobody.person)] if kind.name == "person" else [])
    assert nobody.get("/search?q=unit").json() == []
    for path in ("/posture", "/requirements/iso42001:2023/4.1-a"):
        assert (nobody.get(path).status_code, nobody.get(path).json()["code"]) == (403, "no_role")
    assert nobody.get("/me").json()["roles"] == []


def test_a_list_shows_the_unit_and_below(story: Story, ask: Callable[..., Program]) -> None:
    for unit in ("top", "north", "north_east", "south"):
        story.create(KINDS["ai_system"], unit=unit)
    rows = ask("system_owner", "north").get("/ai_system").json()["rows"]
    assert {row["unit"] for row in rows} == {str(story.units[u]) for u in ("north", "north_east")}
    assert len(rows) == 2
