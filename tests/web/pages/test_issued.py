"""A posture that was given out: who gives it, who reads it, that it never changes, and the bundle for it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.proof import verify_bundle
from django.test import Client

from aims.conformity.issue import as_json
from aims.conformity.models import IssuedPosture
from aims.kernel.world import present
from tests.bank import SECRET, Bank, submit_policy
from tests.web.language import english_left
from tests.web.pages.test_words import OWN_NAMES

PAGE = "/r/PST-0001/"
TITLE = "Posture of autumn"


@pytest.fixture
def given(bank: Bank) -> IssuedPosture:
    made = bank.does("mei", "issued_posture", "create", title=TITLE, lang="en", given_to=bank.people["ingrid"].pk)
    assert isinstance(made, IssuedPosture)
    return made


def test_it_is_given_out_from_the_conformity_page(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    place = re.search(
        r'href="(/k/issued_posture/new[^"]+)">Give out the posture', client.get("/conformity/").content.decode()
    )
    assert place
    form = client.get(place[1].replace("&amp;", "&")).content.decode()
    title = re.search(r'name="title" value="(Posture of [^"]+)"', form)
    assert title
    values = {"title": title[1], "lang": "en", "given_to": str(bank.people["ingrid"].pk)}
    assert client.post("/k/issued_posture/new", values)["Location"] == PAGE
    assert "Give out the posture" not in enter("ingrid").get("/conformity/").content.decode()


def test_the_page_shows_what_is_stored_and_nothing_newer(
    enter: Callable[..., Client], bank: Bank, given: IssuedPosture
) -> None:
    client = enter("ingrid")
    before = client.get(PAGE).content.decode()
    for words in (
        "Ingrid Solberg",
        "Mei Lindqvist",
        f"event {given.content['seq']} of the log",
        *set(given.content["checks"].values()),
    ):
        assert words in before, words
    assert before.count('<tr><td class="c-ref">') == 202
    gap = next(gap for row in given.content["requirements"] for gap in row["gaps"] if row["id"].endswith("/5.2-c"))
    assert "POL-0001" in gap["en"]
    submit_policy(bank)
    bank.does("ingrid", "policy", "approve", bank.records["policy"])
    table = re.compile(r"<table.*</table>", re.S)
    now, then = (table.findall(page) for page in (client.get(PAGE).content.decode(), before))
    assert now == then
    chinese = enter("ingrid", "zh-hans").get(PAGE).content.decode()
    assert sorted(set(english_left(chinese)) - OWN_NAMES - set(TITLE.split())) == []


@pytest.mark.parametrize(
    ("name", "status"), [("mei", 200), ("ingrid", 200), ("jonas", 404), ("ada", 404), ("yuki", 404)]
)
def test_only_who_gave_it_and_who_got_it_read_it_and_take_the_bundle(
    enter: Callable[..., Client], given: IssuedPosture, name: str, status: int, tmp_path: Path
) -> None:
    client = enter(name)
    assert client.get(PAGE).status_code == status
    answer = client.post(f"{PAGE}bundle")
    assert answer.status_code == status
    if status == 200:
        assert answer["Cache-Control"] == "private, no-store"
        out = tmp_path / "given.aims.zip"
        out.write_bytes(b"".join(answer.streaming_content))  # type: ignore[arg-type]
        assert verify_bundle(out).ok
        assert SECRET.encode() not in out.read_bytes()


def test_the_bundle_is_for_issued_postures_only_and_not_for_a_link(
    enter: Callable[..., Client], given: IssuedPosture
) -> None:
    assert enter("mei").post("/r/POL-0001/bundle").status_code == 404
    assert enter("mei").get(f"{PAGE}bundle").status_code == 405


def test_neither_side_learns_from_it_what_is_hidden_from_them(bank: Bank) -> None:
    """The handler of concerns sees more than who gives the posture out; in it, both see the same."""
    steps: dict[str, dict[str, Any]] = {
        "acknowledge": {"owner": bank.people["hedda"].pk},
        "assess": {},
        "decide": {"outcome": "unfounded", "outcome_why": "Nothing was hidden."},
    }
    for action, values in steps.items():
        bank.does("hedda", "concern", action, bank.records["concern"], reason="Looked at.", **values)
    assert "CON-0001" in str(as_json(present(), bank.actor("hedda")))
    for reader in ("hedda", "mei"):
        made = bank.does("mei", "issued_posture", "create", title="P", lang="en", given_to=bank.people[reader].pk)
        assert isinstance(made, IssuedPosture)
        assert "CON-0001" not in str(made.content)
        assert SECRET not in str(made.content)
