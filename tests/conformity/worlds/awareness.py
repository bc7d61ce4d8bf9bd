"""Clause 7.3: who knows the policy, their own part, and what follows."""

from typing import Any

from aims.kernel.checks import Depth, Status

from .bank import QUIZ, Bank
from .shared import Case, nothing

REACHED = dict.fromkeys(["7.3-a", "7.3-b", "7.3-c"], Depth.OPERATING)
PARTLY: dict[str, Depth] = {}


def course(bank: Bank, **given: Any) -> Any:
    words = {"title": "AI at work", "purpose": "What I may and may not do.", "text": "Read this.", "quiz": QUIZ}
    return bank.approved("course", **words | given)


def takes(bank: Bank, name: str, of: Any, answers: str = "1 1 1 1") -> Any:
    return bank.by("Liang", "completion", "create", title=name, course=of.id, person=bank.people[name], answers=answers)


def everybody_takes(bank: Bank, of: Any) -> None:
    for name in bank.people:
        takes(bank, name, of)


def first(bank: Bank) -> None:
    bank.kept["course"] = course(bank)
    everybody_takes(bank, bank.kept["course"])


def again(bank: Bank) -> None:
    everybody_takes(bank, bank.kept["course"])


def policy_and_course(bank: Bank) -> Any:
    bank.policy()
    return course(bank)


def some_failed(bank: Bank) -> None:
    of = policy_and_course(bank)
    takes(bank, "Ines", of)
    takes(bank, "Grace", of, answers="2 2 1 1")


def long_ago(bank: Bank) -> None:
    everybody_takes(bank, course(bank))
    bank.pass_days(400)


def before_the_policy(bank: Bank) -> None:
    everybody_takes(bank, course(bank))
    bank.pass_days(3)
    bank.policy()


def asks_little(bank: Bank) -> None:
    bank.policy()
    course(bank, quiz="subject | What holds?\n* This\n- That")


def no_course(bank: Bank) -> None:
    bank.policy()


S = Status
CASES: list[Case] = [
    ("7.3-a", nothing, S.UNMET, "nothing_recorded"),
    ("7.3-a", no_course, S.UNKNOWN, "topic_uncovered"),
    ("7.3-a", some_failed, S.PARTLY, "not_aware"),
    ("7.3-a", before_the_policy, S.STALE, "not_aware"),
    ("7.3-b", nothing, S.UNKNOWN, "topic_uncovered"),
    ("7.3-b", asks_little, S.UNKNOWN, "topic_uncovered"),
    ("7.3-b", long_ago, S.STALE, "not_aware"),
    ("7.3-c", nothing, S.UNKNOWN, "topic_uncovered"),
    ("7.3-c", some_failed, S.PARTLY, "not_aware"),
]
