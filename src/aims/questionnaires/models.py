"""A questionnaire as it was imported, and what was answered to it for one AI system (6.1.4, 8.4, A.5.2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.models import Record
from aims.systems.models import AISystem

from .engine import faults, survey_from
from .fields import AnswersField, SurveyField
from .refusals import sentence

SHOWN_FAULTS = 3


class Questionnaire(Record):
    """One edition of a questionnaire. Its content is fixed once it is approved: another edition is another record."""

    release = models.CharField(_("edition"), max_length=40, blank=True, help_text=_("As its publisher calls it."))
    source = models.TextField(
        _("where it comes from"), blank=True, help_text=_("Publisher, address, and the licence it is used under.")
    )
    digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    content = SurveyField(_("content"))

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")


class QuestionnaireResponse(Record):
    """The answers for one AI system. What follows from them, score and level, is computed and stored nowhere."""

    system = models.ForeignKey(AISystem, verbose_name=_("AI system"), on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey(
        Questionnaire, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="+"
    )
    answers = AnswersField(pgettext_lazy("questionnaire", "answers"))

    class Meta:
        verbose_name = _("questionnaire response")
        verbose_name_plural = _("questionnaire responses")

    def clean(self) -> None:
        """It is to an approved questionnaire and stays with it, and each answer fits its question."""
        if self._state.adding and self.survey.in_force_version is None:
            raise ValidationError({"survey": _("This questionnaire is not approved for use.")})
        if not self._state.adding and not type(self).objects.filter(pk=self.pk, survey=self.survey_id).exists():
            raise ValidationError({"survey": _("A response stays with its questionnaire: begin another one.")})
        if wrong := faults(survey_from(self.survey.content), self.answers):
            raise ValidationError({"answers": [sentence(fault) for fault in wrong[:SHOWN_FAULTS]]})
