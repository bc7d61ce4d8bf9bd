"""The small bank, for the tests of the register."""

import pytest

from tests import bank as building
from tests.bank import Bank


@pytest.fixture
def bank(db: None) -> Bank:
    return building.build()
