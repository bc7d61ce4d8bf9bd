"""What may be gained: opportunities of the management system, and the benefit of a system (6.1.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record
from aims.organisation.models import Process
from aims.systems.models import AISystem


class Aim(models.TextChoices):
    """Why a risk or an opportunity is dealt with (6.1.1-b)."""

    ASSURE = "assure", _("assure what is intended")
    PREVENT = "prevent", _("prevent or lessen what is unwanted")
    IMPROVE = "improve", _("improve continually")


class Opportunity(Record):
    """One opportunity: pursued with an action that enters a process, or left with a reason."""

    system = models.ForeignKey(
        AISystem,
        verbose_name=_("AI system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty where it is an opportunity of the management system itself."),
    )
    aim = models.CharField(_("aim"), max_length=8, choices=Aim.choices, default=Aim.IMPROVE)
    benefit = models.TextField(_("benefit expected, and for whom"), blank=True)
    plan = models.TextField(_("what is done"), blank=True)
    process = models.ForeignKey(
        Process,
        verbose_name=_("process it becomes part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    judged_by = models.TextField(_("how its effect is judged"), blank=True, help_text=_("Measure, threshold, day."))
    found = models.TextField(_("benefit found"), blank=True)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
