"""A suggested risk that somebody declined: said once, with the grounds there were, and not suggested again on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Record
from aims.risk.families import FAMILIES
from aims.systems.models import AISystem


class DeclinedSuggestion(Record):
    """A family of risks that was looked at for a system and is none of its own. Withdrawn, it is suggested again."""

    system = models.ForeignKey(AISystem, verbose_name=_("AI system"), on_delete=models.PROTECT, related_name="+")
    family = models.CharField(_("family"), max_length=30, choices=FAMILIES)
    why = models.TextField(_("why it is none"), help_text=_("What you looked at, and what rules it out."))
    grounds = RowsField(_("grounds it was suggested on"), columns=(RowColumn("ground", _("ground")),), editable=False)
    """Put in by the system: with a ground that is not among them it is suggested again."""

    class Meta:
        verbose_name = _("declined suggestion")
        verbose_name_plural = _("declined suggestions")
