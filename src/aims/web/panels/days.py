"""A day that people choose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aims.telemetry.reading.days import EARLIEST, LATEST


def day_input() -> forms.DateInput:
    """The browser's own choice of a day; it takes no other spelling than this one, whatever the language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the years in which there can be decisions."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=day_input(), **given)

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` for a day of another time."""
        super().validate(value)
        if value is not None and not EARLIEST <= value <= LATEST:
            years = {"first": EARLIEST.year, "last": LATEST.year}
            raise ValidationError(_("The year must be between %(first)s and %(last)s."), params=years)
