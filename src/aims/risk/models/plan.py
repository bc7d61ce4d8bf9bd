"""The risk treatment plan: what was decided for every risk above the appetite, as designated management approved it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Record
from aims.risk.scales import BANDS

from .treatment import Treatment

PLANNED = (
    RowColumn("risk", _("risk")),
    RowColumn("level", _("level today"), BANDS),
    RowColumn("treatment", _("treatment"), required=False),
    RowColumn("option", _("option"), Treatment.Option.choices, required=False),
    RowColumn("controls", _("controls"), required=False),
    RowColumn("owner", _("owner"), required=False),
    RowColumn("due", _("due on"), required=False),
    RowColumn("residual", _("expected after treatment"), is_number=True, required=False),
)


class TreatmentPlan(Record):
    """A version of the plan. Its lines are put in by the system from risks and treatments as it is submitted."""

    remarks = models.TextField(_("remarks"), blank=True, help_text=_("Resources as a whole, order, what waits."))
    remarks_alt = models.TextField(_("remarks, in the other language"), blank=True)
    lines = RowsField(_("lines of the plan"), columns=PLANNED)

    class Meta:
        verbose_name = _("risk treatment plan")
        verbose_name_plural = _("risk treatment plans")
