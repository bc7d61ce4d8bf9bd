"""Laws that no row of commands by any people breaks, found by machine."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from aims.kernel import world as worlds
from aims.kernel.checks import CHECKS, evaluate, remembered
from aims.kernel.denied import Denied
from aims.kernel.duties import RULES, duties
from aims.kernel.images import image
from aims.kernel.kinds import KINDS
from aims.kernel.links import of as links_of
from aims.kernel.models import Event, EventBody, File, Link, LogHead, Record, RefCounter
from aims.kernel.perform import Command, perform
from aims.kernel.policy import decide
from aims.kernel.standing import standings
from aims.kernel.world import Position, World, at_seq, present
from aims.lib import clock
from tests.kernel.story import Story, build, undone, values_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
KIND_NAMES = ("pact", "secret", "policy", "concern", "ai_system", "assignment", "unit")
ROLES = (
    "legal",
    "security_lead",
    "aims_manager",
    "top_management",
    "staff_member",
    "agent",
    "administrator",
    "auditor",
)
TEXTS = st.one_of(st.text(max_size=12), st.sampled_from(["", " ", "信用", "\x00", "\ud800", "x" * 400, "e\u0301", "ﬁ"]))
START = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
CHANGED = {"create", "edit", "submit", "link", "unlink", "attach", "detach"}


class Commands(RuleBasedStateMachine):
    """People do at random what the forms allow and what they do not."""

    story: Story

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.at = START
        self.records: list[Record] = []
        self.shown: list[tuple[int, dict[str, Any]]] = []
        self.before_all = Event.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def send(self, command: Command) -> Record | None:
        before, said = counts(), ""
        try:
            with clock.set_to(self.at):
                record = perform(command)
        except Denied as denied:
            said = denied.sentence
        if said:
            assert counts() == before, "a refused command changed something"
            return None
        assert counts()["events"] == before["events"] + 1
        return record

    @rule(
        role=st.sampled_from(ROLES),
        name=st.sampled_from(KIND_NAMES),
        text=TEXTS,
        unit=st.sampled_from(["top", "north"]),
    )
    def create(self, role: str, name: str, text: str, unit: str) -> None:
        kind = KINDS[name]
        values = values_for(kind, self.story, kind.fields) | {"title": text, "unit": self.story.units[unit]}
        record = self.send(Command(name, "create", self.story.actor(role), values=values))
        if record:
            self.records.append(record)

    @precondition(lambda self: self.records)
    @rule(data=st.data(), role=st.sampled_from(ROLES), place=st.sampled_from(["top", "north", "again"]))
    def act(self, data: st.DataObject, role: str, place: str) -> None:
        record = data.draw(st.sampled_from(self.records))
        kind = KINDS[record.kind]
        action = data.draw(st.sampled_from(kind.actions[1:]))
        values = values_for(kind, self.story, kind.takes(action))
        if action == "edit":
            field = data.draw(st.sampled_from(kind.fields))
            values = {field: data.draw(st.one_of(TEXTS, st.none(), st.integers(), st.sampled_from(self.records)))}
        elif action in ("link", "unlink"):
            relation = kind.relations[0].name if kind.relations else "none"
            values = {"relation": relation, "target": data.draw(st.sampled_from(self.records)).pk}
        elif action in ("attach", "detach"):
            values = {"digest": data.draw(st.sampled_from(["a" * 64, "b" * 64])), "size": 1, "media_type": "text/plain"}
        actor = self.story.actor(role, place)
        proven = data.draw(st.sampled_from([self.at, None]))
        self.change(record, Command(kind.name, action, actor, record.pk, values, None, data.draw(TEXTS), proven))

    @precondition(lambda self: self.records)
    @rule(data=st.data(), behind=st.sampled_from([0, 0, 0, 1, 2]))
    def go_on(self, data: st.DataObject, behind: int) -> None:
        """Somebody who may moves a record on, having seen the last version or an older one."""
        record = data.draw(st.sampled_from(self.records))
        kind, now = KINDS[record.kind], present()
        actions = ["edit", "comment", *(move.name for move in kind.workflow.open_to(record))]
        action = data.draw(st.sampled_from(actions))
        able = [a for a in self.story.actors(now) if decide(a, action, record, kind) is None]
        if able:
            values = values_for(kind, self.story, kind.takes(action))
            seen = max(record.version - behind, 0)
            command = Command(
                kind.name, action, data.draw(st.sampled_from(able)), record.pk, values, seen, "Why", self.at
            )
            self.change(record, command)

    def change(self, record: Record, command: Command) -> None:
        done = self.send(command)
        if done is None:
            return
        self.records[self.records.index(record)] = done
        if command.expect is not None:
            since = Event.objects.filter(record=record.pk, version__gt=command.expect, version__lt=done.version)
            assert not since.exclude(action="comment").exists(), "a stale write was taken"
        if command.action == "approve":
            assert_approved_by_another(record, done, command.actor.person)

    @rule(hours=st.integers(-30, 24 * 40))
    def time_passes(self, hours: int) -> None:
        """Or is set back, as clocks are."""
        self.at += dt.timedelta(hours=hours)

    @invariant()
    def the_row_is_its_last_image_and_versions_have_no_gap(self) -> None:
        for record in self.records[-3:]:
            events = list(Event.objects.filter(record=record.pk).order_by("seq").select_related("body_row"))
            fresh = type(record).objects.get(pk=record.pk)
            assert [e.version for e in events] == list(range(1, fresh.version + 1))
            assert events[-1].body_row.body["after"] == image(fresh, links_of([fresh.pk]).get(fresh.pk, []))

    @invariant()
    def the_log_has_no_hole_and_its_clock_never_goes_back(self) -> None:
        rows = list(Event.objects.filter(seq__gt=self.before_all).order_by("seq").values_list("seq", "at"))
        assert [seq for seq, _at in rows] == list(range(self.before_all + 1, self.before_all + 1 + len(rows)))
        assert [at for _seq, at in rows] == sorted(at for _seq, at in rows)
        assert LogHead.objects.get().seq == self.before_all + len(rows)

    @invariant()
    def the_world_advanced_is_the_world_loaded(self) -> None:
        with clock.set_to(self.at):
            now = present()
        loaded = at_seq(now.seq)
        assert spelled(now._position) == spelled(loaded._position)
        answers = [evaluate(now, check) for check in CHECKS.values()], duties(now)
        anew = World(now._position, now.at)
        assert answers == ([evaluate(anew, check) for check in CHECKS.values()], duties(anew))
        for record in self.records[-3:]:
            held = now.get(type(record), record.pk)
            assert standings(held, now) == standings(held, anew)
        self.shown.append((now.seq, spelled(now._position)))

    @invariant()
    def the_past_stays_as_it_was_shown(self) -> None:
        for seq, row in self.shown[:: max(1, len(self.shown) // 2)]:
            assert spelled(at_seq(seq)._position) == row

    @invariant()
    def what_is_in_force_is_the_version_that_was_approved(self) -> None:
        now = present()
        for record in self.records:
            kind = KINDS[record.kind]
            held = now.get_in_force(kind.model, record.pk)
            assert (held is None) == (record.in_force_version is None) or not kind.workflow.is_controlled
            if kind.workflow.is_controlled and held is not None:
                put = Event.objects.filter(record=record.pk, action__in=kind.workflow.moves_to_force)
                approved = put.order_by("seq").last()
                assert image(held, held.links) == approved.body_row.body["after"]


def assert_approved_by_another(before: Record, after: Record, person: Any) -> None:
    """Nobody who created, edited, linked or submitted since the version in force before approves."""
    since = Event.objects.filter(record=after.pk, version__gt=before.in_force_version or 0, version__lt=after.version)
    did = since.filter(action__in=CHANGED).values_list("actor", "on_behalf_of")
    assert person not in {one for pair in did for one in pair}
    assert after.in_force_version == after.version
    assert KINDS[after.kind].edition_of(after) == after.edition == before.edition + 1


def counts() -> dict[str, Any]:
    models = {"events": Event, "bodies": EventBody, "records": Record, "links": Link, "files": File}
    found: dict[str, Any] = {name: model.objects.count() for name, model in models.items()}
    found["head"] = LogHead.objects.values_list("seq", "at").get()
    found["refs"] = sorted(RefCounter.objects.values_list("prefix", "last"))
    found["rows"] = sorted(Record.objects.values_list("pk", "version", "state", "title"))
    return found


def spelled(position: Position) -> dict[str, Any]:
    """A position as plain values, to compare two."""

    def rows(images: worlds.Images) -> dict[str, Any]:
        return {k: {pk: (r.stamp, image(r, r.links)) for pk, r in held.pairs()} for k, held in images.items() if held}

    authors = {pk: people for pk, people in position.authors.pairs() if people}
    return {
        "seq": position.seq,
        "latest": rows(position.latest),
        "in force": rows(position.in_force),
        "authors": authors,
    }


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    """A smaller organisation than the other tests have: it is loaded anew after each command."""
    with django_db_blocker.unblock(), undone():
        yield build(ROLES)


def test_the_laws_hold_for_any_row_of_commands(story: Story) -> None:
    Commands.story = story
    quiet = settings(
        max_examples=9,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    run_state_machine_as_test(Commands, settings=quiet)


@pytest.mark.soak
def test_the_laws_hold_for_many_more(story: Story) -> None:
    Commands.story = story
    quiet = settings(max_examples=400, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Commands, settings=quiet)


def test_every_rule_of_duty_is_remembered_as_it_is_computed(story: Story) -> None:
    """Whatever order the answers are asked in, and whoever asked before."""
    now = present()
    for rule_of_duty in RULES:
        first = remembered(now, ("a", rule_of_duty.__name__), lambda w, r=rule_of_duty: list(r(w)))
        assert first == list(rule_of_duty(World(now._position, now.at)))


def test_undone_is_undone(story: Story) -> None:
    """The world does not keep what a transaction took back."""
    before = present()
    with undone():
        story.create(KINDS["pact"])
        assert present().seq == before.seq + 1
    assert present().seq == before.seq
    assert spelled(present()._position) == spelled(before._position)
