"""What people whom an AI system decides about are told before it does, and how it is known that they saw it (A.8.2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.fields import DoneOnField
from aims.kernel.models import WRITTEN_IN, Record, to_spine
from aims.systems.models.register import to_release, to_system


class AffectedNotice(Record):
    """One notice to people affected: to whom, when, where, in which language, for which version, in which words."""

    class Channel(models.TextChoices):
        BEFORE_USE = "screen", _("on the screen, before it is used")
        LETTER = "letter", _("by letter")
        CONTRACT = "contract", pgettext_lazy("notice", "in the contract")
        WEB = "web", _("on a web page")
        PLACE = "place", _("a sign in the place")
        SPOKEN = "spoken", _("told by a person")

    record_ptr = to_spine()
    system = to_system()
    release = to_release()
    audience = models.TextField(_("who is told"))
    moment = models.TextField(_("when they are told"), help_text=_("Before the system decides about them."))
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices, default=Channel.LETTER)
    place = models.CharField(_("where"), max_length=500, help_text=_("The place, the paper or the address."))
    written_in = models.CharField(_("language of the notice"), max_length=8, choices=WRITTEN_IN, default="en")
    words = models.TextField(_("the words shown"), help_text=_("As people read them, from the first to the last."))
    shown_from = models.DateField(_("shown from"))
    proof = models.TextField(_("proof that it was shown"), blank=True)
    proven_on = DoneOnField(_("seen to be shown on"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice to people affected")
        verbose_name_plural = _("notices to people affected")

    def clean(self) -> None:
        """What proves that it was shown is of a day on which it was."""
        if bool(self.proof) != bool(self.proven_on):
            raise ValidationError({"proof": _("Say what proves it, and of which day.")})
        if self.proven_on and self.proven_on < self.shown_from:
            raise ValidationError({"proven_on": _("It was not shown yet on that day.")})
