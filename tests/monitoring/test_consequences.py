"""What a breach does elsewhere: assessments grow stale, a nonconformity is raised where the monitor says so."""

import pytest

from aims.improvement.models import Nonconformity
from aims.kernel.duties import duties
from aims.kernel.standing import Standing, standings
from aims.monitoring.models import Breach
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
