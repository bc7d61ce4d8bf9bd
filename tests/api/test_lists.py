"""Lists by page, filters, the past, versions, and the shape of every answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from aims.api import schemas
from aims.conformity.models import IssuedPosture
from aims.kernel.kinds import KINDS
from aims.lib import clock
from tests.api.asking import Program
from tests.kernel.story import Story

AI = "/ai_system"


@pytest.fixture
def one(ask: Callable[..., Program]) -> Program:
    return ask("aims_manager")


def made(one: Program, title: str, **values: Any) -> dict[str, Any]:
    answer = one.post(AI, {"values": {"title": title, **values}})
    assert answer.status_code == 201, answer.json()
    assert answer["Location"] == f"/api/v1{AI}/{answer.json()['ref']}"
    said: dict[str, Any] = answer.json()
    return said


def test_pages_stay_in_step_while_rows_are_added(one: Program) -> None:
    there = [made(one, f"S{n}")["ref"] for n in range(7)]
    first = one.get(f"{AI}?limit=3").json()
    made(one, "late")
    second = one.get(f"{AI}?limit=3&after={first['after']}").json()
    made(one, "later")
    third = one.get(f"{AI}?limit=3&after={second['after']}").json()
    seen = [row["ref"] for page in (first, second, third) for row in page["rows"]]
    assert seen == there[::-1], "no row twice, none left out"
    assert third["after"] is None


def test_filters_choose(one: Program, story: Story) -> None:
    high = made(one, "H", tier="high", owner=str(story.person("developer")))
    low = made(one, "L", tier="low")
    found = lambda query: {row["ref"] for row in one.get(f"{AI}?{query}").json()["rows"]}  # noqa: E731
    assert found("tier=high") == {high["ref"]}
    assert found("tier=low&state=proposed") == {low["ref"]}
    assert found(f"owner={story.person('developer')}") == {high["ref"]}
    assert found("owner=") == {low["ref"]}
    assert found("state=retired") == set()
    assert found("sort=") == {high["ref"], low["ref"]}


def test_a_record_as_it_was(one: Program) -> None:
    with clock.set_to(clock.now() + dt.timedelta(days=2)):
        ref = made(one, "Before")["ref"]
    days = [(clock.now() + dt.timedelta(days=n)).date() for n in range(5)]
    with clock.set_to(clock.now() + dt.timedelta(days=3, hours=1)):
        assert one.patch(f"{AI}/{ref}", {"values": {"title": "After"}}).status_code == 200
    with clock.set_to(clock.now() + dt.timedelta(days=4, hours=2)):
        assert one.get(f"{AI}/{ref}?as_of={days[1]}").status_code == 404
        then = one.get(f"{AI}/{ref}?as_of={days[2]}")
        assert (then.json()["title"], then.json()["version"], then["ETag"]) == ("Before", 1, '"1"')
        assert one.get(f"{AI}/{ref}?as_of={days[4]}").json()["title"] == "After"
        past = one.get(f"/posture?as_of={days[1]}").json()
        assert len(past["requirements"]) == 202
        assert one.get(f"/posture?as_of={days[2]}&by=happened").status_code == 200


@pytest.mark.parametrize(
    ("body", "header", "status"),
    [
        ({"expect": 1}, "", 409),
        ({"expect": 2}, "", 200),
        ({}, '"1"', 409),
        ({}, '"2"', 200),
        ({}, 'W/"2"', 200),
        ({}, "*", 200),
        ({}, '"two"', 400),
        ({}, '"²"', 400),
        ({"expect": 2}, '"1"', 200),
    ],
)
def test_a_stale_edit_is_refused(one: Program, body: dict[str, Any], header: str, status: int) -> None:
    ref = made(one, "A")["ref"]
    assert one.patch(f"{AI}/{ref}", {"values": {"title": "B"}}).status_code == 200
    more = {"HTTP_IF_MATCH": header} if header else {}
    answer = one.patch(f"{AI}/{ref}", {"values": {"supplier": "S"}, **body}, **more)
    assert answer.status_code == status, answer.json()
    if status == 409:
        assert answer.json()["code"] == "stale_edit"
        assert one.get(f"{AI}/{ref}").json()["supplier"] == ""


def test_history_comes_in_pages(one: Program) -> None:
    ref = made(one, "A")["ref"]
    for n in range(4):
        assert one.post(f"{AI}/{ref}/comment", {"text": f"n{n}"}).status_code == 200
    first = one.get(f"{AI}/{ref}/history?limit=3").json()
    second = one.get(f"{AI}/{ref}/history?limit=3&before={first['before']}").json()
    assert [row["version"] for row in first["rows"] + second["rows"]] == [5, 4, 3, 2, 1]
    assert second["before"] is None
    assert first["rows"][0]["reason"] == "n3"


def test_a_link_is_made_shown_and_taken_back(one: Program, story: Story) -> None:
    ref, other = made(one, "A")["ref"], made(one, "B")
    body = {"relation": "feeds", "target": other["id"], "label": "scores"}
    assert one.post(f"{AI}/{ref}/link", body).status_code == 200
    assert one.post(f"{AI}/{ref}/link", body).json()["code"] == "link_exists"
    assert [(k["relation"], k["ref"], k["label"]) for k in one.get(f"{AI}/{ref}/links").json()] == [
        ("feeds", other["ref"], "scores")
    ]
    wrong = {"relation": "feeds", "target": str(story.units["north"])}
    assert one.post(f"{AI}/{ref}/link", wrong).json()["code"] == "wrong_target"
    assert one.post(f"{AI}/{ref}/unlink", body).status_code == 200
    assert one.get(f"{AI}/{ref}/links").json() == []


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_every_answer_has_the_shape_it_is_documented_with(name: str, story: Story, ask: Callable[..., Program]) -> None:
    kind = KINDS[name]
    record = story.create(kind)
    reader = ask("legal") if name == "secret" else ask("concern_handler") if name == "concern" else ask("aims_manager")
    shape, page = schemas.read_model(kind), schemas.list_model(kind)
    read = reader.get(f"/{name}/{record.pk}").json()
    assert set(read) == set(shape.model_fields)
    listed = reader.get(f"/{name}").json()
    page.model_validate(listed)
    row = next(row for row in listed["rows"] if row["id"] == str(record.pk))
    assert row == read
    schemas.HistoryOut.model_validate(reader.get(f"/{name}/{record.ref}/history").json())


def test_a_posture_is_issued_and_nobody_sends_its_content(one: Program, ask: Callable[..., Program]) -> None:
    answer = one.post("/posture")
    assert answer.status_code == 201, answer.json()
    assert len(IssuedPosture.objects.get().content["requirements"]) == 202
    assert ask("legal").post("/posture").status_code == 403
    assert one.post("/issued_posture", {"values": {"title": "P", "content": {}}}).status_code == 422
