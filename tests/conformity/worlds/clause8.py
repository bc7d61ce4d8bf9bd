"""Clause 8: operation."""

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case, one_process, silent_process

REACHED = {
    **dict.fromkeys(["8.1-f"], Depth.OPERATING),
    **dict.fromkeys(["8.1-b"], Depth.DESIGNED),
}
PARTLY: dict[str, Depth] = {}


def first(bank: Bank) -> None:
    bank.processes()


def again(bank: Bank) -> None:
    """Nothing of its own."""


S = Status
CASES: list[Case] = [
    ("8.1-b", one_process(criteria=""), S.UNMET, "text_empty"),
    ("8.1-f", one_process(), S.UNMET, "process_never"),
    ("8.1-f", one_process(cycle_months=None), S.UNMET, "cycle_unset"),
    ("8.1-f", silent_process, S.STALE, "process_silent"),
]
