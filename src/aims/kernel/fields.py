"""Field types that the registry's declarations need beyond Django's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CodesField(models.JSONField):
    """Several of a closed list of codes, in the order of the list."""

    def __init__(self, *args: Any, codes: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        self.codes = tuple(codes)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """The codes are the model's, not the table's: changing them is no migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        if value in (None, ""):
            return []
        return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else list(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        known = [code for code, _label in self.codes]
        if strange := [str(code) for code in value if code not in known]:
            raise ValidationError(
                _("“%(strange)s” is not in the list. Possible are: %(known)s."),
                params={"strange": ", ".join(strange), "known": ", ".join(known)},
            )
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def clean(self, value: Any, model_instance: Any) -> Any:
        chosen = self.to_python(value)
        self.validate(chosen, model_instance)
        return [code for code, _label in self.codes if code in chosen]

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
