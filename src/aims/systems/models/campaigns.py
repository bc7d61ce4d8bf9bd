"""A round in which every unit is asked whether its list of AI systems is complete (4.3, A.4.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Record


class AttestationCampaign(Record):
    """Each unit is asked by a day: these AI systems and no others? It ends by itself once all have said so (4.3)."""

    due_on = models.DateField(_("answers by"))
    question = models.TextField(
        _("what is asked"),
        blank=True,
        help_text=_("What to look at before confirming: lists, purchases, browser add-ons."),
    )
    question_alt = models.TextField(_("what is asked, in the other language"), blank=True)

    class Meta:
        verbose_name = _("attestation campaign")
        verbose_name_plural = _("attestation campaigns")
