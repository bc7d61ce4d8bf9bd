"""Worlds made through the one door, a module a clause: the good year, and every way to fall short of it.

Each module has `REACHED` and `PARTLY` (how deep its checks go in a year of good work; of the partly met, something is
not evidenced here yet), `first` and `again` (what the bank does at the start of that year and again after 200 days) and
`CASES` (for each check at least one World where it does not hold).
"""

from aims.kernel.checks import Depth

from . import (
    annex_a,
    awareness,
    changes,
    clause4,
    clause5,
    clause7,
    clause8,
    clause10,
    competence,
    datasets,
    impact,
    intake,
    leadership,
    life,
    monitoring,
    objectives,
    risks,
    suppliers,
    support,
)
from .bank import Bank
from .shared import Case

CLAUSES = (
    clause4,
    clause5,
    clause7,
    clause8,
    annex_a,
    clause10,
    intake,
    objectives,
    life,
    changes,
    competence,
    awareness,
    leadership,
    support,
    datasets,
    suppliers,
    impact,
    risks,
    monitoring,
)
REACHED: dict[str, Depth] = {pk: depth for clause in CLAUSES for pk, depth in clause.REACHED.items()}
PARTLY: dict[str, Depth] = {pk: depth for clause in CLAUSES for pk, depth in clause.PARTLY.items()}
CASES: list[Case] = [case for clause in CLAUSES for case in clause.CASES]


def whole_year(bank: Bank) -> None:
    """A bank that did everything, and did it again within the year."""
    for clause in CLAUSES:
        clause.first(bank)
    bank.pass_days(200)
    for clause in CLAUSES:
        clause.again(bank)
