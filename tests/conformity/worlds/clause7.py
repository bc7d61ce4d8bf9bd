"""Clause 7: support."""

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case, drafts, nothing, past_review, without

REACHED = {
    **dict.fromkeys(["7.5.2-a", "7.5.2-c", "7.5.3-e"], Depth.OPERATING),
    **dict.fromkeys(["7.5.3-c"], Depth.DESIGNED),
}
PARTLY = {"7.5.1-a": Depth.DESIGNED}


def first(bank: Bank) -> None:
    """Nothing of its own."""


def again(bank: Bank) -> None:
    bank.judge("7.5.3-c")


def written_by_the_system(bank: Bank) -> None:
    policy = bank.by_system("policy", title="AI policy", text="Imported.", topic="ai")
    bank.put_in_force("policy", policy.id)


S = Status
CASES: list[Case] = [
    ("7.5.1-a", nothing, S.UNMET, "document_missing"),
    ("7.5.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.2-a", written_by_the_system, S.UNMET, "author_missing"),
    ("7.5.2-c", drafts, S.UNMET, "not_approved"),
    ("7.5.2-c", past_review, S.STALE, "review_overdue"),
    ("7.5.3-c", without("availability"), S.UNMET, "text_empty"),
    ("7.5.3-e", drafts, S.UNMET, "not_approved"),
]
