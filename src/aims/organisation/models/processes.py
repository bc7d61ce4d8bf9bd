"""The processes of the management system, how they connect, and that they ran as planned (4.4, 8.1)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record, to_spine


class Process(Record):
    """A process of the management system: what it takes, what it gives, and by which criteria it runs (4.4, 8.1)."""

    class Clause(models.TextChoices):
        CONTEXT = "4", _("4 context")
        LEADERSHIP = "5", _("5 leadership")
        PLANNING = "6", _("6 planning")
        SUPPORT = "7", _("7 support")
        OPERATION = "8", _("8 operation")
        EVALUATION = "9", _("9 performance evaluation")
        IMPROVEMENT = "10", _("10 improvement")

    class Within(models.TextChoices):
        PURCHASING = "purchasing", _("purchasing")
        PRODUCT = "product", _("product development")
        PERSONNEL = "personnel", _("personnel")
        CHANGE = "change", _("change")

    record_ptr = to_spine()
    clause = models.CharField(_("clause"), max_length=2, choices=Clause.choices)
    purpose = models.TextField(_("purpose"))
    purpose_alt = models.TextField(_("purpose, in the other language"), blank=True)
    inputs = models.TextField(_("inputs"), blank=True, help_text=_("What it takes, and from where."))
    outputs = models.TextField(_("outputs"), blank=True, help_text=_("What it gives, and to whom."))
    criteria = models.TextField(
        _("criteria"), blank=True, help_text=_("When it may begin, when it is done, and what would stop it.")
    )
    step_of = models.CharField(
        _("step of a business process"),
        max_length=12,
        choices=Within.choices,
        blank=True,
        help_text=_("Where it is part of how the organisation buys, builds, hires or changes anyway."),
    )
    cycle_months = models.PositiveSmallIntegerField(
        _("cycle in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("How often it leaves a record when it runs as planned."),
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")


class OperationRecord(Record):
    """That a process ran: what was done, what came of it, what went otherwise than planned (8.1)."""

    process = models.ForeignKey(Process, verbose_name=_("process"), on_delete=models.PROTECT, related_name="+")
    done = models.TextField(_("what was done"))
    outcome = models.TextField(_("what came of it"))
    deviation = models.TextField(_("what went otherwise than planned"), blank=True)

    class Meta:
        verbose_name = _("operation record")
        verbose_name_plural = _("operation records")
