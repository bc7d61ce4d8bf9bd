"""The small bank, for the tests of the law: made once a module, and as it was made for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import bank as building
from tests.bank import Bank
from tests.kernel.story import undone


@pytest.fixture(scope="module")
def the_bank(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bank]:
    with django_db_blocker.unblock(), undone():
        yield building.build()


@pytest.fixture
def bank(the_bank: Bank, db: None, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """With Clara, who holds the legal role."""
    monkeypatch.setitem(the_bank.people, "clara", building.somebody("Clara Holm", "legal", the_bank.organisation))
    return the_bank
