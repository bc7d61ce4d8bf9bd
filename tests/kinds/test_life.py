"""Every kind lives: each transition, history, the past as shown, links, files, comments, search in both scripts."""

from collections import deque

import pytest

from aims.kernel import search
from aims.kernel.images import image, restore
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.links import of as links_of
from aims.kernel.models import Event, Record, Stamp
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, decide, visible_records
from aims.kernel.workflow import Transition
from aims.kernel.world import at_seq, present
from tests.kernel.story import Story, values_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
EACH_KIND = pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)


def way_to(kind: Kind, move: Transition) -> list[str]:
    """The shortest row of actions from a new record that ends with `move`."""
    waiting = deque([(kind.workflow.initial, [])])
    been = set()
    while waiting:
        state, way = waiting.popleft()
        if state in move.source:
            return [*way, move.name]
        for step in kind.workflow.transitions:
            if state in step.source and step.target and step.target not in been:
                been.add(step.target)
                waiting.append((step.target, [*way, step.name]))
    raise AssertionError(f"{kind.name}: {move.name} cannot be reached")


def make(told: Story, kind: Kind) -> Record:
    if kind.name == "assignment":
        return told.create(kind, person=told.person("developer"), role="verifier")
    if kind.name in ("classification", "recording_plan"):  # a system has one
        return told.create(kind, system=told.create(KINDS["ai_system"]).pk)
    if kind.name == "reading":  # a monitor has one record of readings
        return told.create(kind, monitor=told.create(KINDS["monitor"]).pk)
    return told.create(kind)


def as_row(record: Record) -> dict:
    """The row as the database has it now."""
    fresh = type(record).objects.get(pk=record.pk)
    return image(fresh, links_of([fresh.pk]).get(fresh.pk, []))


def assert_replays(record: Record) -> None:
    events = list(Event.objects.filter(record=record.pk).order_by("seq").select_related("body_row"))
    assert [e.version for e in events] == list(range(1, record.version + 1))
    after = events[-1].body_row.body["after"]
    assert after == as_row(record)
    again = restore(type(record), after, Stamp(0, events[-1].at, None, ""))
    fresh = type(record).objects.get(pk=record.pk)
    for column in type(record)._meta.concrete_fields:
        assert getattr(again, column.attname) == getattr(fresh, column.attname), column.name


def assert_in_force_as_decided(kind: Kind, record: Record) -> None:
    """In force is what was put in force and not ended since, in the world advanced as in the world loaded."""
    row = type(record).objects.get(pk=record.pk)
    for now in (present(), at_seq(present().seq)):
        held = now.get_in_force(kind.model, record.pk)
        if kind.workflow.is_controlled:
            assert (held.version if held else None) == row.in_force_version
        else:
            assert (held is None) == (row.state in kind.workflow.ended)


BY_THE_GATE = {"release", "end_test", "expire", "hand_over", "withdraw", "propose"}
"""Of a case: by the clock, for the program, or where two must rule; tests/oversight does them."""


@EACH_KIND
def test_each_transition_is_reached_by_people_who_may(told: Story, kind: Kind) -> None:
    for move in kind.workflow.transitions:
        if move.name in ("set_sign_in", "unsettle", "compute", "hear"):  # the operator's and the system's
            continue
        if kind.name == "review_case" and move.name in BY_THE_GATE:
            continue
        if move.name == "invite":  # needs a mail server: see tests/letters
            continue
        record = make(told, kind)
        shown = [(Event.objects.latest("seq").seq, as_row(record))]
        for action in way_to(kind, move):
            record = told.act(record, action)
            shown.append((Event.objects.latest("seq").seq, as_row(record)))
            assert_replays(record)
            assert_in_force_as_decided(kind, record)
        assert record.state == (move.target or record.state)
        if move.puts_in_force:
            assert record.in_force_version == record.version
        for seq, row in shown:
            then = at_seq(seq).get(kind.model, record.pk)
            assert image(then, then.links) == row
        if kind.name == "unit":
            told.act(record, "reinstate" if record.state == "retired" else "retire")


@EACH_KIND
def test_edit_link_attach_comment_and_take_back(told: Story, kind: Kind) -> None:
    record = make(told, kind)
    steps = [("comment", {})]
    if kind.workflow.editable:
        digest = {"digest": "ab" * 32, "size": 3, "media_type": "text/plain", "label": "a file 文件"}
        steps += [("edit", {"title": "Changed 已改"}), ("attach", digest), ("detach", digest)]
        if kind.relations:
            target = told.create(KINDS[kind.relations[0].target or "unit"])
            leads = {"relation": kind.relations[0].name, "target": target.pk}
            steps += [("link", leads), ("unlink", leads)]
    for action, values in steps:
        actor = next(
            a
            for a in told.actors(present())
            if decide(a, action, record, kind) is None
            and decide(a, "comment", told_target(values, record), kind_of(values, kind)) is None
        )
        record = perform(Command(kind.name, action, actor, record=record.pk, values=values, reason="Because 因为"))
        assert_replays(record)
        if action in ("link", "attach"):
            assert len(as_row(record)["links"]) == 1
    assert as_row(record)["links"] == []
    assert present().get(kind.model, record.pk).version == record.version


def told_target(values: dict, record: Record) -> Record:
    return Record.objects.get(pk=values["target"]) if "target" in values else record


def kind_of(values: dict, kind: Kind) -> Kind:
    return KINDS[Record.objects.get(pk=values["target"]).kind] if "target" in values else kind


@EACH_KIND
def test_search_finds_it_in_both_scripts_and_by_its_ref(told: Story, kind: Kind) -> None:
    record = make(told, kind)
    everything = visible_records(SYSTEM)
    for text in ("meridian", "MERIDIAN mod", "信用", "评分", "信用评分", record.ref):
        assert record.pk in {r.pk for r in search.find(text, everything, limit=500)}, text
    assert search.find("Quokka", everything) == []
    assert search.find("用信", everything) == []


@EACH_KIND
def test_the_form_of_a_new_record_needs_no_more_than_it_says(told: Story, kind: Kind) -> None:
    """Whatever is not required may be left out."""
    required = tuple(n for n in kind.fields if not kind.field(n).blank and not kind.field(n).has_default())
    values = values_for(kind, told, required)
    if kind.name == "unit":
        values["parent"] = told.units["top"]
    made = perform(Command(kind.name, "create", SYSTEM, values=values))
    assert made.ref.startswith(kind.prefix)
    assert_replays(made)
