"""Monitors that run: each window once, late ones afterwards, what nobody measured unknown, one breach for one fault."""

import datetime as dt

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.standing import Standing, standings
from aims.monitoring import running
from aims.monitoring.measuring import judged, measured_from
from aims.monitoring.models import Monitor
from aims.monitoring.series import windows
from tests.conformity.worlds.bank import Bank

from .figures import Given, Told, whole
from .story import answered, breaches, enter, line, monitored, run, weeks

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BAD, GOOD, FEW = whole(0.7, low=0.65, high=0.75), whole(0.9, low=0.88, high=0.92), whole(0.9, n=20)


def codes(bank: Bank, name: str) -> list[str]:
    return [duty.code for duty in duties_of(bank.world(), bank.people[name])]


def test_a_window_is_measured_once_with_the_segments_it_rests_on(bank: Bank) -> None:
    monitor, told = monitored(bank), Told()
    found = run(bank, told)
    assert [(one.level, one.value, one.n, one.interval) for one in found] == [("within", 0.9, 1000, "within")]
    assert found[0].window_last == bank.at.date() - DAY
    assert found[0].window_first == bank.at.date() - 7 * DAY
    assert len(found[0].segments) == 7
    assert run(bank, told) == []
    bank.pass_days(6)
    assert run(bank, told) == []
    bank.pass_days(1)
    assert len(run(bank, told)) == 1
    assert [one["version"] for one in windows(line(bank, monitor).id)] == [2, 3]


def test_what_was_missed_is_measured_afterwards_window_by_window(bank: Bank) -> None:
    monitor, told = monitored(bank), Told()
    run(bank, told)
    bank.pass_days(30)
    assert [one.row_within for one in run(bank, told)] == [2, 3, 4, 5]
    assert (line(bank, monitor).window_last + 7 * DAY) > bank.at.date() - DAY


def test_outcomes_that_come_late_are_waited_for(bank: Bank) -> None:
    monitored(bank, lag_days=30)
    assert run(bank, Told())[0].window_last == bank.at.date() - 31 * DAY


def test_a_system_that_is_suspended_is_not_measured(bank: Bank) -> None:
    monitor = monitored(bank)
    bank.assign("Tan", "system_owner")
    bank.by("Tan", "ai_system", "suspend", monitor.system_id)
    assert run(bank, Told()) == []


def test_nothing_that_came_in_is_unknown_and_somebody_looks_why(bank: Bank) -> None:
    monitor, told = monitored(bank), Told()
    run(bank, told)
    found = weeks(bank, told, {}, FEW)
    assert [(one.level, one.unknown_why) for one in found] == [("unknown", "no_decisions"), ("unknown", "too_few")]
    assert "reading_unknown" in codes(bank, "Arjun")
    weeks(bank, told, GOOD)
    assert "reading_unknown" not in codes(bank, "Arjun")
    assert line(bank, monitor).unknown_why == ""


def test_a_limit_passed_opens_one_breach_with_its_evidence_and_no_second(bank: Bank) -> None:
    monitor, told = monitored(bank, to_breach=2), Told()
    run(bank, told)
    weeks(bank, told, BAD)
    assert breaches(bank) == []
    weeks(bank, told, FEW, BAD)
    (breach,) = breaches(bank)
    assert (breach.state, breach.value, breach.limit, breach.owner_id) == ("open", 0.7, 0.8, bank.people["Arjun"])
    assert [row["version"] for row in breach.readings] == [3, 5]
    assert len(breach.segments) == 14
    weeks(bank, told, BAD, GOOD, BAD)
    assert len(breaches(bank)) == 1
    assert standings(held(bank, monitor), bank.world()) == [Standing.BREACHED]
    assert "breach_new" in codes(bank, "Arjun")


def held(bank: Bank, monitor: Monitor) -> Monitor:
    found = bank.world().get(Monitor, monitor.id)
    assert found is not None
    return found


def test_a_breach_is_closed_by_somebody_else_once_the_same_monitor_shows_it(bank: Bank) -> None:
    monitored(bank)
    told = Told()
    run(bank, told)
    weeks(bank, told, BAD)
    breach = answered(bank, breaches(bank)[0])
    for who, weeks_within, code in (
        ("Tan", (), "not_ready"),
        ("Tan", (GOOD,), "not_ready"),
        ("Arjun", (GOOD,), "own_case"),
    ):
        weeks(bank, told, *weeks_within)
        with pytest.raises(Denied) as refused:
            bank.by(who, "breach", "close", breach.id)
        assert refused.value.code in (code, "own_work"), refused.value
    assert "breach_close" in codes(bank, "Tan")
    assert bank.by("Tan", "breach", "close", breach.id).state == "closed"
    weeks(bank, told, BAD)
    assert [one.state for one in breaches(bank)] == ["closed", "open"]


def test_a_measurement_that_was_wrong_needs_no_more_windows(bank: Bank) -> None:
    monitored(bank)
    told = Told()
    run(bank, told)
    weeks(bank, told, BAD)
    breach = answered(bank, breaches(bank)[0], cause_sort="measurement")
    assert bank.by("Tan", "breach", "close", breach.id).state == "closed"


