"""Controls, of Annex A or the organisation's own, and the tests of whether they work (6.1.3, 8.3)."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField
from aims.kernel.models import Record
from aims.kernel.roles import role_name, roles
from aims.risk.families import ANNEX_A


class Control(Record):
    """One necessary control: what it is, how it is done here, for which objective, who must know it, its test."""

    annex_a = models.CharField(
        _("control of Annex A"),
        max_length=12,
        choices=ANNEX_A,
        blank=True,
        help_text=_("Empty where it is a control of your own."),
    )
    description = models.TextField(_("what it is"), blank=True)
    description_alt = models.TextField(_("what it is, in the other language"), blank=True)
    how = models.TextField(_("how it is done here"), blank=True)
    how_alt = models.TextField(_("how it is done here, in the other language"), blank=True)
    guidance = models.TextField(
        _("guidance considered"), blank=True, help_text=_("What of the guidance in Annex B was taken up, and what not.")
    )
    guidance_alt = models.TextField(_("guidance considered, in the other language"), blank=True)
    known_to = CodesField(_("who must know it"), codes=[(role, role_name(role)) for role in roles()])
    told_how = models.TextField(_("how it was made known"), blank=True)
    told_on = DoneOnField(_("made known on"), null=True, blank=True)
    test_method = models.TextField(_("how it is tested"), blank=True)
    test_months = models.PositiveSmallIntegerField(
        _("tested every, in months"), default=12, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )

    class Meta:
        verbose_name = _("control")
        verbose_name_plural = _("controls")


class ControlTest(Record):
    """One test of a control on a sample, concluded by somebody who does not own the control."""

    class Result(models.TextChoices):
        PASSED = "passed", _("it works")
        FAILED = "failed", _("it does not work")

    tested = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="+")
    population = models.TextField(_("out of what"), blank=True, help_text=_("All cases of which period."))
    sample = models.TextField(_("sample"), blank=True, help_text=_("How many, and how they were chosen."))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, blank=True)
    found = models.TextField(_("what was found"), blank=True)
    answer = models.TextField(_("what follows from it"), blank=True)

    class Meta:
        verbose_name = _("control test")
        verbose_name_plural = _("control tests")

    @property
    def concluded_on(self) -> dt.date:
        """The day it was made, else the day of this version."""
        return self.happened_on or timezone.localtime(self.stamp.at).date()
