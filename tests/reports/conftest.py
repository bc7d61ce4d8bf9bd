"""A bank with criteria in force and two risks: one treated, one not rated. What a test does to it is undone."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from aims.kernel.models import Record
from tests import bank as building
from tests.bank import Bank

HIDDEN = "Thin-file applicants are refused more often"
STEPS = ("likelihood", "organisation", "people", "society")


def rated(stage: str, *steps: int) -> dict[str, int]:
    return dict(zip((f"{stage}_{step}" for step in STEPS), steps, strict=True))


def _judged(bank: Bank) -> None:
    own = {"owner": bank.people["mei"].pk}
    words = {"title": "Risk criteria of the bank", "title_alt": "本行风险准则", "lang": "en"}
    criteria = bank.does("mei", "risk_criteria", "create", **words, **own, method="A workshop.", treating="Weighed.")
    criteria = bank.does("arjun", "risk_criteria", "approve", bank.does("mei", "risk_criteria", "submit", criteria))
    said = {"event": "It refuses them.", "consequence": "They are refused.", "source_text": "Few data.", "why": "Seen."}
    risk = bank.does(
        "mei",
        "risk",
        "create",
        title=HIDDEN,
        title_alt="信用记录少的申请人更易被拒",
        lang="en",
        family="bias",
        system=bank.records["system"].pk,
        owner=bank.people["jonas"].pk,
        **said,
        **rated("inherent", 4, 3, 4, 3),
        **rated("current", 3, 3, 4, 2),
        **rated("residual", 2, 2, 3, 2),
    )
    risk = bank.does("mei", "risk", "evaluate", bank.does("mei", "risk", "analyse", risk), priority=1)
    treatment = bank.does(
        "mei",
        "treatment",
        "create",
        title="A person looks again",
        title_alt="由人复核",
        lang="en",
        treats=risk.pk,
        option="reduce",
        controls=["A.9.2"],
        why="It works.",
        resources="Two people.",
        expected="Fewer refusals.",
        due_on=dt.date(2030, 1, 31),
        owner=bank.people["jonas"].pk,
    )
    treatment = bank.does("arjun", "treatment", "approve", treatment)
    bare = bank.does("mei", "risk", "create", title="Nobody answers for overrides", lang="en", family="bias")
    found: dict[str, Record] = {"criteria": criteria, "risk": risk, "treatment": treatment, "bare": bare}
    bank.records.update(found)


@pytest.fixture(scope="module")
def judged(django_db_setup: None, django_db_blocker: Any) -> Iterator[Bank]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = building.build()
        _judged(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def bank(judged: Bank, db: None) -> Bank:
    return judged
