"""Each check in a World where it holds and in Worlds where it does not, made through the one door."""

from collections.abc import Callable

import pytest

from aims import catalogue
from aims.conformity.posture import posture
from aims.kernel.checks import CHECKS, Depth, Status

from .worlds import ISO, Bank

pytestmark = pytest.mark.django_db

_OPERATING = """4.1-a 4.1-b 4.1-c 4.1-d 4.2-a 4.2-b 4.2-c 4.3-a 4.3-b 4.3-d 4.4-a 8.1-f
    5.2-a 5.2-e 5.2-f 5.3-c 7.5.2-a 7.5.2-c 7.5.3-e
    10.2-a 10.2-b 10.2-c 10.2-d 10.2-e 10.2-f 10.2-g 10.2-h 10.2-i 10.2-j 10.2-k A.2.2 A.2.3 A.2.4 A.3.3 A.4.2"""
_DESIGNED = "4.4-b 8.1-b 5.2-b 5.2-c 5.2-d 5.2-h 5.3-a 5.3-b 7.5.3-c A.3.2"
REACHED: dict[str, Depth] = {
    **dict.fromkeys(_OPERATING.split(), Depth.OPERATING),
    **dict.fromkeys(_DESIGNED.split(), Depth.DESIGNED),
}
"""How deep each check goes in a year of good work, where it can be met at all."""
PARTLY = {"5.1-a": Depth.OPERATING, "7.5.1-a": Depth.DESIGNED, "A.9.2": Depth.OPERATING, "A.9.4": Depth.OPERATING}
"""Part of these is not evidenced here yet."""


def whole_year(bank: Bank) -> None:
    """A bank that did everything, and did it again within the year."""
    context = bank.context()
    bank.processes()
    policy, scope, use = bank.policy(), bank.scope(), bank.policy(title="Use of AI tools", topic="acceptable_use")
    system = bank.system()
    bank.attest()
    for name, role in (
        ("Ines", "operator"),
        ("Ines", "human_overseer"),
        ("Arjun", "incident_manager"),
        ("Rosalind", "audit_programme_manager"),
    ):
        bank.assign(name, role)
    case = bank.nonconformity(links=[("evidence", policy.id)])
    bank.take_through(case.id)
    concern = bank.by("Ines", "concern", "create", title="A test", text="Does anybody answer?")
    bank.by("Ines", "concern", "acknowledge", concern.id, owner=bank.people["Ines"])
    bank.by("Ines", "concern", "assess", concern.id)
    bank.by("Grace", "concern", "decide", concern.id, outcome="unfounded", outcome_why="A test.")
    bank.pass_days(200)
    for entry in context:
        bank.by("Liang", entry.kind, "review", entry.id)
    for kind, record in (("policy", policy), ("scope_statement", scope), ("policy", use)):
        bank.renewed(kind, record.id)
    bank.renewed("ai_system", system.id, ai_roles_on=bank.at.date())
    for requirement in ("5.3-a", "7.5.3-c", "10.2-i"):
        bank.judge(requirement, "Rosalind" if requirement != "10.2-i" else "Arjun")
    given = {"title": "Posture", "given_to": bank.people["Tan"]}
    bank.by("Liang", "issued_posture", "create", **given)


def test_a_year_of_good_work_is_met_as_deep_as_it_can_be() -> None:
    bank = Bank()
    whole_year(bank)
    found = dict(posture(bank.world()))
    told = {
        pk.removeprefix(ISO): (v.status, v.depth, [g.code for g in v.gaps]) for pk, v in found.items() if pk in CHECKS
    }
    expected = {pk: (Status.MET, depth, []) for pk, depth in REACHED.items()}
    partly = {pk: (Status.PARTLY, depth) for pk, depth in PARTLY.items()}
    assert {pk: v for pk, v in told.items() if pk not in PARTLY} == expected
    assert {pk: v[:2] for pk, v in told.items() if pk in PARTLY} == partly


def test_no_check_says_more_than_the_catalogue_allows() -> None:
    assert {pk.removeprefix(ISO) for pk in CHECKS} == REACHED.keys() | PARTLY.keys()
    for pk, depth in (REACHED | PARTLY).items():
        assert depth <= Depth[catalogue.reach(ISO + pk).depth.upper()], pk


def nothing(bank: Bank) -> None:
    """Only the people."""


def without(field: str, of: str = "policy") -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.attest()
        getattr(bank, of)(**{field: None if field.endswith("_on") else [] if field == "ai_roles" else ""})

    return build


def one_sided(bank: Bank) -> None:
    bank.issue(side="internal")


def entries_long_ago(bank: Bank) -> None:
    bank.context()
    bank.pass_days(400)


def climate_twice(bank: Bank) -> None:
    bank.issue(climate_decision="relevant")
    bank.issue(climate_decision="not_relevant")


def party_with(**given: str) -> Callable[[Bank], None]:
    return lambda bank: bank.party(**given)


def scope_before_an_issue(bank: Bank) -> None:
    bank.scope()
    bank.pass_days(1)
    bank.issue()


def one_process(**given: object) -> Callable[[Bank], None]:
    return lambda bank: bank.process(**given)


