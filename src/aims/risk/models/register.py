"""The register of risks: what may happen, from what, to whom, how bad it is now and what will remain (6.1.2, 8.2)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.models import Record
from aims.risk.families import FAMILIES, SOURCES
from aims.risk.scales import STEPS, rating
from aims.systems.models import AISystem

from .opportunity import Aim

_STEP = [MinValueValidator(1), MaxValueValidator(STEPS)]


def _step(label: object) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=_STEP)  # type: ignore[arg-type]


class Risk(Record):
    """One risk of one AI system, or of the management system itself where no system is named."""

    system = models.ForeignKey(
        AISystem,
        verbose_name=_("AI system"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty where it is a risk of the management system itself."),
    )
    family = models.CharField(_("family"), max_length=30, choices=FAMILIES)
    aim = models.CharField(_("aim"), max_length=8, choices=Aim.choices, default=Aim.PREVENT)
    stages = CodesField(_("stages of the life cycle"), codes=AISystem.Stage.choices)
    sources = CodesField(_("sources"), codes=SOURCES, help_text=_("As Annex C of ISO/IEC 42001 groups them."))
    source_text = models.TextField(
        _("from what"), blank=True, help_text=_("What there is about the system or around it.")
    )
    event = models.TextField(_("what may happen"), blank=True)
    consequence = models.TextField(_("what would follow, for whom"), blank=True)
    why = models.TextField(
        _("why so likely and so bad"), blank=True, help_text=_("Figures, cases, tests, or whose judgement it is.")
    )
    inherent_likelihood = _step(_("likelihood without controls"))
    inherent_organisation = _step(_("for the organisation, without controls"))
    inherent_people = _step(_("for individuals, without controls"))
    inherent_society = _step(_("for society, without controls"))
    current_likelihood = _step(_("likelihood today"))
    current_organisation = _step(_("for the organisation, today"))
    current_people = _step(_("for individuals, today"))
    current_society = _step(_("for society, today"))
    residual_likelihood = _step(_("likelihood after treatment"))
    residual_organisation = _step(_("for the organisation, after treatment"))
    residual_people = _step(_("for individuals, after treatment"))
    residual_society = _step(_("for society, after treatment"))
    priority = models.PositiveSmallIntegerField(
        _("priority"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("1 is treated first.")
    )
    accepted_until = models.DateField(_("accepted until"), null=True, blank=True)
    condition = models.TextField(_("accepted on condition that"), blank=True)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    @property
    def is_judged(self) -> bool:
        """Whether it was held against the criteria."""
        return self.state not in ("identified", "analysed")

    def clean(self) -> None:
        """A rating is whole or absent, controls raise nothing, and an acceptance ends one day."""
        wrong: dict[str, object] = {}
        for stage in ("inherent", "current", "residual"):
            parts = [getattr(self, f"{stage}_{part}") for part in ("likelihood", "organisation", "people", "society")]
            if any(parts) and not all(parts):
                wrong[f"{stage}_likelihood"] = _("A rating has four figures: the likelihood and three consequences.")
        inherent, current = rating(self, "inherent"), rating(self, "current")
        if inherent and current and current.number > inherent.number:
            wrong["current_likelihood"] = _("It cannot be worse with controls than without: look at both again.")
        if self.state == "accepted" and self.accepted_until is None:
            wrong["accepted_until"] = _("Until when is it accepted? Nothing is accepted for ever.")
        if wrong:
            raise ValidationError(wrong)
