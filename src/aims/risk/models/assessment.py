"""The assessment of the risks of one AI system, or of the management system itself (8.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Record
from aims.risk.scales import BANDS
from aims.systems.models import AISystem

from .criteria import RiskCriteria

RESULTS = (
    RowColumn("ref", _("risk")),
    RowColumn("version", _("as of change"), is_number=True),
    RowColumn("inherent", _("without controls"), is_number=True, required=False),
    RowColumn("current", _("today"), is_number=True, required=False),
    RowColumn("residual", _("after treatment"), is_number=True, required=False),
    RowColumn("level", _("level today"), BANDS),
    RowColumn("tolerated", _("tolerated"), (("yes", _("yes")), ("no", _("no")))),
    RowColumn("priority", _("priority"), is_number=True, required=False),
)


class RiskAssessment(Record):
    """One system's risk assessment. Each planned interval is a version of it: what was approved is not edited.

    What the system puts into it is the use that was assessed, the criteria, and at submission the figures of each risk.
    """

    class Trigger(models.TextChoices):
        PLANNED = "planned", _("its interval is over")
        FIRST = "first", _("first assessment")
        CHANGE = "change", _("significant change")
        INCIDENT = "incident", _("incident or breach")
        LAW = "law", _("new law or obligation")

    system = models.ForeignKey(
        AISystem,
        verbose_name=_("AI system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty where the management system itself is assessed."),
    )
    trigger = models.CharField(_("why now"), max_length=10, choices=Trigger.choices, default=Trigger.PLANNED)
    participants = models.TextField(
        _("who took part"), blank=True, help_text=_("And for whom they spoke: those affected too.")
    )
    context = models.TextField(
        _("context"), blank=True, help_text=_("Field and setting of use, issues and needs that bear on it (4.1, 4.2).")
    )
    conclusion = models.TextField(_("conclusion"), blank=True)
    criteria = models.ForeignKey(
        RiskCriteria, verbose_name=_("criteria"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    criteria_edition = models.PositiveIntegerField(_("version of the criteria"), null=True, blank=True)
    use_assessed = models.TextField(_("intended use as assessed"), blank=True)
    results = RowsField(_("risks judged"), columns=RESULTS)

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
