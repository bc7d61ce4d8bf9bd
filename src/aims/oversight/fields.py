"""A column that holds a condition: stored as its tree, written by people as lines, read as a sentence."""

import json
from typing import Any

from aims_sdk.conditions import Condition, Wrong, as_json, read
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from . import saying, writing


class ConditionField(models.JSONField):
    """Which decisions are meant; empty for none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """The tree to store, from a tree, from JSON or from lines. Raises `ValidationError` naming what is wrong."""
        try:
            return as_json(_condition(value)) if value not in (None, "", {}) else {}
        except Wrong as wrong:
            raise ValidationError(saying.why_wrong(wrong)) from wrong

    def said(self, value: Any) -> str:
        """The tree as people read it."""
        return saying.sentence(read(value)) if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        """A box of lines."""
        return _LinesField(
            required=not self.blank, label=kwargs.get("label", self.verbose_name), help_text=self.help_text
        )


def _condition(value: Any) -> Condition:
    if not isinstance(value, str):
        return read(value)
    if value.lstrip().startswith("{"):
        try:
            return read(json.loads(value))
        except (ValueError, RecursionError) as wrong:
            raise Wrong("not_a_map", "") from wrong
    return writing.read_lines(value)


class _LinesField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return writing.to_text(read(value)) if value else ""
        return value
