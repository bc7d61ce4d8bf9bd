"""What the demo bank's risks promise to two people: a system owner, and an owner of risks."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from aims.cli.demo import DemoReport
from aims.cli.demo.story import Story
from aims.conformity.applicability import OUT, alarms, differences, entries, expected, statement
from aims.conformity.models import StatementOfApplicability
from aims.conformity.posture import verdict_on
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.standing import Standing, standings
from aims.kernel.world import World, as_of, present
from aims.lib import clock
from aims.risk.criteria import criteria, level
from aims.risk.models import Control, ControlTest, Opportunity, Risk, RiskAssessment, Treatment, TreatmentPlan
from aims.risk.scales import rating
from aims.risk.treatments import owners

pytestmark = pytest.mark.django_db

FARID, DEEPAK, ARJUN, HANNA = "PER-0005", "PER-0014", "PER-0003", "PER-0010"


@pytest.fixture
def undone(report: DemoReport) -> Iterator[None]:
    """What is done here is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def one[R: Record](model: type[R], ref: str, world: World | None = None) -> R:
    return next(record for record in (world or present()).all(model) if record.ref == ref)


def refs(records: list[Any]) -> set[str]:
    return {record.ref for record in records}


def do(who: str, action: str, record: Record, **values: Any) -> None:
    world = present()
    latest = world.get(type(record), record.id)
    assert latest is not None
    reason = str(values.pop("reason", ""))
    actor = Actor.of(world, Person.objects.get(ref=who).pk)
    perform(
        Command(
            record.kind,
            action,
            actor,
            record.id,
            values,
            expect=latest.version,
            reason=reason,
            authenticated_at=clock.now(),
        ),
        world=world,
    )


def refused(who: str, action: str, record: Record, **values: Any) -> Denied:
    with override("en"), transaction.atomic(), pytest.raises(Denied) as found:
        do(who, action, record, **values)
    return found.value


def in_standing(model: type[Record], standing: Standing) -> set[str]:
    world = present()
    return refs([record for record in world.all(model) if standing in standings(record, world)])


# ---- Farid: may Clearstep keep running? ----


def test_the_acceptance_that_ran_out_stands_out(report: DemoReport, story: Story) -> None:
    world = present()
    assert in_standing(Risk, Standing.EXPIRED) == {"RSK-0001"}
    assert in_standing(Risk, Standing.EXPIRING) == {"RSK-0011", "RSK-0014"}
    assert one(Risk, "RSK-0001").accepted_until == story.day(dt.date(2026, 10, 31))
    assert ("acceptance_ends", "RSK-0001") in {
        (duty.code, duty.params.get("ref")) for duty in duties_of(world, Person.objects.get(ref=FARID).pk)
    }


@pytest.mark.usefixtures("undone")
def test_farid_cannot_accept_his_risk_and_is_told_who_may(story: Story) -> None:
    risk, until = one(Risk, "RSK-0001"), story.day(dt.date(2026, 12, 31))
    assert "Arjun Nair" in refused(FARID, "accept_as_management", risk, accepted_until=until).sentence
    do(FARID, "reopen", risk, reason="Its acceptance is over.")
    do(FARID, "analyse", risk)
    do(FARID, "evaluate", risk, priority=1)
    assert "higher authority" in refused(FARID, "retain", risk, accepted_until=until).sentence
    assert "Arjun Nair" in refused(FARID, "accept", risk, accepted_until=until).sentence
    do(ARJUN, "accept_as_management", risk, accepted_until=until)
    assert not in_standing(Risk, Standing.EXPIRED)


def test_nobody_accepted_a_risk_of_their_own(report: DemoReport) -> None:
    """Neither its owner, its author, nor who treats it (SOD-06)."""
    world, accepted = present(), 0
    for event in Event.objects.filter(action__startswith="accept", record__in=[r.id for r in world.all(Risk)]):
        risk = world.get(Risk, event.record_id)
        assert risk is not None
        assert event.actor_id not in {risk.owner_id, *owners(risk, world), *world.authors_of([risk.id])}, risk.ref
        accepted += 1
    assert accepted == 16


# ---- Deepak: which of my risks need me? ----


def test_what_was_named_only_is_in_the_list_of_gaps(report: DemoReport) -> None:
    world = present()
    assert refs([r for r in world.all(Risk) if r.state == "identified"]) == {"RSK-0016", "RSK-0018"}
    assert rating(one(Risk, "RSK-0016"), "current") is None
    gaps = verdict_on(world, "iso42001:2023/6.1.2-h").gaps
    assert {gap.params["ref"] for gap in gaps if gap.code == "risk_not_analysed"} == {"RSK-0016", "RSK-0018"}


def test_two_treatments_are_past_their_day(report: DemoReport) -> None:
    assert in_standing(Treatment, Standing.OVERDUE) == {"TRT-0004", "TRT-0011"}
    mine = duties_of(present(), Person.objects.get(ref=DEEPAK).pk)
    assert ("treatment_due", "TRT-0004") in {(duty.code, duty.params.get("ref")) for duty in mine}


