"""What is said to have been done on a day still to come is refused, whatever field says when it was done."""

import datetime as dt

import pytest
from django.db import models

from aims.kernel.denied import Denied
from aims.kernel.fields import DoneOnField
from aims.kernel.kinds import KINDS
from tests.bank import build

AHEAD = {"due_on", "starts_on", "ends_on", "contract_ends_on", "retaliation_check_on"}
"""Days that may well be still to come."""


def test_every_day_on_which_something_was_done_says_so() -> None:
    days = {f for kind in KINDS for f in kind.model._meta.fields if isinstance(f, models.DateField)}
    said = {f.name for f in days if not isinstance(f, models.DateTimeField | DoneOnField) and f.name.endswith("_on")}
    assert said == AHEAD


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["screened_on", "subjects_heard_on"])
def test_a_day_still_to_come_is_no_day_on_which_it_was_done(name: str) -> None:
    bank = build()
    made = bank.does("mei", "impact_assessment", "create", title="Impact", system=bank.records["system"].pk)
    with pytest.raises(Denied) as refused:
        bank.does("mei", "impact_assessment", "edit", made, **{name: dt.date(2999, 1, 1)})
    assert "still to come" in str(refused.value.fields[name])
    assert bank.does("mei", "impact_assessment", "edit", made, **{name: dt.date(2020, 1, 1)})
