"""How many queries each page may ask, whatever it shows: a loop that queries is found here."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bank import Bank

BUDGETS = {
    "/": 12,
    "/inbox": 12,
    "/conformity/": 8,
    "/requirement/iso42001:2023/5.2-c": 10,
    "/systems/": 10,
    "/k/ai_system/": 8,
    "/k/ai_system/?tier=high": 8,
    "/k/person/": 8,
    "/r/POL-0001/": 14,
    "/r/AIS-0001/": 14,
    "/r/POL-0001/history": 8,
    "/r/POL-0001/compare": 9,
    "/people/": 8,
    "/search?q=credit": 9,
    "/risks/": 8,
    "/audit/": 10,
    "/frameworks/?pick=iso42001:2023/6.1.3-f": 7,
    "/k/policy/new": 8,
    "/r/POL-0001/edit": 9,
}


@pytest.mark.parametrize("address", BUDGETS)
def test_queries(enter: Callable[..., Client], bank: Bank, address: str) -> None:
    client = enter("mei")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    said = "\n".join(q["sql"][:160] for q in asked.captured_queries)
    assert 3 < len(asked) <= BUDGETS[address], said
    assert not [q for q in asked.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "BEGIN"))]