def test_an_answer_says_cause_and_what_was_done(bank: Bank) -> None:
    monitored(bank)
    told = Told()
    run(bank, told)
    weeks(bank, told, BAD)
    (breach,) = breaches(bank)
    bank.by("Arjun", "breach", "acknowledge", breach.id)
    with pytest.raises(Denied) as refused:
        bank.by("Arjun", "breach", "answer", breach.id, cause_sort="input", cause="", done="")
    assert set(refused.value.fields) == {"cause", "done"}


def test_a_breach_is_late_the_instant_after_its_day(bank: Bank) -> None:
    monitored(bank, answer_days=3)
    told = Told()
    run(bank, told)
    weeks(bank, told, BAD)
    (breach,) = breaches(bank)
    bank.pass_days(3)
    assert standings(breach, bank.world()) == []
    bank.pass_days(1)
    assert standings(breach, bank.world()) == [Standing.OVERDUE]
    bank.by("Arjun", "breach", "acknowledge", breach.id)
    assert "breach_answer" in codes(bank, "Arjun")


def test_the_worst_field_is_named(bank: Bank) -> None:
    monitor = Monitor(measure="missing", warn=0.1, breach_at=0.25, minimum=300)
    told = Told({"income": Given(0.1), "town": Given(0.95), "channel": Given(0.1, n=5)})
    found = judged(monitor, bank.at.date(), bank.at.date(), told)
    assert (found.level, found.part, found.compared) == ("breach", "town", 2)
    levels = {"town": "breach", "income": "within", "channel": "unknown"}
    assert {row["part"]: row["level"] for row in found.parts} == levels


def test_the_worst_group_of_people_is_not_named(bank: Bank) -> None:
    monitored(bank, measure="accuracy", group="age")
    found = run(bank, Told({"young": Given(0.9), "old": Given(0.75), "unsaid": Given(0.1, n=5)}))
    assert (found[0].level, found[0].part, found[0].parts, found[0].compared) == ("breach", "", [], 2)


def test_one_monitor_that_fails_stops_no_other(bank: Bank) -> None:
    broken, fine = monitored(bank, title="Broken"), monitored(bank, title="Fine")

    class Failing(Told):
        def figures(self, monitor: Monitor, first: dt.date, last: dt.date) -> dict[str, Given]:
            if monitor.id == broken.id:
                raise RuntimeError("no segment")
            return GOOD

    with pytest.raises(ExceptionGroup):
        run(bank, Failing())
    assert (line(bank, broken).window_last, line(bank, fine).level) == (None, "within")


def test_two_processes_at_once_record_one_reading(bank: Bank) -> None:
    monitored(bank)
    told = Told()
    waiting = running.due(bank.world(), bank.at.date())
    run(bank, told)
    before = line(bank, waiting[0].monitor).version
    with bank.now(), measured_from(told):
        assert [running.measure(one) for one in waiting] == [[]]
    assert line(bank, waiting[0].monitor).version == before


# ---- what people measure ----


def by_hand(bank: Bank, **given: object) -> Monitor:
    words = {"title": "Sample", "source": "people_sample", "measure": "sample_correct"}
    return monitored(bank, **words | given)


def test_what_people_measure_is_due_then_overdue_and_then_unknown(bank: Bank) -> None:
    monitor = by_hand(bank)
    assert run(bank, Told()) == []
    assert "reading_due" not in codes(bank, "Arjun")
    bank.pass_days(8)
    assert "reading_due" in codes(bank, "Arjun")
    assert standings(held(bank, monitor), bank.world()) == []
    bank.pass_days(2)
    assert standings(held(bank, monitor), bank.world()) == [Standing.OVERDUE]
    enter(bank, monitor, 0.95)
    assert standings(held(bank, monitor), bank.world()) == []
    assert line(bank, monitor).level == "within"


def test_a_finding_past_the_limit_opens_a_breach(bank: Bank) -> None:
    monitor = by_hand(bank)
    enter(bank, monitor, 0.5)
    assert [one.monitor_id for one in breaches(bank)] == [monitor.id]


def test_what_was_entered_wrongly_is_entered_again_and_counts_once(bank: Bank) -> None:
    monitor = by_hand(bank)
    enter(bank, monitor, 0.95)
    bank.pass_days(7)
    enter(bank, monitor, 0.5)
    assert enter(bank, monitor, 0.9).row_within == 2
    with pytest.raises(Denied) as refused:
        enter(bank, monitor, 0.9, window_last=bank.at.date() - DAY)
    assert refused.value.code == "not_ready"


def test_nobody_enters_what_is_computed(bank: Bank) -> None:
    monitor = monitored(bank)
    with pytest.raises(Denied) as refused:
        enter(bank, monitor, 0.99)
    assert refused.value.code == "not_ready"
    with pytest.raises(Denied):
        bank.by("Liang", "reading", "compute", line(bank, monitor).id, value=0.99, n=400)
