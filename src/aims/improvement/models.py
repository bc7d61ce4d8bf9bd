"""What went wrong or might: concerns that people raise, and nonconformities."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record


class Concern(Record):
    """A worry about an AI system or how it is used, raised in confidence (ISO/IEC 42001, A.3.3)."""

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("founded")
        PARTLY = "partly", _("partly founded")
        UNFOUNDED = "unfounded", _("unfounded")

    text = models.TextField(_("what worries you"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_why = models.TextField(_("why this outcome"), blank=True)
    feedback = models.TextField(_("what the reporter was told"), blank=True)
    retaliation_check_on = models.DateField(_("check for retaliation on"), null=True, blank=True)

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")


class Nonconformity(Record):
    """A requirement that is not fulfilled, until somebody else than its owner finds it put right (10.2)."""

    class Grade(models.TextChoices):
        MAJOR = "major", _("major")
        MINOR = "minor", _("minor")

    class Needed(models.TextChoices):
        YES = "yes", _("its causes are removed")
        NO = "no", _("the correction is enough")

    requirement = models.CharField(_("requirement"), max_length=80)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices)
    statement = models.TextField(_("what was found"))
    correction = models.TextField(_("correction"), blank=True)
    consequences = models.TextField(_("consequences"), blank=True)
    cause = models.TextField(_("cause, and how it was found"), blank=True)
    action_needed = models.CharField(_("must its causes be removed?"), max_length=4, choices=Needed.choices, blank=True)
    similar_cases = models.TextField(_("similar cases looked for"), blank=True)
    action_plan = models.TextField(_("what is done, by whom, by when"), blank=True)
    action_due = models.DateField(_("action due on"), null=True, blank=True)
    effect_criterion = models.TextField(
        _("what will show the effect"), blank=True, help_text=_("Fixed before anything is done.")
    )
    effect = models.TextField(_("how the effect was shown"), blank=True)
    aims_change = models.TextField(
        _("what changes in the management system, or why nothing"),
        blank=True,
        help_text=_("Asked for by 10.2-h when it is closed; “nothing, because …” is an answer."),
    )

    class Meta:
        verbose_name = _("nonconformity")
        verbose_name_plural = _("nonconformities")

    @property
    def is_open(self) -> bool:
        return self.state not in ("closed", "rejected")
