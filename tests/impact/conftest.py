"""A bank with a system in use and the people who assess its impact."""

import pytest

from tests.conformity.worlds.bank import Bank


@pytest.fixture
def bank(db: None) -> Bank:
    made = Bank()
    for name, role in (("Ines", "impact_assessor"), ("Rosalind", "legal"), ("Grace", "system_owner")):
        made.assign(name, role)
    return made
