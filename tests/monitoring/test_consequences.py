"""What a breach does elsewhere: assessments grow stale, a nonconformity is raised where the monitor says so."""

import datetime as dt

import pytest

from aims.improvement.models import Nonconformity
from aims.kernel.duties import duties
from aims.kernel.standing import Standing, standings
from aims.monitoring.models import Breach
from aims.monitoring.series import reading_of, windows_missing
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.impact import assessed
from tests.conformity.worlds.risks import assessed_anew, assessment, criteria, risk

from .figures import Told, whole
from .story import answered, breaches, monitored, react, run, weeks

pytestmark = pytest.mark.django_db
BAD = whole(0.7)


def breached(bank: Bank, **given: object) -> Breach:
    monitored(bank, **given)
    told = Told()
    run(bank, told)
    weeks(bank, told, BAD)
    react(bank)
    return breaches(bank)[-1]


def test_what_was_assessed_before_is_stale_until_it_is_assessed_again(bank: Bank) -> None:
    impact = assessed(bank, bank.system().id)
    assert Standing.STALE not in standings(impact, bank.world())
    breach = breached(bank)
    assert Standing.STALE in standings(impact, bank.world())
    assert "impact_unsettled" in {duty.code for duty in duties(bank.world())}
    answered(bank, breach, cause_sort="measurement")
    assert Standing.STALE not in standings(impact, bank.world())


def test_so_is_what_was_assessed_of_its_risks(bank: Bank) -> None:
    system = bank.system()
    criteria(bank)
    risk(bank, system=system.id, priority=1)
    approved = assessment(bank, system.id)
    assert standings(approved, bank.world()) == []
    breach = breached(bank)
    assert standings(approved, bank.world()) == [Standing.STALE]
    assert "risk_unsettled" in {duty.code for duty in duties(bank.world())}
    assert breach.ref in next(d.sentence for d in duties(bank.world()) if d.code == "risk_unsettled")
    anew = assessed_anew(bank, approved.id)
    assert standings(anew, bank.world()) == []


def test_a_breach_alone_raises_no_nonconformity(bank: Bank) -> None:
    breached(bank)
    assert bank.world().all(Nonconformity) == []


def test_it_does_where_its_monitor_says_so(bank: Bank) -> None:
    breach = breached(bank, opens="nonconformity")
    (case,) = bank.world().all(Nonconformity)
    assert [(link.relation, link.target) for link in case.links] == [("about", breach.id)]
    assert breach.ref in case.statement
    assert case.requirement.endswith("A.6.2.6")


def test_its_evidence_is_of_its_own_windows_though_later_ones_were_measured_before(bank: Bank) -> None:
    monitored(bank, to_breach=2)
    told = Told()
    run(bank, told)
    bank.pass_days(28)  # nothing ran meanwhile: all four windows are measured before anything follows from the first
    ends = (bank.at.date() - dt.timedelta(days=1 + 7 * n) for n in reversed(range(4)))
    told.on |= dict(zip(ends, (BAD, BAD, whole(0.95), whole(0.95)), strict=True))
    run(bank, told)
    (breach,) = breaches(bank)
    assert [row["value"] for row in breach.readings] == [0.7, 0.7]
    assert [row["last"] for row in breach.readings][-1] == breach.window_last.isoformat()


def test_what_somebody_reports_is_over_by_windows_after_it_only(bank: Bank) -> None:
    monitor = monitored(bank, to_clear=2)
    told = Told()
    run(bank, told)
    weeks(bank, told, *[whole(0.95)] * 3)
    react(bank)
    reading = reading_of(bank.world(), monitor)
    assert reading is not None
    assert reading.row_within >= 3
    values = {"monitor": monitor.id, "window_last": reading.window_last, "seen": "Customers said so."}
    breach = bank.by("Liang", "breach", "create", **values)
    assert windows_missing(bank.world(), breach) == 2
    weeks(bank, told, whole(0.95))
    assert windows_missing(bank.world(), breach) == 1
