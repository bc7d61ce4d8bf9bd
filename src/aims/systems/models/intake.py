"""What people ask for and declare, before anything is an AI system of the register (A.4.2, A.6.1.3, A.9.2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.fields import DoneOnField
from aims.kernel.models import Record

from .register import AISystem


class Proposal(Record):
    """Somebody proposes an AI system, asks to use a tool, or says that they use one already (A.4.2, A.9.2).

    Seven plain questions and no more; what else must be known is asked of those who take the system in.
    """

    class Door(models.TextChoices):
        SYSTEM = "system", _("a new AI system")
        TOOL = "tool", _("a tool I would like to use")
        IN_USE = "in_use", _("a tool I use already")

    class About(models.TextChoices):
        NOTHING = "nothing", _("nothing about people")
        STAFF = "staff", _("about colleagues")
        PUBLIC = "public", _("about customers, applicants or other people outside")
        UNSURE = "unsure", _("I am not sure")

    class Reach(models.TextChoices):
        TEAM = "team", _("only me and my team")
        STAFF = "staff", _("colleagues elsewhere")
        PUBLIC = "public", _("customers, applicants or other people outside")
        UNSURE = "unsure", _("I am not sure")

    class Checked(models.TextChoices):
        ALWAYS = "always", _("always")
        SOMETIMES = "sometimes", _("sometimes")
        NEVER = "never", pgettext_lazy("read by a person", "never")
        UNSURE = "unsure", _("I am not sure")

    door = models.CharField(_("what this is about"), max_length=8, choices=Door.choices)
    purpose = models.TextField(_("what it is for"), help_text=_("Two sentences are enough: what you do with it."))
    supplier = models.CharField(_("who makes it"), max_length=300, blank=True)
    data_about = models.CharField(_("what goes into it"), max_length=8, choices=About.choices, blank=True)
    reaches = models.CharField(_("whom its results reach"), max_length=8, choices=Reach.choices, blank=True)
    checked = models.CharField(
        _("does a person look at each result before it is used"), max_length=12, choices=Checked.choices, blank=True
    )
    needed_by = models.DateField(_("wanted by"), null=True, blank=True)
    used_since = DoneOnField(_("used since"), null=True, blank=True)
    decision_why = models.TextField(_("reason for the decision"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("Leave empty where it is a plain yes."))
    system = models.ForeignKey(
        AISystem,
        verbose_name=_("in the register as"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def clean(self) -> None:
        """A decision has its reason, which its author reads; what is in the register says as what."""
        if self.state in ("accepted", "declined") and not self.decision_why.strip():
            raise ValidationError({"decision_why": _("Say why: whoever proposed it reads this.")})
        if self.state == "registered" and self.system_id is None:
            raise ValidationError({"system": _("Say which AI system of the register it is.")})
