"""The life cycles that practice knows, against ours: each transition, who does it, who does not, and from where."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS, OWNER, Kind
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, decide
from aims.kernel.world import present
from aims.lib import clock
from tests.catalogue.sources import KERNEL, ROOT, content, reference
from tests.kernel.story import Story, values_for
from tests.kinds.test_life import make, way_to

pytestmark = pytest.mark.django_db
MACHINES = (
    *("policy", "objective", "ai_system", "change", "competence", "supplier", "dataset"),
    *("risk", "treatment", "risk_assessment", "statement_of_applicability", "impact_assessment"),
)
EACH = pytest.mark.parametrize("machine", MACHINES)
Move = tuple[str, str, str]
"""Machine, and the states of the guide from which and to which."""

ACTORS = {
    "author": "document_controller",
    "reviewer": "top_management",  # who approves returns: one reading, two answers
    "approver": "top_management",
    "objective_owner": OWNER,
    "change_owner": OWNER,
    "change_approver": "release_approver",
    "implementer": "developer",
    "assessor": "designated_management",
    "trainer": "line_manager",  # not its owner: whoever makes the record names the owner
    "supplier_approver": "top_management",
    "treatment_owner": OWNER,
}
"""Who is named on a record in the guide: the role, or the place on the record, that does it here."""

DONE_AS: dict[Move, str] = {
    # A review without change is a version of its own, so that it is signed as any other: revise, submit, approve.
    ("policy", "under_review", "effective"): "approve",
    # To confirm is to have looked again; the state below the standing stays.
    ("ai_system", "under_reevaluation", "operating"): "approve",
    ("supplier", "under_review", "active"): "approve",
    # Detected, the change is assessed by the same act as a planned one.
    ("change", "detected_unplanned", "assessed"): "assess",
    # Who may accept follows from the level; this is the acceptor of practice's table, between owner and management.
    ("risk", "evaluated", "accepted"): "accept",
    ("risk", "treated", "accepted"): "accept",
}
"""Where our transition does not lead from the stored state to the stored state that the guide names."""

ACTOR_OF: dict[Move, str] = {
    # Who manages a supplier wrote the entry: that it passed its review is said by somebody else.
    ("supplier", "under_review", "active"): "top_management",
    # Who judges a risk answers for risks; who takes part in the assessment is written in it.
    ("risk", "identified", "analysed"): "risk_owner",
    ("risk", "analysed", "evaluated"): "risk_owner",
    ("risk_assessment", "in_progress", "in_review"): "risk_owner",
    ("risk_assessment", "in_review", "in_progress"): "designated_management",
    ("risk_assessment", "in_review", "approved"): "designated_management",
}
"""Where somebody else than in the guide does it."""

NOT_AN_ACT: dict[Move, str] = {
    ("policy", "approved", "effective"): "a version is in force with its approval; nobody decides it twice",
    ("policy", "under_review", "superseded"): "a version gives way to the next of the same record with its approval",
    ("policy", "superseded", "withdrawn"): "versions before the one in force stay as they were, and are kept",
    ("objective", "at_risk", "active"): "the next result on the line ends the standing by itself",
}
"""What a person does in the guide and nobody needs to do here."""

FROM_MORE = {
    ("ai_system", "approve"): "every state from triage to retirement: an edited entry is confirmed wherever it stands",
    ("ai_system", "reject"): "proposed: what is not to be taken in at all",
    ("supplier", "approve"): "approved, contracted, restricted: an edited entry is confirmed wherever it stands",
    ("treatment", "cancel"): "in progress: what turns out not to be needed is not carried on",
    ("objective", "revise"): "approved, revised: whose owner leaves before it begins has a way on",
}
"""Acts that are possible in more states than in the guide."""

OURS_ONLY = {
    "policy": {"endorse", "revise"},
    "objective": set(),
    "ai_system": {"adopt", "lower_tier", "unsettle"},
    "change": {"find", "implement_urgently", "approve_afterwards"},
    "competence": set(),
    "supplier": set(),
    "dataset": {"approve"},
    "impact_assessment": {"approve_as_top", "screen_again", "advise", "notify_authority", "disclose"}
    | {f"sign_{reading}" for reading in ("aisia", "fria", "dpia")},
    "risk": {"retain", "accept_as_management", "accept_as_top", "reopen"},
    "treatment": {"integrate", "return"},
    "risk_assessment": {"retire"},
    "statement_of_applicability": {"return", "retire"},
}
"""Acts that the guide does not name: agreement of several, versions, emergencies, what runs already, other readings."""

SHOWN_BY: dict[Move, str] = {
    ("policy", "effective", "under_review"): "kinds/test_standings.py::test_a_policy_is_under_review",
    ("policy", "effective", "superseded"): "organisation/test_editions.py::test_the_old_text_stays_in_force",
    ("objective", "active", "at_risk"): (
        "organisation/test_objectives.py::test_it_is_off_track_from_the_instant_after_its_next_result_was_due"
    ),
    ("ai_system", "operating", "under_reevaluation"): "kinds/test_standings.py::test_a_system_is_evaluated_again",
    ("competence", "competent", "expiring"): (
        "organisation/test_competence.py::test_competence_expires_at_the_end_of_its_last_day"
    ),
    ("competence", "competent", "expired"): (
        "organisation/test_competence.py::test_competence_expires_at_the_end_of_its_last_day"
    ),
    ("competence", "expiring", "expired"): (
        "organisation/test_competence.py::test_competence_expires_at_the_end_of_its_last_day"
    ),
    ("impact_assessment", "approved", "stale"): (
        "impact/test_assessments.py::test_it_is_stale_from_the_instant_after_its_day"
    ),
    ("impact_assessment", "approved", "superseded"): (
        "impact/test_assessments.py::test_the_old_assessment_stands_until_the_new_one_is_approved"
    ),
    ("impact_assessment", "stale", "superseded"): (
        "impact/test_assessments.py::test_the_old_assessment_stands_until_the_new_one_is_approved"
    ),
    ("supplier", "active", "under_review"): "kinds/test_standings.py::test_a_supplier_is_under_review",
    ("risk", "accepted", "identified"): "risk/test_standings.py::test_an_acceptance_is_over_after_its_last_day",
    ("treatment", "in_progress", "overdue"): "risk/test_standings.py::test_a_treatment_is_overdue_after_its_day",
    ("risk_assessment", "approved", "stale"): "risk/test_standings.py::test_an_assessment_is_stale",
    ("risk_assessment", "approved", "superseded"): "risk/test_standings.py::test_the_next_assessment_takes_its_place",
    ("risk_assessment", "stale", "superseded"): "risk/test_standings.py::test_the_next_assessment_takes_its_place",
    ("statement_of_applicability", "approved", "stale"): (
        "conformity/test_applicability.py::test_a_driver_of_what_was_left_out_raises_the_alarm"
    ),
    ("statement_of_applicability", "approved", "superseded"): (
        "conformity/test_applicability.py::test_the_next_version_needs_a_signature_and_shows_what_changed"
    ),
    ("statement_of_applicability", "stale", "superseded"): (
        "conformity/test_applicability.py::test_the_next_version_needs_a_signature_and_shows_what_changed"
    ),
}
"""What the clock or another record decides, and the test that shows it at the last instant before and the first of."""

MOVED_BACK = {("risk", "accepted", "identified")}
"""Where the guide lets the system move a record back: here a standing says that what was decided is over."""

WITHOUT = ("staff_member", "auditor", "administrator", "agent", "governing_body")
"""Whom the guide lets do none of this."""


class Step(NamedTuple):
    move: Move
    actor: str
    action: str
    source: str


def steps(machine: str) -> Iterator[tuple[Move, str]]:
    """Each transition of the guide and its actor, one for each state it begins in."""
    for row in reference("guide_data.yaml")["state_machines"][machine]["transitions"]:
        yield from (((machine, source, row["to"]), row["actor"]) for source in row["from"])


def stored(machine: str, state: str) -> str:
    """The state as it is kept here; for a standing the one that it lies over."""
    row = content(KERNEL / "states.yaml")["machines"][machine]["states"][state]
    return row["stored"] if "stored" in row else row["over"][0]


def acts(machine: str) -> list[Step]:
    """What people do, in our words."""
    kind = KINDS[machine]
    found = []
    for move, actor in steps(machine):
        if actor == "system" or move in NOT_AN_ACT:
            continue
        _machine, before, after = move
        source, target = stored(machine, before), stored(machine, after)
        names = [t.name for t in kind.workflow.transitions if source in t.source and t.target == target]
        name = DONE_AS.get(move) or next(iter(names), "")
        assert kind.workflow.transition(name), f"{move}: no transition leads from {source} to {target}"
        source = source if source in kind.workflow.transition(name).source else "in_review"
        found.append(Step(move, ACTOR_OF.get(move) or ACTORS.get(actor, actor), name, source))
    return found


def brought_to(told: Story, kind: Kind, step: Step) -> Record:
    """A new record in the state that `step` begins in, and with what it lacks for it."""
    record = make(told, kind)
    move = kind.workflow.transition(step.action)
    for action in way_to(kind, replace(move, source=frozenset({step.source})))[:-1]:
        record = told.act(record, action)
    assert record.state == step.source
    return told.prepare(record, step.action)


def does(told: Story, record: Record, action: str, actor: Actor) -> Record:
    kind = KINDS[record.kind]
    given = values_for(kind, told, kind.takes(action))
    return perform(
        Command(
            kind.name,
            action,
            actor,
            record=record.pk,
            values=given,
            expect=record.version,
            reason="Because.",
            authenticated_at=clock.now(),
        )
    )


def holders(told: Story, record: Record, who: str) -> list[Actor]:
    """Who holds the role where the record is, or is named on it."""
    people = [record.owner_id] if who == OWNER else [told.person(who), told.person(who, "again")]
    return [Actor.of(present(), person) for person in people]


def others(told: Story, who: str) -> Iterator[Actor]:
    yield from (told.actor(role) for role in WITHOUT)
    if who == OWNER:  # the owner is a developer: another one is not
        yield told.actor("developer")


def assert_refused_without_the_role(told: Story, record: Record, step: Step) -> None:
    for other in others(told, step.actor):
        denied = decide(other, step.action, record, KINDS[record.kind], world=present())
        assert denied, (step, [h.role.id for h in other.held])
        assert denied.code in {"not_allowed", "never", "ref_unknown", "read_only"}, (step, denied.code)
        assert denied.sentence.endswith(".")


def assert_refused_elsewhere(able: Actor, record: Record, step: Step) -> None:
    """In every state but those that it begins in."""
    kind = KINDS[record.kind]
    for state in set(kind.workflow.states) - kind.workflow.transition(step.action).source:
        elsewhere = kind.model.objects.get(pk=record.pk)
        elsewhere.state = state
        denied = decide(able, step.action, elsewhere, kind)
        assert denied, (step, state)
        assert denied.code == "wrong_state", (step, state)
        assert str(kind.workflow.label(state)) in denied.sentence


@EACH
def test_each_act_of_the_guide_is_done_by_its_role_and_by_no_other(told: Story, machine: str) -> None:
    kind = KINDS[machine]
    for step in acts(machine):
        record = brought_to(told, kind, step)
        assert_refused_without_the_role(told, record, step)
        able = [
            actor for actor in holders(told, record, step.actor) if decide(actor, step.action, record, kind) is None
        ]
        assert able, (step, [decide(a, step.action, record, kind) for a in holders(told, record, step.actor)])
        assert_refused_elsewhere(able[0], record, step)
        done = does(told, record, step.action, able[0])
        assert done.state == stored(machine, step.move[2]), step
        if done.state not in kind.workflow.transition(step.action).source:
            with pytest.raises(Denied) as denied:
                does(told, done, step.action, able[0])
            assert denied.value.code in {"wrong_state", "own_work", "ref_unknown"}, step


@EACH
def test_no_act_begins_elsewhere_than_in_the_guide(machine: str) -> None:
    allowed = defaultdict(set)
    for step in acts(machine):
        allowed[step.action].add(step.source)
    for action, sources in allowed.items():
        ours = KINDS[machine].workflow.transition(action).source
        assert sources <= ours, action
        assert (ours != sources) == ((machine, action) in FROM_MORE), (machine, action, ours, sources)


@EACH
def test_acts_that_the_guide_does_not_name_are_listed(machine: str) -> None:
    ours = {move.name for move in KINDS[machine].workflow.transitions}
    assert ours - {step.action for step in acts(machine)} == OURS_ONLY[machine]


def test_the_tables_speak_of_transitions_that_the_guide_has() -> None:
    known = dict(step for machine in MACHINES for step in steps(machine))
    for table in (DONE_AS, ACTOR_OF, NOT_AN_ACT):
        assert {move for move in table if known.get(move, "system") == "system"} == set()


@EACH
def test_what_the_system_does_in_the_guide_is_shown_at_the_right_instant(machine: str) -> None:
    """It is a standing, no transition of ours, and a test shows it."""
    states = content(KERNEL / "states.yaml")["machines"][machine]["states"]
    by_system = {move for move, actor in steps(machine) if actor == "system"}
    assert by_system == {move for move in SHOWN_BY if move[0] == machine}
    for move in by_system:
        if move not in MOVED_BACK:
            assert "standing" in states[move[2]]
            assert move[2] not in KINDS[machine].workflow.states
        file, _colon, name = SHOWN_BY[move].partition("::")
        assert f"def {name}(" in Path(ROOT / "tests" / file).read_text("utf-8"), SHOWN_BY[move]
