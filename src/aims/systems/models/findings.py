"""Tools that lists from outside show and nobody declared (4.3, A.4.2)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import DoneOnField
from aims.kernel.models import Record

from .register import AISystem


class UndeclaredTool(Record):
    """An AI product that a list from outside names, and the register does not, until somebody decides on it (A.4.2)."""

    class Source(models.TextChoices):
        SSO = "sso", _("sign-on list")
        EXPENSES = "expenses", _("expense claims and card statements")
        CONTRACTS = "contracts", _("contracts and orders")
        DNS = "dns", _("names looked up on the network")
        REPOSITORY = "repository", _("software repositories")
        OTHER = "other", _("another list")

    source = models.CharField(_("found in"), max_length=12, choices=Source.choices)
    found_on = DoneOnField(_("found on"))
    product = models.CharField(
        _("product"),
        max_length=80,
        blank=True,
        help_text=_("Its key in the list of known AI products, where it is there."),
    )
    evidence = models.TextField(
        _("what the list says"), blank=True, help_text=_("File, row and the words that were met.")
    )
    system = models.ForeignKey(
        AISystem,
        verbose_name=_("in the register as"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("undeclared tool")
        verbose_name_plural = _("undeclared tools")

    def clean(self) -> None:
        """What is in the register says as what."""
        if self.state == "registered" and self.system_id is None:
            raise ValidationError({"system": _("Say which AI system of the register it is.")})
