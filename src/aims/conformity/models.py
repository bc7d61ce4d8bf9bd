"""What people add to what code computes: criteria fixed beforehand, judgements, and postures that were issued."""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims import catalogue
from aims.kernel.fields import CodesField, RowColumn, RowsField
from aims.kernel.models import Person, Record
from aims.kernel.roles import role_name, roles
from aims.kernel.wording import filled

_MONTHS = [MinValueValidator(1), MaxValueValidator(60)]


ROLES = [(role, role_name(role)) for role in roles()]


def roles_proposed() -> list[str]:
    """The roles without which the management system does not run; our proposal, in the order of the list."""
    return [
        "top_management",
        "aims_manager",
        "designated_management",
        "incident_manager",
        "concern_handler",
        "audit_programme_manager",
        "document_controller",
    ]


def _months(label: object, default: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, default=default, validators=_MONTHS)  # type: ignore[arg-type]


def _up_to(most: int) -> "list[MinValueValidator | MaxValueValidator]":
    return [MinValueValidator(1), MaxValueValidator(most)]


def _days(label: object, default: int, most: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, default=default, validators=_up_to(most))  # type: ignore[arg-type]


class EvaluationCriteria(Record):
    """The numbers that checks measure by. Those in force are the ones last approved; until then, our proposals."""

    attestation_months = _months(_("a completeness attestation counts for, in months"), 12)
    roles_months = _months(_("AI roles of a system are looked at again after, in months"), 12)
    judgement_months = _months(_("a judgement counts for, in months"), 24)
    use_months = _months(_("the intended use of a system is confirmed again after, in months"), 12)
    document_months = _months(_("a controlled document is reviewed after, in months"), 12)
    quality_months = _months(_("a measurement of the quality of data counts for, in months"), 12)
    report_months = _months(_("top management is told where the organisation stands after, in months"), 6)
    leadership_months = _months(_("top management speaks, decides on resources and improves after, in months"), 12)
    acknowledged_days = models.PositiveSmallIntegerField(
        _("a document is acknowledged within, in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    acknowledged_share = models.PositiveSmallIntegerField(
        _("of those asked, so many acknowledge in time, in per cent"),
        default=95,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    awareness_percent = models.PositiveSmallIntegerField(
        _("people who are aware, in percent, at the least"),
        default=95,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
    )
    roles_needed = CodesField(_("roles that somebody must hold"), codes=ROLES, default=roles_proposed)
    concern_acknowledged_days = models.PositiveSmallIntegerField(
        _("a concern is acknowledged within, in days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    concern_decided_days = models.PositiveSmallIntegerField(
        _("a concern is decided within, in days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    proposal_days = models.PositiveSmallIntegerField(
        _("a proposal of an AI system or tool is decided within, in days"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    correction_major_days = models.PositiveSmallIntegerField(
        _("a major nonconformity is corrected within, in days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    correction_minor_days = models.PositiveSmallIntegerField(
        _("a minor nonconformity is corrected within, in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    analysis_days = models.PositiveSmallIntegerField(
        _("a nonconformity is analysed and acted on within, in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    effect_days = models.PositiveSmallIntegerField(
        _("the effect of an action shows after, in days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    emergency_days = models.PositiveSmallIntegerField(
        _("a change done in an emergency is approved afterwards within, in days"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    unplanned_days = models.PositiveSmallIntegerField(
        _("a change found unplanned is assessed and decided on within, in days"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    objective_begun_days = _days(_("an objective that was approved or revised is begun within, in days"), 14, 90)
    objective_decided_days = _days(_("an objective past its day is decided upon within, in days"), 30, 180)
    treatment_days = _days(_("a risk above the appetite has a treatment within, in days"), 30, 180)
    test_answered_days = _days(_("a failed test of a control is answered within, in days"), 14, 90)
    access_months = _months(_("who may open what is looked at again after, in months"), 6)
    restore_months = _months(_("the restore of a backup is tried again after, in months"), 12)
    find_minutes = models.PositiveSmallIntegerField(
        _("whoever needs a document finds it within, in minutes"), default=5, validators=_up_to(60)
    )

    class Meta:
        verbose_name = _("evaluation criteria")
        verbose_name_plural = _("evaluation criteria")


_OWN_CONTROL = re.compile(r"CTL-\d{4,9}")
ENTRIES = (
    RowColumn("control", _("control")),
    RowColumn("applies", _("applies"), (("yes", _("yes")), ("no", _("no"))), required=False),
    RowColumn("why", _("reason"), required=False),
    RowColumn("why_alt", _("reason, in the other language"), required=False),
    RowColumn("drivers", _("asked for by"), required=False, is_noted=True),
)


class StatementOfApplicability(Record):
    """Each control of Annex A and each of the organisation's own: in or out, and why (6.1.3-f).

    What stands in `drivers` the system writes as it is submitted; in or out, and the reason, is said by people.
    """

    class Disclosure(models.TextChoices):
        PUBLIC = "public", _("public")
        ON_REQUEST = "on_request", _("on request")
        INTERNAL = "internal", _("internal only")

    entries = RowsField(
        _("controls"),
        columns=ENTRIES,
        help_text=_("One control a line: control | yes or no | reason | reason in the other language | asked for by."),
    )
    additional = models.TextField(
        _("controls beyond Annex A"), blank=True, help_text=_("Which own controls are needed, or why none are.")
    )
    disclosure = models.CharField(_("who gets it"), max_length=10, choices=Disclosure.choices, blank=True)

    class Meta:
        verbose_name = _("Statement of Applicability")
        verbose_name_plural = _("Statements of Applicability")

    def clean(self) -> None:
        """Each control stands once, and under Annex A only what stands there."""
        named = [str(row.get("control", "")) for row in self.entries]
        known = {control.place for control in catalogue.controls()}
        strange = next((name for name in named if name not in known and not _OWN_CONTROL.fullmatch(name)), None)
        twice = next((name for name, n in Counter(named).items() if n > 1), None)
        if strange is not None:
            sentence = _("“%(name)s” is no control: write A.2.2 to A.10.4, or the ref of one of your own, as CTL-0007.")
            raise ValidationError({"entries": filled(sentence, {"name": strange[:20]})})
        if twice is not None:
            raise ValidationError(
                {"entries": filled(_("%(name)s stands there twice: keep one line."), {"name": twice})}
            )


class Judgement(Record):
    """What a named person concludes about a requirement, where code cannot: is it suitable, is it adequate?"""

    class Conclusion(models.TextChoices):
        ADEQUATE = "adequate", _("adequate")
        PARTLY = "partly", _("adequate in part")
        INADEQUATE = "inadequate", _("not adequate")

    requirement = models.CharField(_("requirement"), max_length=80)
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=Conclusion.choices)
    reasons = models.TextField(_("reasons"), help_text=_("What you looked at and why you conclude this."))

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")


class IssuedPosture(Record):
    """A posture as it was given out, with the versions of the checks that computed it. Shown unchanged for ever."""

    content = models.JSONField(_("content"), default=dict, editable=False)
    given_to = models.ForeignKey(
        Person, verbose_name=_("given to"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("issued posture")
        verbose_name_plural = _("issued postures")
