import datetime as dt

import pytest

from aims.kernel.models import Assignment, Event, ReactionDone
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present

pytestmark = pytest.mark.django_db


def test_assignments_end_when_a_person_leaves_and_only_once() -> None:
    perform(Command("unit", "create", SYSTEM, values={"title": "Bank"}))
    person = perform(Command("person", "create", SYSTEM, values={"title": "Benoît"}))
    values = {"title": "Reviewer", "person": person.pk, "role": "human_overseer", "starts_on": dt.date(2026, 1, 1)}
    held = perform(Command("assignment", "create", SYSTEM, values=values))
    later = perform(Command("assignment", "create", SYSTEM, values=values | {"starts_on": dt.date(2999, 1, 1)}))
    assert Actor.of(present(), person.pk).holds("human_overseer")

    left = perform(Command("person", "retire", SYSTEM, person.pk, reason="Left for another bank."))
    assert run_reactions() == 1
    assert run_reactions() == 0

    assert ReactionDone.objects.count() == 1
    assert Assignment.objects.get(pk=held.pk).ends_on == left.changed_at.date()
    assert Assignment.objects.get(pk=later.pk).state == "retired"
    assert Event.objects.filter(record=held.pk).count() == 2
