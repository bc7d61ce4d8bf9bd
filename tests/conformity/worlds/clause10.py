"""Clause 10: improvement."""

from collections.abc import Callable

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case, nothing

REACHED = {
    **dict.fromkeys(
        ["10.2-a", "10.2-b", "10.2-c", "10.2-d", "10.2-e", "10.2-f", "10.2-g", "10.2-h", "10.2-i", "10.2-j", "10.2-k"],
        Depth.OPERATING,
    ),
}
PARTLY: dict[str, Depth] = {}


def first(bank: Bank) -> None:
    case = bank.nonconformity(links=[("evidence", bank.kept["policy"].id)])
    bank.take_through(case.id)


def again(bank: Bank) -> None:
    bank.judge("10.2-i", "Arjun")


def late_case(bank: Bank) -> None:
    bank.nonconformity()
    bank.pass_days(40)


def overdue_case(bank: Bank) -> None:
    bank.take_through(bank.nonconformity().id, until="plan")
    bank.pass_days(40)


def done_case(bank: Bank) -> None:
    bank.take_through(bank.nonconformity().id, until="implement")
    bank.pass_days(40)


def closed_case_without(**changed: str) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.take_through(bank.nonconformity(grade="major").id, **changed)

    return build


S = Status
CASES: list[Case] = [
    ("10.2-a", nothing, S.UNKNOWN, "no_case"),
    *((f"10.2-{letter}", late_case, S.UNMET, "case_missing") for letter in "abcdef"),
    ("10.2-f", overdue_case, S.UNMET, "action_overdue"),
    ("10.2-g", done_case, S.UNMET, "effect_unverified"),
    ("10.2-g", closed_case_without(effect_criterion=""), S.UNMET, "case_missing"),
    ("10.2-h", closed_case_without(aims_change=""), S.UNMET, "text_empty"),
    ("10.2-i", closed_case_without(similar_cases=""), S.UNMET, "text_empty"),
    ("10.2-j", closed_case_without(), S.UNMET, "evidence_missing"),
    ("10.2-k", closed_case_without(effect=""), S.UNMET, "text_empty"),
]
