"""What bears on the organisation from outside and within, who has a stake in it, and what binds it (clause 4)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims import catalogue
from aims.kernel.models import Record
from aims.lib.language import language


class ContextIssue(Record):
    """An issue, external or internal, and what it does to the management system (ISO/IEC 42001, 4.1)."""

    class Side(models.TextChoices):
        EXTERNAL = "external", _("external")
        INTERNAL = "internal", _("internal")

    class Climate(models.TextChoices):
        RELEVANT = "relevant", _("climate change is a relevant issue")
        NOT_RELEVANT = "not_relevant", _("climate change is not a relevant issue")

    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    effect = models.TextField(_("effect"), help_text=_("What it changes about what AI can or should do here."))
    effect_alt = models.TextField(_("effect, in the other language"), blank=True)
    climate_decision = models.CharField(
        _("decision on climate change"),
        max_length=12,
        choices=Climate.choices,
        blank=True,
        help_text=_("Only on the one issue that records this decision."),
    )

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")


class InterestedParty(Record):
    """Somebody with a stake, what they require, and whether the management system takes it up (4.2)."""

    class Sort(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        AFFECTED = "affected", _("people affected by AI outputs")
        WORKERS = "workers", _("workers")
        REGULATORS = "regulators", _("regulators")
        SUPPLIERS = "suppliers", _("suppliers")
        OWNERS = "owners", _("owners and lenders")
        OTHER = "other", _("others")

    class Decision(models.TextChoices):
        ADDRESSED = "addressed", _("addressed by the management system")
        NOT_ADDRESSED = "not_addressed", _("not addressed, with a reason")

    sort = models.CharField(_("sort"), max_length=12, choices=Sort.choices)
    requires = models.TextField(_("what they require"))
    requires_alt = models.TextField(_("what they require, in the other language"), blank=True)
    source = models.TextField(_("source"), blank=True, help_text=_("Where they said so: a law, a contract, a talk."))
    decision = models.CharField(_("decision"), max_length=16, choices=Decision.choices, blank=True)
    decision_why = models.TextField(
        _("reason"), blank=True, help_text=_("Why it is not addressed; where it is, link what meets it.")
    )

    class Meta:
        verbose_name = _("interested party")
        verbose_name_plural = _("interested parties")

    def clean(self) -> None:
        """What is left out has its reason."""
        if self.decision == self.Decision.NOT_ADDRESSED and not self.decision_why.strip():
            raise ValidationError({"decision_why": _("Say why this requirement is not addressed.")})


def _short(framework: str) -> str:
    return catalogue.framework(framework).short.in_(language())


_lazily = lazy(_short, str)


def of_the_catalogue() -> list[tuple[str, str]]:
    """The frameworks of the catalogue as codes, by the short names that people call them."""
    return [(one.id, _lazily(one.id)) for one in catalogue.frameworks()]


class Obligation(Record):
    """What a law, a contract or a voluntary code asks, from the day on which it asks it (4.2, A.2.3, A.8.5)."""

    class Source(models.TextChoices):
        LAW = "law", _("law")
        CONTRACT = "contract", _("contract")
        VOLUNTARY = "voluntary", _("voluntary code")

    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    text = models.TextField(_("what it asks"))
    text_alt = models.TextField(_("what it asks, in the other language"), blank=True)
    place = models.CharField(
        _("place in its text"), max_length=300, blank=True, help_text=_("Article, section or clause.")
    )
    framework = models.CharField(
        _("framework"),
        max_length=40,
        blank=True,
        choices=of_the_catalogue,
        help_text=_("Where the catalogue has it: its days and places are then known."),
    )
    applies_from = models.DateField(_("applies from"), help_text=_("The day on which the duty begins for us."))
    applies_until = models.DateField(_("applies until"), null=True, blank=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applies_until=None) | models.Q(applies_until__gte=models.F("applies_from")),
                name="obligation_ends_after_start",
                violation_error_message=_("The obligation would end before it begins: change one of the two days."),
            )
        ]
