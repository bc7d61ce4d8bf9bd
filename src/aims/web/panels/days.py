"""A day that people choose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

YEARS = range(1970, 3000)


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
        if value is not None and value.year not in YEARS:
            raise ValidationError(_("The year must be between 1970 and 2999."))
