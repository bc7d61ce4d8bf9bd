"""Every figure of months has an end: what reckons with it may not run past the calendar."""

from django.core.validators import MaxValueValidator
from django.db import models

from aims.kernel.kinds import KINDS


def test_every_field_of_months_has_a_most() -> None:
    fields = {f for kind in KINDS for f in kind.model._meta.fields if isinstance(f, models.IntegerField)}
    months = {f for f in fields if f.name.endswith("_months") or f.name.startswith("months_")}
    assert len(months) > 10
    assert [
        str(f)
        for f in months
        if not any(isinstance(v, MaxValueValidator) and v.limit_value <= 240 for v in f._validators)
    ] == []
