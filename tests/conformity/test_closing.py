"""Pressing the button turns the verdict: every gap is closed by what it says, by the person it names."""

from collections.abc import Callable

import pytest

from aims.conformity.closing import who_closes
from aims.conformity.sentences import GAPS
from aims.kernel.checks import Status

from . import worlds
from .worlds.bank import Bank

pytestmark = pytest.mark.django_db

ENDLESS = {
    "part_unseen",
    "no_significant_change",
    "judgement_only",
    "history_broken",
    "no_check",
    "document_missing",
    "no_training",
    "figures_missing",
    "figures_unknown",
    "decisions_silent",
    "limit_passed",
}
"""Nothing to press, or (the last two) a judgement, which reaches partly at most."""
STEPS = 150
WALKS = [(pk, build, code) for pk, build, _status, code in worlds.CASES if code not in ENDLESS]


@pytest.mark.parametrize(("requirement", "build", "code"), WALKS, ids=[f"{pk} {code}" for pk, _b, code in WALKS])
def test_doing_what_the_gap_says_closes_it(
    bank: Bank, requirement: str, build: Callable[[Bank], None], code: str
) -> None:
    for role in ("operator", "human_overseer", "incident_manager"):
        if code not in ("role_unfilled", "role_unfilled_in"):
            bank.assign("Ines", role)
    bank.assign("Rosalind", "audit_programme_manager")
    build(bank)
    before = bank.verdict(requirement)
    target = next(gap for gap in before.gaps if gap.code == code)
    for _step in range(STEPS):
        found = bank.verdict(requirement)
        waiting = [g for g in found.gaps if g.do and (g.code == code or g.do.record == target.about)]
        gap = next(iter(waiting or [g for g in found.gaps if g.do]), None)
        if gap is None:
            break
        if gap.do and gap.do.action == "verify":
            bank.pass_days(40)
        bank.close(gap)
    after = bank.verdict(requirement)
    assert code not in [gap.code for gap in after.gaps], after
    assert not [gap for gap in after.gaps if gap.do], after
    assert after.status in (Status.MET, Status.PARTLY, Status.UNKNOWN)
    assert after.status is Status.MET or requirement in worlds.PARTLY or after.notes


def test_every_gap_that_can_be_closed_is_walked() -> None:
    elsewhere = {"and_more", "awaits_approval", "approved_by_wrong_role", "judged_inadequate", "judged_in_part"}
    elsewhere |= {"judged_by_author_only", "part_to_judge", "nonconformity_open", "review_unset", "people_hidden"}
    assert {code for _pk, _build, code in WALKS} == GAPS.keys() - ENDLESS - elsewhere


def test_a_judgement_by_the_author_does_not_count_and_is_not_asked_of_them(bank: Bank) -> None:
    bank.policy()
    gap = next(g for g in bank.verdict("7.5.3-c").gaps if g.code == "part_to_judge")
    assert [able.person.title for able in who_closes(bank.world(), gap)]
    case = bank.nonconformity(grade="major")
    bank.take_through(case.id, until="plan")
    gap = next(g for g in bank.verdict("10.2-i").gaps if g.code == "part_to_judge")
    assert "Rosalind Achterberg" not in [able.person.title for able in who_closes(bank.world(), gap)]
    bank.judge("10.2-i", "Rosalind")
    assert "judged_by_author_only" in bank.codes("10.2-i")
    bank.judge("10.2-i", "Tan")
    assert bank.codes("10.2-i") == []


def test_a_submitted_policy_waits_for_approval_by_another_than_its_author(bank: Bank) -> None:
    policy = bank.by("Liang", "policy", "create", **worlds_policy())
    bank.by("Liang", "policy", "submit", policy.id)
    gap = bank.verdict("5.2-e").gaps[0]
    assert gap.code == "awaits_approval"
    assert [able.person.title for able in who_closes(bank.world(), gap)] == ["Tan Bee Hoon"]
    bank.close(gap)
    assert bank.verdict("5.2-e").status is Status.MET


def worlds_policy() -> dict[str, object]:
    from .worlds.bank import POLICY

    return dict(POLICY)


def test_what_a_person_concludes_caps_what_code_found(bank: Bank) -> None:
    bank.policy()
    assert bank.verdict("5.2-a").status is Status.MET
    bank.judge("5.2-a", conclusion="partly")
    assert (bank.verdict("5.2-a").status, bank.codes("5.2-a")) == (Status.PARTLY, ["judged_in_part"])
    bank.judge("5.2-a", conclusion="inadequate")
    assert (bank.verdict("5.2-a").status, bank.codes("5.2-a")) == (Status.UNMET, ["judged_inadequate"])
    bank.close(bank.verdict("5.2-a").gaps[0])
    assert bank.verdict("5.2-a").status is Status.MET


def test_an_open_nonconformity_caps_and_unknown_gains_nothing_by_it(bank: Bank) -> None:
    bank.policy()
    case = bank.nonconformity(requirement="iso42001:2023/5.2-a")
    bank.nonconformity(requirement="iso42001:2023/9.1-a")
    assert (bank.verdict("5.2-a").status, bank.codes("5.2-a")) == (Status.PARTLY, ["nonconformity_open"])
    assert bank.verdict("9.1-a").status is Status.UNKNOWN
    bank.nonconformity(requirement="iso42001:2023/5.2-a", grade="major")
    assert bank.verdict("5.2-a").status is Status.UNMET
    bank.take_through(case.id)
    assert bank.verdict("5.2-a").status is Status.UNMET


def test_a_judgement_alone_reaches_partly_upon_evidence_of_somebody_else(bank: Bank) -> None:
    policy = bank.policy()
    bank.judge("9.2.1-a")
    assert bank.verdict("9.2.1-a").status is Status.UNKNOWN
    bank.judge("9.2.1-a", links=[("evidence", policy.id)])
    assert (bank.verdict("9.2.1-a").status, bank.codes("9.2.1-a")) == (Status.PARTLY, ["judgement_only"])
    bank.pass_days(800)
    assert (bank.verdict("9.2.1-a").status, bank.codes("9.2.1-a")) == (Status.STALE, ["judgement_stale"])


def test_a_register_of_thousands_gives_twenty_gaps_and_goes_on(bank: Bank) -> None:
    for n in range(24):
        bank.by("Liang", "ai_system", "create", title=f"Tool {n}", tier="low" if n < 20 else "high")
    gaps = bank.verdict("4.1-c").gaps
    own = [gap for gap in gaps if gap.code == "text_empty"]
    more = next(gap for gap in gaps if gap.code == "and_more")
    assert (len(own), more.params) == (20, {"n": 4})
    assert [gap.params["ref"] for gap in own[:4]] == ["AIS-0021", "AIS-0022", "AIS-0023", "AIS-0024"]
    assert more.do is not None
    assert more.do.record not in [gap.about for gap in own]
