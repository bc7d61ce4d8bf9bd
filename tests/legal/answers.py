"""Answers to the questions of a law, for tests."""

from typing import Any

from aims.kernel.world import present
from aims.legal.models import Classification
from aims.legal.obligations import classifications
from aims.legal.trees import NO, YES
from tests.bank import Bank

INSIDE = {"Q1": YES, "Q2": YES, "Q3": NO} | dict.fromkeys([f"Q4{letter}" for letter in "abcdefghij"], NO)
HIGH_RISK = INSIDE | {"Q5": NO, "Q6": NO, "Q7": YES, "Q8": YES, "Q11": YES, "P1": YES, "P3": YES, "P5": NO, "P6": NO}


def rows(answers: dict[str, str], reason: str = "As its design says.") -> list[dict[str, str]]:
    return [{"question": key, "answer": said, "reason": reason} for key, said in answers.items()]


def answered(bank: Bank, answers: dict[str, str], law: str = "eu-ai-act", **given: Any) -> Classification:
    """A draft by the owner of the bank's system, the one that there is opened anew."""
    system = bank.records["system"].pk
    known = classifications(present(), system, in_force=False).get(law)
    if known is None:
        made = bank.does("jonas", "classification", "create", system=system, law=law, answers=rows(answers), **given)
    else:
        made = bank.does("jonas", "classification", "revise", known)
        made = bank.does("jonas", "classification", "edit", made, answers=rows(answers), **given)
    assert isinstance(made, Classification)
    return made


def signed(bank: Bank, answers: dict[str, str], law: str = "eu-ai-act") -> Classification:
    """As `answered`, submitted, and signed by Clara of legal."""
    made = bank.does("jonas", "classification", "submit", answered(bank, answers, law))
    made = bank.does("clara", "classification", "approve", made)
    assert isinstance(made, Classification)
    return made
