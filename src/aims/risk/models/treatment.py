"""What is done about a risk: one action, with who does it, until when, and whether it worked (6.1.3, 8.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Record
from aims.organisation.models import Process
from aims.risk.families import ANNEX_A

from .register import Risk


class Treatment(Record):
    """One action of the treatment plan. Its title says what is done."""

    class Option(models.TextChoices):
        REDUCE = "reduce", _("reduce it")
        AVOID = "avoid", _("avoid it: do not do what gives rise to it")
        REMOVE = "remove_source", _("remove its source")
        SHARE = "share", _("share it")
        TAKE = "take", _("take it, for what is gained")

    treats = models.ForeignKey(Risk, verbose_name=_("risk"), on_delete=models.PROTECT, related_name="+")
    option = models.CharField(_("option"), max_length=14, choices=Option.choices)
    why = models.TextField(_("why this option"), blank=True)
    controls = CodesField(_("controls of Annex A"), codes=ANNEX_A)
    process = models.ForeignKey(
        Process,
        verbose_name=_("process it becomes part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resources = models.TextField(_("resources"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    extended_why = models.TextField(_("why its day was moved"), blank=True)
    expected = models.TextField(_("effect expected, and how it will be seen"), blank=True)
    found = models.TextField(_("effect found"), blank=True)

    PLANNED = ("why", "resources", "due_on", "expected")
    """What is filled before designated management approves it."""

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    @property
    def is_planned(self) -> bool:
        return all(getattr(self, name) for name in self.PLANNED)
