"""What each role takes, and who has it (ISO/IEC 42001, 7.2, A.4.6)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import remembered
from aims.kernel.models import Person, Record
from aims.kernel.world import World, present
from aims.lib.clock import months_after
from aims.organisation.days import today
from aims.organisation.fields import RoleField


class Level(models.TextChoices):
    """How far somebody has come; each includes those before it."""

    AWARE = "1", _("1 knows what it is about")
    WORKING = "2", _("2 does it with guidance")
    INDEPENDENT = "3", _("3 does it alone")
    EXPERT = "4", _("4 leads and teaches it")


class CompetenceRequirement(Record):
    """What the work of a role takes, and by what it is shown (7.2)."""

    role = RoleField(_("role"))
    level = models.CharField(_("level required"), max_length=1, choices=Level.choices, default=Level.INDEPENDENT)
    knowledge = models.TextField(_("knowledge"), blank=True)
    skills = models.TextField(_("skills"), blank=True)
    experience = models.TextField(_("experience"), blank=True)
    evidence_wanted = models.TextField(_("evidence wanted"), help_text=_("By what somebody shows that they have it."))
    valid_months = models.PositiveSmallIntegerField(
        _("counts for, in months"), default=24, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    decides = models.BooleanField(
        _("without it the role decides nothing"),
        default=False,
        help_text=_("Whoever holds the role without current competence may neither approve nor review by it."),
    )

    class Meta:
        verbose_name = _("competence requirement")
        verbose_name_plural = _("competence requirements")


def counts_until(world: World, role: str, rated_on: dt.date) -> dt.date | None:
    """The last day that the requirement in force lets a rating count; of several requirements the strictest."""
    months = remembered(world, "months that competence counts", _months).get(role)
    return months_after(rated_on, months) if months else None


def _months(world: World) -> dict[str, int]:
    longest_first = sorted(world.in_force(CompetenceRequirement), key=lambda one: -one.valid_months)
    return {one.role: one.valid_months for one in longest_first}


class Competence(Record):
    """Whether a person has what a role takes, by which evidence, until when (7.2)."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    role = RoleField(_("role"))
    level = models.CharField(_("level reached"), max_length=1, choices=Level.choices, blank=True)
    evidence = models.TextField(_("evidence"), blank=True, help_text=_("What was seen, and of which day."))
    gap = models.TextField(_("what is missing"), blank=True)
    plan = models.TextField(_("plan"), blank=True, help_text=_("How the gap is closed."))
    plan_due = models.DateField(_("closed by"), null=True, blank=True)
    supervision = models.TextField(
        _("meanwhile"), blank=True, help_text=_("Who supervises the work, or what the person does not do until then.")
    )
    effect_criterion = models.TextField(
        _("how the effect will show"),
        blank=True,
        help_text=_("Set before the training: what will be seen in the work."),
    )
    effect = models.TextField(_("what the training changed"), blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")

    def clean(self) -> None:
        """Each state has what it rests on; who is rated is so no longer than the requirement lets it count."""
        if self.state == "in_training":
            self.effect = ""  # of this plan nothing can be said yet
        needed = {
            "assessed": {"level": _("Say which level was seen."), "evidence": _("Say what was seen.")},
            "competent": {"valid_until": _("Say until when it counts.")},
            "gap": {"gap": _("Say what is missing.")},
            "in_training": {
                "plan": _("Say how the gap is closed."),
                "plan_due": _("Say by when."),
                "supervision": _("Say who supervises, or what the person does not do meanwhile."),
                "effect_criterion": _("Say beforehand how the effect will show in the work."),
            },
        }.get(self.state, {})
        missing = {name: why for name, why in needed.items() if not getattr(self, name)}
        if self.state == "assessed" and self.plan and not self.effect.strip():
            missing["effect"] = _("Say what the training changed, measured as was set before.")
        if missing:
            raise ValidationError(missing)
        if self.state == "competent":
            self._counts_no_longer()

    def _counts_no_longer(self) -> None:
        latest = counts_until(present(), self.role, today())
        if latest and self.valid_until and self.valid_until > latest:
            words = _(
                "By the requirement of the role a rating counts until %(date)s at most: choose that day or an earlier "
                "one."
            )
            raise ValidationError({"valid_until": words % {"date": latest}})
