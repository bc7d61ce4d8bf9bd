"""The title of a confidential record appears before nobody but who raised it and who handles it, on no page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.bank import SECRET, Bank
from tests.web.pages.test_routes import PLAIN

WORD = "Wendelmoor"
PAGES = (
    *PLAIN,
    f"/search?q={WORD}",
    "/search?q=CON-0001",
    "/k/concern/?format=xlsx",
    f"/k/concern/?q={WORD}",
    "/r/CON-0001/",
    "/r/CON-0001/history",
    "/r/CON-0001/compare",
    "/r/AIS-0001/",
    "/r/PER-0005/",
    "/k/nonconformity/new",
)


def _body(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type,attr-defined]
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["mei", "ingrid", "jonas", "yuki", "ada"])
def test_nobody_else_sees_it(enter: Callable[..., Client], bank: Bank, name: str) -> None:
    bank.does("sara", "concern", "edit", bank.records["concern"], text=f"{SECRET}, twice.")
    bank.does("hedda", "concern", "link", bank.records["concern"], relation="about", target=bank.records["system"].pk)
    client = enter(name)
    today = f"as_of={bank.organisation.changed_at.date().isoformat()}"
    for address in PAGES:
        for asked in (address, f"{address}{'&' if '?' in address else '?'}{today}"):
            body = _body(client, asked)
            shown = body.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
            assert WORD not in shown, (name, asked)
            assert SECRET not in body, (name, asked)


@pytest.mark.parametrize("name", ["sara", "hedda"])
def test_those_who_may_do_see_it(enter: Callable[..., Client], bank: Bank, name: str) -> None:
    client = enter(name)
    for address in ("/r/CON-0001/", "/r/CON-0001/history", "/k/concern/", "/oversight/", "/k/concern/?format=csv"):
        assert SECRET in _body(client, address), address


def test_a_change_by_stealth_is_not_found(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    assert client.post("/r/CON-0001/comment", {"reason": "I know"}).status_code == 404
    assert client.post("/r/CON-0001/edit", {"title": "x"}).status_code == 404
    assert client.post("/r/AIS-0001/link", {"relation": "evidence", "target": "CON-0001"}).status_code == 422
