"""Columns of the room: a questionnaire as it was imported, and answers to one. Both are data, typed into no form."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import ngettext

from .engine import Unreadable, survey_from
from .refusals import sentence


class SurveyField(models.JSONField):
    """The content of a questionnaire; what the engine does not read whole is not stored."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        """`value` unchanged. Raises `ValidationError` naming what is not understood and where it stands."""
        try:
            survey_from(value)
        except Unreadable as refused:
            raise ValidationError(sentence(refused.fault)) from refused
        return value

    def said(self, value: Any) -> str:
        """What a page says of it in a line."""
        n = len(survey_from(value).questions)
        return ngettext("%(n)s question", "%(n)s questions", n) % {"n": n}


class AnswersField(models.JSONField):
    """Answers by the name of the question. Whether they answer the questionnaire, the record says in `clean`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": dict, "blank": True, **kwargs})

    def clean(self, value: Any, model_instance: Any) -> Any:
        return {} if value is None else value

    def said(self, value: Any) -> str:
        """What a page says of them in a line."""
        n = len(value)
        return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n}
