"""Changes: 6.3, 8.1-g and 8.1-h."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aims.kernel.checks import Depth, Status
from aims.kernel.reactions import run_reactions

from .bank import Bank
from .shared import Case, nothing

REACHED = {"6.3-a": Depth.EFFECTIVE, "8.1-g": Depth.OPERATING}
PARTLY = {"8.1-h": Depth.OPERATING}
PLAN: dict[str, Any] = {
    "title": "A second reader for each assessment",
    "sort": "system",
    "purpose": "What one reader overlooks the other sees.",
    "consequences": "Assessments take a day longer.",
    "resources": "Two hours a week.",
    "effect_criterion": "No assessment is sent back for an oversight in a quarter.",
    "rollback": "One reader again.",
}


def proposed(bank: Bank, **given: Any) -> Any:
    return bank.by("Liang", "change", "create", **PLAN | {"owner": bank.people["Liang"]} | given)


def carried_out(bank: Bank, **given: Any) -> Any:
    """A change from its proposal until it was done."""
    change = proposed(bank, **given)
    bank.by("Liang", "change", "assess", change.id)
    bank.by("Arjun", "change", "approve", change.id)
    return bank.by("Liang", "change", "implement", change.id)


def verified(bank: Bank, change: UUID, **given: Any) -> Any:
    return bank.by("Ines", "change", "verify", change, outcome="It works.", criterion_met="yes", **given)


def found(bank: Bank, **given: Any) -> Any:
    """A change that nobody had planned."""
    change = proposed(bank, title="The supplier changed its model", sort="supplier", **given)
    return bank.by("Liang", "change", "find", change.id)


def urgent(bank: Bank, **given: Any) -> Any:
    bank.assign("Ines", "operator")
    change = proposed(bank, **given)
    return bank.by("Ines", "change", "implement_urgently", change.id)


def unsettled(bank: Bank) -> None:
    """What the worker does within a second."""
    with bank.now():
        run_reactions()


def first(bank: Bank) -> None:
    bank.kept["aims_change"] = carried_out(bank, sort="aims")
    verified(bank, bank.kept["aims_change"].id)
    carried_out(bank)
    seen = found(bank)
    bank.by("Liang", "change", "assess", seen.id)
    bank.by("Arjun", "change", "approve", seen.id)


def again(bank: Bank) -> None:
    """What was done is done."""


def urgent_and_left(sort: str) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.assign("Ines", "verifier")
        urgent(bank, sort=sort)
        bank.pass_days(6)

    return build


def never_verified(bank: Bank) -> None:
    bank.assign("Ines", "verifier")
    carried_out(bank, sort="aims")
    bank.pass_days(40)


def found_and_left(bank: Bank) -> None:
    found(bank)
    bank.pass_days(20)


def found_and_undecided(bank: Bank) -> None:
    change = found(bank)
    bank.by("Liang", "change", "assess", change.id)
    bank.pass_days(20)


S = Status
CASES: list[Case] = [
    ("6.3-a", nothing, S.UNKNOWN, "no_case"),
    ("6.3-a", urgent_and_left("aims"), S.UNMET, "change_unapproved"),
    ("6.3-a", never_verified, S.UNMET, "change_unverified"),
    ("8.1-g", nothing, S.UNKNOWN, "no_case"),
    ("8.1-g", urgent_and_left("system"), S.UNMET, "change_unapproved"),
    ("8.1-h", found_and_left, S.UNMET, "change_unassessed"),
    ("8.1-h", found_and_undecided, S.UNMET, "change_undecided"),
]