def silent_process(bank: Bank) -> None:
    bank.ran(bank.process().id)
    bank.pass_days(60)


def drafts(bank: Bank) -> None:
    bank.by("Liang", "policy", "create", title="AI policy", text="Draft.")
    bank.by("Liang", "scope_statement", "create", title="Scope", text="Draft.")


def two_policies(bank: Bank) -> None:
    bank.policy()
    bank.policy(title="Another")


def past_review(bank: Bank) -> None:
    bank.policy()
    bank.scope()
    bank.pass_days(400)


def late_case(bank: Bank) -> None:
    bank.nonconformity()
    bank.pass_days(40)


def closed_case_without(**changed: str) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.take_through(bank.nonconformity(grade="major").id, **changed)

    return build


def done_case(bank: Bank) -> None:
    bank.take_through(bank.nonconformity().id, until="implement")
    bank.pass_days(40)


def overdue_case(bank: Bank) -> None:
    bank.take_through(bank.nonconformity().id, until="plan")
    bank.pass_days(40)


def unowned_system(bank: Bank) -> None:
    bank.attest()
    bank.system(owner=None)


def late_concern(bank: Bank) -> None:
    bank.by("Ines", "concern", "create", title="Worry", text="It answers strangely.")
    bank.pass_days(4)


def undecided_concern(bank: Bank) -> None:
    concern = bank.by("Ines", "concern", "create", title="Worry", text="It answers strangely.")
    bank.by("Ines", "concern", "acknowledge", concern.id)
    bank.pass_days(40)


def old_system(bank: Bank) -> None:
    bank.system()
    bank.pass_days(400)
    bank.attest()


def draft_system(bank: Bank) -> None:
    bank.by("Liang", "ai_system", "create", title="Chatbot")
    bank.attest()


def never_attested(bank: Bank) -> None:
    bank.system()
    bank.scope()


def attested_long_ago(bank: Bank) -> None:
    bank.attest()
    bank.pass_days(400)
    bank.system()
    bank.scope()


def attested_more(bank: Bank) -> None:
    bank.system()
    bank.scope()
    bank.attest(systems=3)


def system_out_without_reason(bank: Bank) -> None:
    bank.scope()
    bank.attest()
    bank.system(scope_decision="out", scope_why="")


def reported_long_ago(bank: Bank) -> None:
    bank.by("Liang", "issued_posture", "create", title="P", given_to=bank.people["Tan"])
    bank.pass_days(200)


def beside_a_draft(bank: Bank) -> None:
    other = bank.by("Liang", "policy", "create", title="Privacy", topic="other", text="x")
    policy = bank.policy()
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "link", policy.id, relation="beside", target=other.id)
    bank.put_in_force("policy", policy.id)


def no_lead(bank: Bank) -> None:
    held = next(a for a in bank.world().all(_assignment()) if a.role == "aims_manager")
    bank.by("Liang", "assignment", "retire", held.id)


def _assignment() -> type:
    from aims.kernel.models import Assignment

    return Assignment


def written_by_the_system(bank: Bank) -> None:
    policy = bank.by_system("policy", title="AI policy", text="Imported.", topic="ai")
    bank.put_in_force("policy", policy.id)


def judged_long_ago(bank: Bank) -> None:
    bank.judge("5.3-a")
    bank.pass_days(800)


