"""Intake: a campaign that asks the units, and what its answers are worth to the scope."""

import datetime as dt

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case

REACHED: dict[str, Depth] = {}
PARTLY: dict[str, Depth] = {}


def campaign(bank: Bank) -> None:
    made = bank.by("Liang", "attestation_campaign", "create", title="Spring", due_on=bank.at.date() + dt.timedelta(30))
    bank.by("Liang", "attestation_campaign", "open", made.id)


def first(bank: Bank) -> None:
    campaign(bank)
    bank.attest()


def again(bank: Bank) -> None:
    """The criteria let an attestation count for twelve months: nothing is asked anew within the year."""


def asked_and_not_answered(bank: Bank) -> None:
    bank.scope()
    bank.system()
    campaign(bank)


def answered_long_ago(bank: Bank) -> None:
    first(bank)
    bank.pass_days(400)
    bank.scope()
    bank.system()


CASES: list[Case] = [
    ("4.3-a", asked_and_not_answered, Status.PARTLY, "completeness_never_confirmed"),
    ("4.3-a", answered_long_ago, Status.PARTLY, "completeness_stale"),
]