@pytest.mark.usefixtures("undone")
def test_the_day_of_a_treatment_is_moved_by_management_with_a_reason_and_the_first_stays(story: Story) -> None:
    late, later = one(Treatment, "TRT-0004"), story.day(dt.date(2026, 12, 18))
    assert refused(DEEPAK, "extend", late, due_on=later, reason="No rota yet.").code == "not_allowed"
    assert refused(ARJUN, "extend", late, due_on=later).code == "reason_required"
    do(ARJUN, "extend", late, due_on=later, reason="Two analysts begin in December.")
    assert one(Treatment, "TRT-0004").due_on == later
    before = one(Treatment, "TRT-0004", as_of(story.day(dt.date(2026, 11, 1))))
    assert before.due_on == story.day(dt.date(2026, 9, 30))


@pytest.mark.usefixtures("undone")
def test_the_alert_agent_is_assessed_anew_from_its_gap() -> None:
    gaps = verdict_on(present(), "iso42001:2023/8.2-b").gaps
    gap = next(gap for gap in gaps if gap.params.get("change") == "CHG-0003")
    assert gap.do is not None
    assert (gap.do.kind, gap.do.action, gap.do.record) == (
        "risk_assessment",
        "assess_anew",
        one(RiskAssessment, "RAS-0008").id,
    )


def test_the_map_moves_between_march_and_today_by_what_was_told(report: DemoReport, story: Story) -> None:
    march, now = as_of(story.day(dt.date(2026, 3, 1))), present()
    then = {risk.ref: rating(risk, "current") for risk in march.all(Risk)}
    moved = {r.ref: (then[r.ref], rating(r, "current")) for r in now.all(Risk) if then[r.ref] != rating(r, "current")}
    assert {ref: tuple(found and found.number for found in pair) for ref, pair in moved.items()} == {
        "RSK-0001": (8, 12),
        "RSK-0002": (8, 8),
        "RSK-0003": (12, 4),
        "RSK-0007": (8, 12),
        "RSK-0009": (12, 8),
        "RSK-0014": (20, 4),
        "RSK-0015": (12, 8),
        "RSK-0016": (3, None),
        "RSK-0020": (10, 5),
        "RSK-0021": (12, 8),
        "RSK-0022": (6, 9),
    }


def test_no_rating_fell_in_silence(report: DemoReport, story: Story) -> None:
    march, now = as_of(story.day(dt.date(2026, 3, 1))), present()
    for risk in now.all(Risk):
        before = one(Risk, risk.ref, march)
        was, current = rating(before, "current"), rating(risk, "current")
        if was and current and current.number < was.number and risk.state != "accepted":
            assert before.why != risk.why, risk.ref


# ---- plan, controls and statement ----


def test_the_plan_names_every_risk_above_the_appetite_that_was_judged_by_then(report: DemoReport) -> None:
    world = present()
    plan = world.in_force(TreatmentPlan)[0]
    using = criteria(world)
    above = [r for r in world.all(Risk) if level(using, r) not in ("", "low") and r.ref != "RSK-0010"]
    assert refs(above) <= {line["risk"] for line in plan.lines}
    assert {"TRT-0004", "TRT-0011"} <= {line["treatment"] for line in plan.lines}


def test_two_treatments_were_verified_by_somebody_else(report: DemoReport) -> None:
    world = present()
    worked = [one for one in world.all(Treatment) if one.state == "effective"]
    assert refs(worked) == {"TRT-0002", "TRT-0010"}
    by = Event.objects.filter(action="verify", record__in=[t.id for t in worked]).values_list("actor", flat=True)
    assert set(by) == {Person.objects.get(ref=HANNA).pk}


def test_each_control_that_is_taken_in_is_written_down(report: DemoReport) -> None:
    world = present()
    lines = entries(statement(world) or StatementOfApplicability())
    assert set(lines) == set(expected(world))
    assert [line.control for line in lines.values() if line.applies == OUT] == ["A.10.4"]
    written = {control.annex_a or control.ref for control in world.in_force(Control)}
    assert written == set(lines) - {"A.10.4"}
    unanswered = [t for t in world.all(ControlTest) if t.result == "failed" and t.state == "concluded"]
    assert refs(unanswered) == {"CTT-0004"}


def test_a_control_that_was_left_out_raises_the_alarm_when_a_broker_comes(report: DemoReport, story: Story) -> None:
    assert alarms(as_of(story.day(dt.date(2026, 8, 31)))) == []
    world = present()
    assert [(a.control, refs(a.drivers)) for a in alarms(world)] == [("A.10.4", {"CEX-0001"})]
    current, draft = statement(world), one(StatementOfApplicability, "SOA-0001")
    assert current is not None
    assert (draft.state, Standing.STALE in standings(current, world)) == ("draft", True)
    said = [d for d in differences(current, draft) if d.before and d.after]
    assert [d.control for d in said if d.before.applies != d.after.applies] == ["A.10.4"]


def test_opportunities_were_decided(report: DemoReport) -> None:
    states = {one.ref: one.state for one in present().all(Opportunity)}
    assert states == {
        "OPY-0001": "judged",
        "OPY-0002": "pursued",
        "OPY-0003": "done",
        "OPY-0004": "pursued",
        "OPY-0005": "left",
    }
