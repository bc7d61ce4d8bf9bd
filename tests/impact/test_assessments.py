"""An assessment of impact: who may decide, when it stands, when it is stale, and what its answers allow."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from aims.impact.assessments import assessment_of, is_current
from aims.impact.dimensions import dimensions, figure, is_judged, is_sensitive, is_slight
from aims.impact.models import ImpactAssessment
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.standing import Standing, standings
from aims.lib import clock
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.changes import carried_out, unsettled
from tests.conformity.worlds.impact import (
    again_assessed,
    assessed,
    draft,
    rows,
    screened,
    screening,
    submitted,
    with_method,
)

pytestmark = pytest.mark.django_db
INSTANT = dt.timedelta(microseconds=1)


def code(bank: Bank, who: str, action: str, record: Any, **given: Any) -> str:
    """What comes of an act: the state, or the code of the refusal."""
    try:
        return str(bank.by(who, "impact_assessment", action, record.id, **given).state)
    except Denied as denied:
        return denied.code


def stands(bank: Bank, record: Any) -> list[Standing]:
    found = bank.world().get(ImpactAssessment, record.id)
    assert found is not None
    return standings(found, bank.world())


# ---- figures ----


@pytest.mark.parametrize(
    ("scales", "expected"),
    [("1111", 1), ("4424", 16), ("5155", 25), ("2222", 4), ("5111", 5), ("1555", 5), ("444", None)],
)
def test_the_figure_is_severity_times_the_worst_of_the_others(scales: str, expected: int | None) -> None:
    names = ("severity", "scale", "reversibility", "vulnerability")
    assert figure(dict(zip(names, scales, strict=False))) == expected


@pytest.mark.parametrize(
    ("answers", "tier", "slight"),
    [
        ([], "low", True),
        (["outside"], "low", True),
        ([], "medium", True),
        (["outside"], "medium", False),
        (["outside", "profiles"], "low", False),
        (["shapes"], "low", False),
        ([], "high", False),
    ],
)
def test_a_screening_suffices_below_the_threshold_of_answers_and_tier(
    answers: list[str], tier: str, slight: bool
) -> None:
    assert is_slight(answers, tier) == slight


def test_one_question_that_weighs_by_itself_makes_a_use_sensitive() -> None:
    assert (is_sensitive(["outside", "profiles", "watched"]), is_sensitive(["harm"])) == (False, True)


# ---- who decides ----


def test_neither_its_author_nor_its_owner_nor_a_developer_decides(bank: Bank) -> None:
    bank.assign("Liang", "designated_management")
    bank.assign("Ines", "designated_management")
    bank.assign("Ines", "developer")
    system = bank.system(release="1")
    bank.by("Ines", "design_record", "create", title="Trees", system=system.id, release="1", decision="Trees.")
    one = submitted(bank, system.id)
    assert code(bank, "Liang", "approve", one, decision="Yes.") == "own_case", "assessed it"
    assert code(bank, "Arjun", "approve", one, decision="Yes.") == "own_case", "owns the system"
    assert code(bank, "Ines", "approve", one, decision="Yes.") == "own_case", "designed it"
    assert code(bank, "Tan", "approve", one) == "invalid", "without a decision"
    assert code(bank, "Tan", "approve", one, decision="It may run.") == "approved"


def test_a_sensitive_use_is_decided_by_top_management(bank: Bank) -> None:
    bank.assign("Ines", "designated_management")
    one = submitted(bank, bank.system().id, screening=["shapes"])
    assert code(bank, "Ines", "approve", one, decision="Yes.") == "not_ready"
    assert code(bank, "Ines", "approve_as_top", one, decision="Yes.") == "not_granted"
    assert code(bank, "Tan", "approve_as_top", one, decision="It may run.") == "approved"


def test_nothing_is_submitted_before_every_dimension_is_judged_or_left_out_with_a_reason(bank: Bank) -> None:
    halfway = rows(safety={"benefits": "None."})
    one = draft(bank, bank.system().id, dimensions=halfway)
    bank.by("Liang", "impact_assessment", "begin", one.id)
    with pytest.raises(Denied, match="Safety"):
        bank.by("Liang", "impact_assessment", "submit", one.id)
    left_out = rows(safety={"not_rated_why": "Nothing moves and nobody is hurt."})
    bank.by("Liang", "impact_assessment", "edit", one.id, dimensions=left_out)
    assert code(bank, "Liang", "submit", one) == "in_review"


def test_each_dimension_stands_once(bank: Bank) -> None:
    twice = [*rows(), {"dimension": "safety"}]
    with pytest.raises(Denied, match="one line"):
        draft(bank, bank.system().id, dimensions=twice)


def test_a_screening_is_confirmed_by_somebody_else_and_only_for_a_slight_use(bank: Bank) -> None:
    bank.assign("Liang", "designated_management")
    slight, grave = bank.system(tier="low"), bank.system(tier="high")
    one = screening(bank, slight.id)
    assert code(bank, "Liang", "screen_out", one) == "own_work"
    assert code(bank, "Arjun", "screen_out", one) == "not_needed"
    assert code(bank, "Arjun", "screen_out", screening(bank, grave.id)) == "not_ready"
    assert code(bank, "Arjun", "screen_out", screening(bank, slight.id, screened_on=None)) == "not_ready"
    assert code(bank, "Arjun", "screen_out", screening(bank, slight.id, screening=["harm"])) == "not_ready"


def test_what_is_blocked_leaves_nothing_in_force(bank: Bank) -> None:
    system = bank.system()
    one = assessed(bank, system.id)
    bank.by("Liang", "impact_assessment", "revise", one.id)
    bank.by("Liang", "impact_assessment", "submit", one.id)
    assert code(bank, "Tan", "block", one) == "blocked"
    assert assessment_of(bank.world(), system) is None
    assert code(bank, "Liang", "rework", one) == "not_granted"


# ---- when it stands ----


def test_it_is_stale_from_the_instant_after_its_day(bank: Bank) -> None:
    one = assessed(bank, bank.system().id)
    end = clock.end_of(one.review_due, ZoneInfo(settings.TIME_ZONE))
    bank.at = end
    assert stands(bank, one) == []
    bank.at = end + INSTANT
    assert Standing.STALE in stands(bank, one)


@pytest.mark.parametrize(("tier", "months"), [("high", 6), ("medium", 12), ("low", 24), ("", 6)])
def test_the_interval_follows_the_tier_and_the_method(bank: Bank, tier: str, months: int) -> None:
    one = assessed(bank, bank.system(tier=tier).id)
    assert one.review_due == clock.months_after(bank.at.date(), months)


def test_the_method_in_force_shortens_the_interval(bank: Bank) -> None:
    with_method(bank, months_high=3)
    assert assessed(bank, bank.system().id).review_due == clock.months_after(bank.at.date(), 3)


def test_the_old_assessment_stands_until_the_new_one_is_approved(bank: Bank) -> None:
    system = bank.system()
    one = assessed(bank, system.id)
    bank.by("Liang", "impact_assessment", "revise", one.id)
    bank.by("Liang", "impact_assessment", "edit", one.id, misuse="Watching a whole street.")
    held = assessment_of(bank.world(), system)
    assert held is not None
    assert (held.version, held.misuse) == (one.version, "Watching one customer.")
    bank.by("Liang", "impact_assessment", "submit", one.id)
    newer = bank.by("Tan", "impact_assessment", "approve", one.id, decision="It may run.")
    held = assessment_of(bank.world(), system)
    assert held is not None
    assert (held.version, held.misuse) == (newer.version, "Watching a whole street.")


def test_a_significant_change_makes_stale_the_assessments_of_that_system_and_no_other(bank: Bank) -> None:
    changed, covered, other = (bank.system(title=title) for title in ("A", "B", "C"))
    links = [("covers", covered.id)]
    both, alone = assessed(bank, changed.id, links=links), assessed(bank, other.id)
    carried_out(bank, system=covered.id, significance=["model"])
    unsettled(bank)
    assert (Standing.STALE in stands(bank, both), Standing.STALE in stands(bank, alone)) == (True, False)
    waiting = [d for d in duties_of(bank.world(), bank.people["Arjun"]) if d.about == both.id]
    assert [d.code for d in waiting] == ["relied_on_changed"]
    again_assessed(bank, both.id)
    assert stands(bank, both) == []


def test_a_change_that_is_not_significant_leaves_it_as_it_is(bank: Bank) -> None:
    system = bank.system()
    one = assessed(bank, system.id)
    carried_out(bank, system=system.id)
    unsettled(bank)
    assert stands(bank, one) == []


def test_a_new_obligation_of_the_system_makes_it_stale_and_a_duty_of_its_owner(bank: Bank) -> None:
    system, other = bank.system(), bank.system(title="Another")
    one, alone = assessed(bank, system.id), assessed(bank, other.id)
    words = {"title": "A new law", "source": "law", "text": "Tell people.", "applies_from": bank.at.date()}
    law = bank.by("Liang", "obligation", "create", **words, links=[("applies_to", system.id)])
    assert stands(bank, one) == [], "nobody has confirmed it yet"
    bank.by("Liang", "obligation", "submit", law.id)
    bank.assign("Rosalind", "legal")
    bank.by("Rosalind", "obligation", "approve", law.id)
    assert (stands(bank, one), stands(bank, alone)) == ([Standing.STALE], [])
    found = [d for d in duties_of(bank.world(), bank.people["Arjun"]) if d.code == "impact_unsettled"]
    assert [(d.about, d.do.action, law.ref in d.sentence) for d in found] == [(one.id, "revise", True)]
    assert not is_current(bank.world(), one)
    again_assessed(bank, one.id)
    assert stands(bank, one) == []


def test_a_concern_about_the_system_makes_it_stale_without_naming_the_concern(bank: Bank) -> None:
    system = bank.system()
    one = assessed(bank, system.id)
    worry = bank.by("Ines", "concern", "create", title="It holds my aunt's money", text="Again.")
    bank.by("Ines", "concern", "link", worry.id, relation="about", target=system.id)
    assert stands(bank, one) == [Standing.STALE]
    found = [d for d in duties_of(bank.world(), bank.people["Arjun"]) if d.code == "impact_unsettled"]
    assert [worry.ref in d.sentence for d in found] == [False]


def test_a_system_that_nobody_assessed_is_a_duty_until_somebody_begins(bank: Bank) -> None:
    system = bank.system()

    def waiting(who: str) -> list[str]:
        found = duties_of(bank.world(), bank.people[who])
        return [d.code for d in found if d.code.startswith("impact_") and d.params["ref"].startswith(("AIS", "IMP"))]

    assert waiting("Liang") == ["impact_missing"]
    screened(bank, bank.system(tier="low", scope_decision="out").id)
    draft(bank, system.id)
    assert waiting("Arjun") == ["impact_triggered"]


def test_every_dimension_has_what_it_needs() -> None:
    assert list(dimensions()) == [
        "customers",
        "employees",
        "society",
        "privacy",
        "human_rights",
        "fairness",
        "safety",
    ]
    assert all(len(one.questions) == 6 and one.oversight["zh"] for one in dimensions().values())


# ---- a dash is no reason ----


@pytest.mark.parametrize("said", ["-", "n/a", "不适用", " . "])
def test_a_bare_word_is_no_reason(said: str) -> None:
    assert not is_judged({"not_rated_why": said})
    assert is_judged({"not_rated_why": "It concerns no individuals."})


@pytest.mark.parametrize(
    ("why", "more"),
    [("-", {}), ("It concerns nobody.", {}), ("It concerns nobody.", {"misuse": "-"})],
)
def test_an_assessment_that_judges_no_dimension_is_not_submitted(bank: Bank, why: str, more: dict[str, str]) -> None:
    unrated = [{"dimension": pk, "not_rated_why": why} for pk in dimensions()]
    one = draft(bank, bank.system().id, dimensions=unrated, **more)
    bank.by("Liang", "impact_assessment", "begin", one.id)
    assert code(bank, "Liang", "submit", one) == "not_ready"
