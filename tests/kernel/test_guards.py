"""There is one door: every other way to write is closed, in Python and in the database; and what a command costs."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, EventBody, File, Link, LogHead, Record, RefCounter
from aims.kernel.perform import Command, perform, perform_all
from aims.kernel.policy import SYSTEM
from aims.kernel.spine import WriteOutsidePerform, applying
from aims.kernel.world import present
from tests.kernel.exercise.models import Pact, Secret
from tests.kernel.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TABLES: list[type[Model]] = [Record, Secret, Pact, Link, File, Event, EventBody, LogHead, RefCounter]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_rows_change_by_no_other_way(story: Story, model: type[Model]) -> None:
    story.create(KINDS["pact"])
    rows = model.objects.all()
    ways = [
        lambda: model().save(),
        lambda: model().delete(),
        lambda: rows.update(pk=1),
        rows.delete,
        lambda: rows.create(),
        lambda: rows.get_or_create(pk=1),
        lambda: rows.update_or_create(pk=1),
        lambda: rows.bulk_create([model()]),
        lambda: rows.bulk_update([], ["pk"]),
    ]
    for way in ways:
        with pytest.raises(WriteOutsidePerform):
            way()


def test_a_record_of_a_world_cannot_be_saved_nor_fetch_the_present(story: Story) -> None:
    pact = story.create(KINDS["pact"], owner=story.person("developer"))
    held = present().get(Pact, pact.pk)
    with pytest.raises(WriteOutsidePerform):
        held.save()
    with pytest.raises(Exception, match="owner"):
        _ = held.owner


def test_perform_within_perform_is_refused(story: Story) -> None:
    command = Command("unit", "create", SYSTEM, values={"title": "x", "parent": story.units["top"]})
    with applying(), pytest.raises(WriteOutsidePerform):
        perform(command)
    assert perform(command).ref


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_event SET action = 'edit'",
        "DELETE FROM kernel_event",
        "UPDATE kernel_eventbody SET salt = salt",
        "DELETE FROM kernel_eventbody",
        "DELETE FROM kernel_eventbody WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(story: Story, sql: str) -> None:
    with pytest.raises(DatabaseError, match=r"immutable|erased"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def queries(act) -> int:
    """Without BEGIN and COMMIT, which are savepoints here."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])


def test_what_a_command_costs(story: Story) -> None:
    legal = story.actor("legal")
    values = {"title": "t", "text": "x", "unit": story.units["top"], "owner": story.person("developer")}
    made = []
    create = Command("pact", "create", legal, values=values)
    assert queries(lambda: made.append(perform(create))) <= 9
    pact = made[0]
    edit = Command("pact", "edit", story.actor("legal"), record=pact.pk, values={"text": "y"}, expect=1)
    assert queries(lambda: perform(edit)) <= 8
    submit = Command("pact", "submit", legal, record=pact.pk, expect=2)
    assert queries(lambda: perform(submit)) <= 10, "one more where something happened since the actor was read"
    from aims.lib import clock

    again = story.actor("legal", "again")
    approve = Command("pact", "approve", again, record=pact.pk, expect=3, authenticated_at=clock.now())
    assert queries(lambda: perform(approve)) <= 12
    batch = [Command("pact", "create", legal, values=values | {"title": f"n{n}"}) for n in range(100)]
    assert queries(lambda: perform_all(batch)) <= 12 + 2 * 100
    assert perform_all([]) == []


def test_an_id_cannot_be_taken_twice_and_nothing_is_half_done(story: Story) -> None:
    from aims.kernel.denied import Denied

    pk, before = uuid4(), Event.objects.count()
    twice = [Command("pact", "create", SYSTEM, record=pk, values={"title": "t", "text": "x"}) for _ in range(2)]
    with pytest.raises(Denied) as denied:
        perform_all(twice)
    assert denied.value.code == "unique"
    assert Event.objects.count() == before
    assert not Record.objects.filter(pk=pk).exists()