S = Status
CASES: list[tuple[str, Callable[[Bank], None], Status, str]] = [
    ("4.1-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.1-a", one_sided, S.PARTLY, "side_missing"),
    ("4.1-a", entries_long_ago, S.STALE, "review_overdue"),
    ("4.1-b", one_sided, S.UNMET, "climate_undecided"),
    ("4.1-b", climate_twice, S.PARTLY, "climate_decided_twice"),
    ("4.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.2-a", party_with(sort="customers"), S.PARTLY, "party_missing"),
    ("4.2-a", party_with(owner=""), S.UNMET, "owner_missing"),
    ("4.2-b", party_with(source=""), S.UNMET, "text_empty"),
    ("4.2-c", party_with(decision=""), S.UNMET, "text_empty"),
    ("4.2-c", party_with(), S.UNMET, "link_needed"),
    ("4.3-b", nothing, S.UNMET, "nothing_recorded"),
    ("4.3-b", scope_before_an_issue, S.STALE, "scope_not_weighed"),
    ("4.4-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.4-a", one_process(), S.UNMET, "clause_without_process"),
    ("4.4-a", silent_process, S.STALE, "process_silent"),
    ("4.4-b", one_process(inputs=""), S.UNMET, "text_empty"),
    ("4.4-b", one_process(), S.UNMET, "link_needed"),
    ("8.1-b", one_process(criteria=""), S.UNMET, "text_empty"),
    ("8.1-f", one_process(), S.UNMET, "process_never"),
    ("8.1-f", one_process(cycle_months=None), S.UNMET, "cycle_unset"),
    ("8.1-f", silent_process, S.STALE, "process_silent"),
    ("4.1-c", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.1-c", draft_system, S.UNMET, "text_empty"),
    ("4.1-c", without("intended_use", "system"), S.UNMET, "text_empty"),
    ("4.1-c", old_system, S.STALE, "confirmation_stale"),
    ("4.1-c", never_attested, S.PARTLY, "completeness_never_confirmed"),
    ("4.1-d", without("ai_roles", "system"), S.UNMET, "text_empty"),
    ("4.1-d", without("ai_roles_on", "system"), S.UNMET, "text_empty"),
    ("4.1-d", old_system, S.STALE, "roles_stale"),
    ("4.3-a", nothing, S.UNMET, "nothing_recorded"),
    ("4.3-a", drafts, S.UNMET, "not_approved"),
    ("4.3-a", attested_long_ago, S.PARTLY, "completeness_stale"),
    ("4.3-a", attested_more, S.PARTLY, "completeness_short"),
    ("4.3-a", system_out_without_reason, S.PARTLY, "text_empty"),
    ("4.3-d", without("availability", "scope"), S.UNMET, "text_empty"),
    ("4.3-d", past_review, S.STALE, "review_overdue"),
    ("5.1-a", nothing, S.UNMET, "nothing_recorded"),
    ("5.2-a", two_policies, S.PARTLY, "more_than_one"),
    ("5.2-a", without("purpose"), S.UNMET, "text_empty"),
    ("5.2-b", without("objectives_frame"), S.UNMET, "text_empty"),
    ("5.2-c", without("commitment_requirements"), S.UNMET, "text_empty"),
    ("5.2-d", without("commitment_improvement"), S.UNMET, "text_empty"),
    ("5.2-e", drafts, S.UNMET, "not_approved"),
    ("5.2-e", past_review, S.STALE, "review_overdue"),
    ("5.2-f", without("other_policies"), S.UNMET, "text_empty"),
    ("5.2-f", beside_a_draft, S.PARTLY, "linked_not_in_force"),
    ("5.2-h", without("availability_how"), S.UNMET, "text_empty"),
    ("5.3-a", nothing, S.PARTLY, "role_unfilled"),
    ("5.3-a", judged_long_ago, S.PARTLY, "judgement_stale"),
    ("5.3-b", no_lead, S.UNMET, "role_unfilled"),
    ("5.3-c", nothing, S.PARTLY, "report_never"),
    ("5.3-c", reported_long_ago, S.PARTLY, "report_stale"),
    ("7.5.1-a", nothing, S.UNMET, "document_missing"),
    ("7.5.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.2-a", written_by_the_system, S.UNMET, "author_missing"),
    ("7.5.2-c", drafts, S.UNMET, "not_approved"),
    ("7.5.2-c", past_review, S.STALE, "review_overdue"),
    ("7.5.3-c", without("availability"), S.UNMET, "text_empty"),
    ("7.5.3-e", drafts, S.UNMET, "not_approved"),
    ("10.2-a", nothing, S.UNKNOWN, "no_case"),
    *((f"10.2-{letter}", late_case, S.UNMET, "case_missing") for letter in "abcdef"),
    ("10.2-f", overdue_case, S.UNMET, "action_overdue"),
    ("10.2-g", done_case, S.UNMET, "effect_unverified"),
    ("10.2-g", closed_case_without(effect_criterion=""), S.UNMET, "case_missing"),
    ("10.2-h", closed_case_without(aims_change=""), S.UNMET, "text_empty"),
    ("10.2-i", closed_case_without(similar_cases=""), S.UNMET, "text_empty"),
    ("10.2-j", closed_case_without(), S.UNMET, "evidence_missing"),
    ("10.2-k", closed_case_without(effect=""), S.UNMET, "text_empty"),
    ("A.2.2", nothing, S.UNMET, "nothing_recorded"),
    ("A.2.3", without("other_policies"), S.UNMET, "text_empty"),
    ("A.2.4", past_review, S.STALE, "review_overdue"),
    ("A.3.2", unowned_system, S.UNMET, "owner_missing"),
    ("A.3.2", never_attested, S.UNMET, "role_unfilled_in"),
    ("A.3.3", nothing, S.UNKNOWN, "no_concern"),
    ("A.3.3", late_concern, S.UNMET, "concern_not_acknowledged"),
    ("A.3.3", undecided_concern, S.UNMET, "concern_not_decided"),
    ("A.4.2", without("resources", "system"), S.UNMET, "text_empty"),
    ("A.9.2", nothing, S.UNMET, "nothing_recorded"),
    ("A.9.4", without("out_of_bounds_use", "system"), S.UNMET, "text_empty"),
]


@pytest.mark.parametrize(
    ("requirement", "build", "status", "code"), CASES, ids=[f"{pk} {code}" for pk, _b, _s, code in CASES]
)
def test_what_is_missing_is_said(requirement: str, build: Callable[[Bank], None], status: Status, code: str) -> None:
    bank = Bank()
    build(bank)
    found = bank.verdict(requirement)
    assert (found.status, code in [gap.code for gap in found.gaps]) == (status, True), found


def test_every_check_has_a_world_where_it_does_not_hold() -> None:
    assert {pk for pk, _build, _status, _code in CASES} >= {pk.removeprefix(ISO) for pk in CHECKS}
