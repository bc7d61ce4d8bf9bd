"""No order of assignments, edits, ends and delegations lets one person hold two roles that are kept apart (SOD-13)."""

import datetime as dt
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest

from aims.exchange.imports import import_file
from aims.kernel import policy
from aims.kernel.denied import Denied
from aims.kernel.models import Assignment, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.lib import clock
from tests.kernel.story import Story, undone

pytestmark = pytest.mark.django_db
APART = {"aims_manager", "lead_auditor"}
ROLES = (*sorted(APART), "auditor")
DAYS = 40
KINDS_OF_ACT = ("create", "create", "edit", "edit", "retire", "reinstate")


def held_together(people: list[UUID]) -> list[tuple[UUID, dt.date]]:
    """Who holds both on which day, counted from the assignments as they are, by a rule of its own."""
    found, today = [], clock.now().date()
    current = [a for a in present().all(Assignment) if a.person_id in people and a.state == "current"]
    for person in people:
        for n in range(-DAYS, DAYS):
            day = today + dt.timedelta(days=n)
            mine = {a.role for a in current if a.person_id == person and a.starts_on <= day <= (a.ends_on or day)}
            if mine >= APART:
                found.append((person, day))
    return found


def walk(told: Story, seed: int, steps: int) -> Counter[str]:
    """People are given, moved, ended and reinstated in roles at random; each act that was let pass is judged."""
    random, seen = Random(seed), Counter[str]()
    with undone():
        people = [perform(Command("person", "create", SYSTEM, values={"title": name})).pk for name in ("Ada", "Bo")]
        made: list[UUID] = []
        for _step in range(steps):
            action = random.choice(KINDS_OF_ACT) if made else "create"
            values = told_at_random(told, random, people)
            command = Command(
                "assignment",
                action,
                told.actor(random.choice(["administrator", "aims_manager"])),
                record=None if action == "create" else random.choice(made),
                values=values if action in ("create", "edit") else {},
                reason="Because.",
            )
            try:
                made.append(perform(command).pk)
                seen[action] += 1
            except Denied as denied:
                seen[denied.code] += 1
            assert not held_together(people), (seed, action, values)
    return seen


def told_at_random(told: Story, random: Random, people: list[UUID]) -> dict[str, Any]:
    today = clock.now().date()
    starts = today + dt.timedelta(days=random.randrange(-20, 20))
    ends = random.choice([None, starts + dt.timedelta(days=random.randrange(20))])
    role = random.choice(ROLES)
    values = {"title": role, "person": random.choice(people), "role": role, "starts_on": starts, "ends_on": ends}
    values["unit"] = told.units[random.choice(["top", "north", "south"])]
    if random.random() < 0.2:
        values["delegated_by"] = random.choice([*people, told.person(role)])
    return values


def test_no_walk_gives_both_roles_to_one_person(story: Story) -> None:
    seen = Counter[str]()
    for seed in range(4):
        seen += walk(story, seed, 120)
    assert min(seen[name] for name in ("create", "edit", "retire", "reinstate", "roles_apart")) > 3, seen


def test_a_walk_finds_the_way_where_the_rule_is_missing(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "apart_from", lambda _role: frozenset())
    with pytest.raises(AssertionError):
        walk(story, 0, 200)


def test_one_file_gives_no_more_than_one_row_after_the_other(story: Story) -> None:
    """The rows of a batch are held against each other: roles kept apart, and units that would lie in a circle."""
    actor = story.actor("administrator")
    ada = perform(Command("person", "create", SYSTEM, values={"title": "Ada"}))
    top, north, south = (Unit.objects.get(pk=story.units[name]) for name in ("top", "north", "south"))
    rows = [f"Ada {role},{ada.ref},{role},{top.ref},2020-01-01,2100-01-01" for role in sorted(APART)]
    text = "\n".join(["title,person,role,unit,starts_on,ends_on", *rows, ""])
    given = import_file(text.encode(), kind="assignment", actor=actor, name="a.csv")
    assert (given.created, given.rejected) == (1, 1), given.refusals
    text = f"ref,title,parent\n{north.ref},{north.title},{south.ref}\n{south.ref},{south.title},{north.ref}\n"
    moved = import_file(text.encode(), kind="unit", actor=actor, name="u.csv")
    assert (moved.updated, moved.rejected) == (1, 1)
