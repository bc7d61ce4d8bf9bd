"""What the management system is given to run on, and what it says to whom (7.1, 7.4)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Record
from aims.organisation.days import today

from .context import InterestedParty
from .processes import Process

RESOURCE_SORTS = (
    ("people", _("people")),
    ("money", _("money")),
    ("tools", _("tools")),
    ("computing", _("computing")),
    ("data", _("data")),
)


class ResourceNeed(Record):
    """What is needed to run the management system, whether it was granted, and when it came (ISO/IEC 42001, 7.1)."""

    sorts = CodesField(_("sorts"), codes=RESOURCE_SORTS)
    need = models.TextField(_("what is needed"))
    process = models.ForeignKey(
        Process, verbose_name=_("for the process"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount_unit = models.CharField(
        _("unit of the amount"), max_length=60, blank=True, help_text=_("SGD a year, people, hours a week.")
    )
    needed_by = models.DateField(_("needed by"))
    provided_on = DoneOnField(_("provided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("resource need")
        verbose_name_plural = _("resource needs")

    def clean(self) -> None:
        """What is reported as provided without a day came today."""
        if self.state == "provided" and self.provided_on is None:
            self.provided_on = today()


class CommunicationPlan(Record):
    """A line of the plan: what is said, when, to whom, how and by whom (7.4). Its title is the topic."""

    purpose = models.TextField(_("purpose"), blank=True, help_text=_("What those who are told can do with it."))
    interval_months = models.PositiveSmallIntegerField(
        _("every, in months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    occasion = models.TextField(_("on which occasion"), blank=True, help_text=_("Where it is not said at intervals."))
    parties = CodesField(_("classes of interested parties"), codes=InterestedParty.Sort.choices)
    with_whom = models.TextField(_("with whom"), blank=True)
    channel = models.TextField(_("how"), blank=True)
    languages = models.CharField(_("in which languages"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("line of the communication plan")
        verbose_name_plural = _("communication plan")


class CommunicationSent(Record):
    """That something was said: what, to whom, how, on which day (7.4). The text, or the file attached to it."""

    line = models.ForeignKey(
        CommunicationPlan, verbose_name=_("line of the plan"), on_delete=models.PROTECT, related_name="+"
    )
    to_whom = models.TextField(_("to whom"))
    channel = models.TextField(_("how"), blank=True)
    text = models.TextField(_("what was said"), blank=True, help_text=_("Or attach the file that was sent."))

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communications sent")
