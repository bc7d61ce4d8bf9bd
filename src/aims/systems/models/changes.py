"""Changes of the management system, of AI systems and of what they are made of (6.3, 8.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Record
from aims.systems.significance import ROLES_IN_QUESTION, SIGNIFICANT

from .register import AISystem


class Change(Record):
    """What is changed, or was found changed: why, with what consequences and means, and what came of it (6.3, 8.1)."""

    class Sort(models.TextChoices):
        AIMS = "aims", _("the management system")
        SYSTEM = "system", _("an AI system")
        MODEL = "model", _("a model")
        DATA = "data", _("data")
        SUPPLIER = "supplier", _("a supplier")

    class Met(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    sort = models.CharField(_("what is changed"), max_length=10, choices=Sort.choices)
    system = models.ForeignKey(
        AISystem,
        verbose_name=_("AI system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Link further systems, data or suppliers under “about”."),
    )
    purpose = models.TextField(_("purpose"), help_text=_("Of an unplanned change: what was found changed."))
    consequences = models.TextField(
        _("possible consequences"), blank=True, help_text=_("For people, for risks and for what is approved already.")
    )
    resources = models.TextField(_("means"), blank=True, help_text=_("Time, money and people that it takes."))
    effect_criterion = models.TextField(
        _("met when"), blank=True, help_text=_("What shows afterwards that it did what it should.")
    )
    significance = CodesField(_("signs of a significant change"), codes=SIGNIFICANT)
    is_called_significant = models.BooleanField(_("significant for another reason"), default=False)
    roles_in_question = CodesField(_("puts our roles in question"), codes=ROLES_IN_QUESTION)
    rollback = models.TextField(_("how it is taken back"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    criterion_met = models.CharField(_("did what it should"), max_length=4, choices=Met.choices, blank=True)
    unintended = models.TextField(_("unintended effects"), blank=True, help_text=_("And what was done about them."))

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    @property
    def is_significant(self) -> bool:
        """Any sign makes it so; a person may only add to that."""
        return self.is_called_significant or bool(self.significance)
