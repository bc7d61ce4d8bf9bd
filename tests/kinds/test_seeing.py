"""Query and instance agree on who sees what; `who_may` names exactly those whom `decide` lets; nothing leaks."""

import copy
from uuid import UUID

import pytest

from aims.kernel import search
from aims.kernel.denied import Denied
from aims.kernel.duties import DUE_SOON, duties, duties_of
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, decide, sees, show, visible, visible_records, who_may
from aims.kernel.world import present
from aims.lib import clock
from tests.kernel.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BY_STATE = {"wrong_state", "not_editable", "not_ready"}


def records_in_every_unit(told: Story, kind: Kind) -> list[Record]:
    """One in each unit, owned by different people; units, people and assignments are there already."""
    if kind.name in ("unit", "person", "assignment"):
        return list(kind.model.objects.all()[:20])
    return [
        told.create(kind, unit, **({"owner": told.person(owner)} if "owner" in kind.fields else {}))
        for unit, owner in zip(told.units, ("staff_member", "administrator", "agent", "developer"), strict=True)
    ]


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_the_query_and_the_instance_agree_for_everybody(told: Story, kind: Kind) -> None:
    records_in_every_unit(told, kind)
    world = present()
    rows = list(kind.model.objects.all())
    images = {r.pk: r for r in world.all(kind.model)}
    for actor in [*told.actors(world), Actor(UUID(int=7))]:
        seen = {r.pk for r in rows if sees(actor, kind, r)}
        assert set(visible(actor, kind).values_list("pk", flat=True)) == seen
        assert {pk for pk, r in images.items() if sees(actor, kind, r)} == seen
        assert {r.pk for r in show(actor, rows) if r} == seen


def test_the_query_over_all_kinds_finds_what_each_finds(told: Story) -> None:
    for kind in reversed(list(KINDS)):  # what others lead to comes last: they lead to what is in force
        records_in_every_unit(told, kind)
    rows = [(kind, record) for kind in KINDS for record in kind.model.objects.all()]
    for actor in [*told.actors(present()), Actor(UUID(int=7))]:
        seen = {record.pk for kind, record in rows if sees(actor, kind, record)}
        assert set(Record.objects.filter(visible_records(actor)).values_list("pk", flat=True)) == seen


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_who_may_is_everybody_whom_decide_lets(told: Story, kind: Kind) -> None:
    records_in_every_unit(told, kind)
    world = present()
    actors = list(told.actors(world))
    for image in world.all(kind.model)[:4]:
        for action in kind.actions:
            record, move = copy.copy(image), kind.workflow.transition(action)
            if move and record.state not in move.source:
                record.state = min(move.source)
            if action == "create":
                record.ref, record.author_id = "", None
            answers = {a.person: decide(a, action, record, kind, is_new=action == "create") for a in actors}
            may = {person for person, denied in answers.items() if denied is None or denied.code in BY_STATE}
            named = [able.person.id for able in who_may(world, action, record, kind)]
            assert set(named) == may, (action, record.state)
            assert len(named) == len(set(named))
            for able in who_may(world, action, record, kind):
                assert able.role is None or action == "comment" or kind.may_by_grant(able.role.id, action)


def test_nothing_of_a_confidential_record_reaches_those_who_may_not_see_it(told: Story) -> None:
    kind, today = KINDS["secret"], present().today
    hidden = told.create(kind, "south", title="Zebra 斑马", owner=told.person("legal"), review_due=today)
    hidden = told.act(hidden, "submit", {})
    pact = told.create(KINDS["pact"], "south", owner=told.person("developer"))
    world = present()
    blind = [a for a in told.actors(world) if not sees(a, kind, hidden)]
    assert len(blind) > 80
    for actor in blind:
        assert show(actor, [hidden]) == [None]
        assert search.find("zebra", visible_records(actor)) == []
        assert search.find("斑马", visible_records(actor)) == []
        assert not any("Zebra" in d.sentence or hidden.ref in d.sentence for d in duties_of(world, actor.person))
        for action in kind.actions[1:] if actor in blind[::8] else ():
            values = {"relation": "beside", "target": pact.pk} if action == "link" else {"digest": "0" * 64}
            said = refusal(Command("secret", action, actor, record=hidden.pk, values=values, reason="r"), world)
            missing = refusal(Command("secret", action, actor, record=UUID(int=9), values=values, reason="r"), world)
            assert (said.code, said.sentence) == (missing.code, missing.sentence), action
    assert search.find("斑马", visible_records(told.actor("legal")))


def refusal(command: Command, world) -> Denied:
    with pytest.raises(Denied) as denied:
        perform(command, world=world)
    return denied.value


def test_leading_to_a_confidential_record_says_the_same_as_leading_nowhere(told: Story) -> None:
    hidden = told.create(KINDS["secret"], "south")
    writer = told.actor("aims_manager")
    assert not sees(writer, KINDS["secret"], hidden)
    by_field, by_link = set(), set()
    for pk in (hidden.pk, UUID(int=9), "no such thing", told.units["top"]):
        values = {"title": "t", "text": "t", "basis": pk}
        denied = refusal(Command("pact", "create", writer, values=values), present())
        assert denied.code == "ref_unknown"
        by_field.add(denied.sentence)
    for pk in (hidden.pk, UUID(int=9)):
        command = Command("pact", "create", writer, values={"title": "t", "text": "t"}, links=(("upon", pk),))
        by_link.add(refusal(command, present()).sentence)
    assert len(by_link) == 1
    assert hidden.ref not in str(by_link | by_field)


def test_a_duty_names_no_confidential_record_that_its_holder_may_not_see(told: Story) -> None:
    secret = told.create(KINDS["secret"], "top", title="Zebra")
    secret = told.act(told.act(secret, "submit"), "approve", {})
    pact = told.create(KINDS["pact"], "top", owner=told.person("aims_manager"))
    legal = told.actor("legal")
    values = {"relation": "upon", "target": secret.pk}
    pact = perform(Command("pact", "link", legal, record=pact.pk, values=values))
    pact = told.act(told.act(pact, "submit"), "approve", {})
    written = told.act(told.act(secret, "revise"), "edit", {"title": "Zebra anew"})
    told.act(told.act(written, "submit"), "approve", {})
    found = [d for d in duties(present()) if d.code == "relied_on_changed"]
    assert [d.about for d in found] == [pact.pk]
    assert secret.ref not in found[0].sentence
    assert "Zebra" not in found[0].sentence


def test_a_review_falls_to_its_owner_where_they_may_do_it_else_to_those_who_may(told: Story) -> None:
    due = clock.now().date() + DUE_SOON / 2
    kind = KINDS["pact"]
    able = told.create(kind, "top", owner=told.person("aims_manager"))
    unable = told.create(kind, "top", owner=told.person("verifier"))
    for record in (able, unable):
        told.act(told.act(record, "submit"), "approve", {"review_due": due})
    world = present()
    who = {d.about: d.who for d in duties(world) if d.code == "review"}
    assert who[able.pk] == {told.person("aims_manager")}
    assert told.person("verifier") not in who[unable.pk]
    assert told.person("legal") in who[unable.pk]
