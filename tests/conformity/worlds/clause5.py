"""Clause 5: leadership."""

from aims.kernel.checks import Depth, Status
from aims.kernel.models import Assignment

from .bank import Bank
from .shared import Case, drafts, nothing, past_review, without

REACHED = {
    **dict.fromkeys(["5.2-a", "5.2-e", "5.2-f", "5.3-c"], Depth.OPERATING),
    **dict.fromkeys(["5.2-b", "5.2-c", "5.2-d", "5.2-h", "5.3-a", "5.3-b"], Depth.DESIGNED),
}
PARTLY = {"5.1-a": Depth.OPERATING}


def first(bank: Bank) -> None:
    bank.kept["policy"] = bank.policy()


def again(bank: Bank) -> None:
    bank.renewed("policy", bank.kept["policy"].id)
    bank.judge("5.3-a")
    bank.by("Liang", "issued_posture", "create", title="Posture", given_to=bank.people["Tan"])


def two_policies(bank: Bank) -> None:
    bank.policy()
    bank.policy(title="Another")


def beside_a_draft(bank: Bank) -> None:
    other = bank.by("Liang", "policy", "create", title="Privacy", topic="other", text="x")
    policy = bank.policy()
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "link", policy.id, relation="beside", target=other.id)
    bank.put_in_force("policy", policy.id)


def judged_long_ago(bank: Bank) -> None:
    bank.judge("5.3-a")
    bank.pass_days(800)


def no_lead(bank: Bank) -> None:
    held = next(a for a in bank.world().all(Assignment) if a.role == "aims_manager")
    bank.by("Liang", "assignment", "retire", held.id)


def reported_long_ago(bank: Bank) -> None:
    bank.by("Liang", "issued_posture", "create", title="P", given_to=bank.people["Tan"])
    bank.pass_days(200)


S = Status
CASES: list[Case] = [
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
]
