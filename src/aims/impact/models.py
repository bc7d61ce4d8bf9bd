"""How impacts are assessed, and the assessment of an AI system: for whom good or harm, how much (6.1.4, 8.4, A.5)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, DoneOnField, RowColumn, RowsField
from aims.kernel.models import Person, Record
from aims.risk.scales import BANDS
from aims.systems.models.register import to_system

from .dimensions import ASPECTS, DIMENSIONS, GROUPS, SCREENING, blank_rows, codes, figure

JUDGED = (
    RowColumn("dimension", _("dimension"), DIMENSIONS),
    RowColumn("benefits", _("benefits"), required=False),
    RowColumn("harms", _("harms"), required=False),
    RowColumn("who", _("who is affected"), required=False),
    RowColumn("severity", _("severity"), codes("severity"), required=False),
    RowColumn("scale", _("scale"), codes("scale"), required=False),
    RowColumn("reversibility", _("reversibility"), codes("reversibility"), required=False),
    RowColumn("vulnerability", _("vulnerability of those affected"), codes("vulnerability"), required=False),
    RowColumn("measures", _("measures"), required=False),
    RowColumn("residual", _("what remains"), BANDS, required=False),
    RowColumn("not_rated_why", _("why not judged"), required=False),
)
_MONTHS = [MinValueValidator(1), MaxValueValidator(60)]
HEARD = (RowColumn("who", _("who")), RowColumn("when", _("when")), RowColumn("said", _("what they said")))


class ImpactMethod(Record):
    """How impacts are assessed: on which occasions, by whom, by which figures; approved before anybody assesses."""

    method = models.TextField(_("how impacts are assessed"), blank=True)
    method_alt = models.TextField(_("how impacts are assessed, in the other language"), blank=True)
    triggers = models.TextField(_("occasions"), blank=True, help_text=_("What sets off an assessment, or a new one."))
    deciding = models.TextField(_("who assesses, who approves"), blank=True)
    use_of_results = models.TextField(_("what the results are used for"), blank=True)
    weighty = models.CharField(
        _("asks for controls and oversight from"), max_length=9, choices=BANDS, default=BANDS[1][0]
    )
    grave = models.CharField(_("is taken up as a risk from"), max_length=9, choices=BANDS, default=BANDS[2][0])
    months_high = models.PositiveSmallIntegerField(_("months until the next, tier high"), default=6, validators=_MONTHS)
    months_medium = models.PositiveSmallIntegerField(
        _("months until the next, tier medium"), default=12, validators=_MONTHS
    )
    months_low = models.PositiveSmallIntegerField(_("months until the next, tier low"), default=24, validators=_MONTHS)

    class Meta:
        verbose_name = _("method of impact assessment")
        verbose_name_plural = _("methods of impact assessment")

    def months(self, tier: str) -> int:
        """The longest time until a system of `tier` is assessed again; one without a tier as one of the highest."""
        return {"medium": self.months_medium, "low": self.months_low}.get(tier, self.months_high)


class ImpactAssessment(Record):
    """One assessment of one AI system, or of several that work as one; a screening is a short one."""

    class Occasion(models.TextChoices):
        NEW = "new", _("new system")
        CHANGE = "change", _("significant change")
        INTERVAL = "interval", _("planned interval")
        EVENT = "event", _("incident or concern")
        LAW = "law", _("new obligation")

    class Disclosure(models.TextChoices):
        NOBODY = "nobody", _("to nobody outside")
        AFFECTED = "affected", _("to people affected")
        PARTIES = "parties", _("to named parties")
        PUBLIC = "public", _("published")

    system = to_system()
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices, default=Occasion.NEW)
    assessor = models.ForeignKey(
        Person, verbose_name=_("assessed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    screening = CodesField(
        _("screening: answered with yes"),
        codes=SCREENING,
        help_text=_("Those left out are answered with no. Questions and weights are our proposal, in no standard."),
    )
    screened_on = DoneOnField(_("all questions answered on"), null=True, blank=True)
    screening_why = models.TextField(_("why no full assessment is needed"), blank=True)

    intended_use = models.TextField(_("intended use"), blank=True)
    process_use = models.TextField(
        _("in which process"), blank=True, help_text=_("Which of our processes it serves, and what is done with it.")
    )
    usage = models.TextField(_("how long and how often"), blank=True)
    misuse = models.TextField(_("foreseeable misuse"), blank=True)
    failure = models.TextField(_("how it may fail"), blank=True, help_text=_("And what would follow for people."))
    data_used = models.TextField(_("data and purposes"), blank=True, help_text=_("Personal data, sources, quality."))
    technology = models.TextField(_("model and its limits"), blank=True)
    environment = models.TextField(_("technical and social setting"), blank=True)
    jurisdictions = models.CharField(
        _("jurisdictions"), max_length=200, blank=True, help_text=_("Two letters each: SG, LU, DE.")
    )
    necessity = models.TextField(
        _("necessity and proportion"), blank=True, help_text=_("Why the aim cannot be reached with less.")
    )

    groups = CodesField(_("groups affected"), codes=GROUPS)
    groups_who = models.TextField(_("who they are"), blank=True)
    vulnerable = models.TextField(_("vulnerable among them"), blank=True)
    heard = RowsField(_("consulted"), columns=HEARD, help_text=_("One a line: who | when | what they said."))
    not_heard_why = models.TextField(_("why nobody was consulted"), blank=True)

    dimensions = RowsField(
        _("dimensions"),
        columns=JUDGED,
        default=blank_rows,
        help_text=_("Better written on the page of the assessment, a card for each dimension."),
    )
    society_aspects = CodesField(_("aspects of society weighed"), codes=ASPECTS)
    aspects_left_out_why = models.TextField(_("why the other aspects are left out"), blank=True)
    oversight = models.TextField(_("human oversight"), blank=True)
    if_harmed = models.TextField(
        _("if harm occurs"), blank=True, help_text=_("Who acts, whom people turn to, how it is put right.")
    )
    decision = models.TextField(_("decision"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    reassess_when = models.TextField(_("to be assessed again when"), blank=True)

    disclosure = models.CharField(_("result shown"), max_length=10, choices=Disclosure.choices, blank=True)
    disclosure_why = models.TextField(_("why shown so"), blank=True)
    disclosed_to = models.TextField(_("sent to"), blank=True)
    disclosed_on = DoneOnField(_("sent on"), null=True, blank=True)

    fria_not_asked_why = models.TextField(_("why no fundamental-rights assessment is asked for"), blank=True)
    authority = models.CharField(_("authority notified"), max_length=200, blank=True)
    notified_on = DoneOnField(_("notified on"), null=True, blank=True)
    dpia_not_asked_why = models.TextField(_("why no data-protection assessment is asked for"), blank=True)
    adviser = models.ForeignKey(
        Person,
        verbose_name=_("data protection officer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    advice = models.TextField(_("advice of the data protection officer"), blank=True)
    advised_on = DoneOnField(_("advised on"), null=True, blank=True)
    subjects_views = models.TextField(
        _("views of data subjects"), blank=True, help_text=_("Or why they were not asked.")
    )
    subjects_heard_on = DoneOnField(_("views heard on"), null=True, blank=True)

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")

    @property
    def rows(self) -> Mapping[str, Mapping[str, Any]]:
        """What is said of each dimension, by its id."""
        return {row["dimension"]: row for row in self.dimensions}

    @property
    def worst(self) -> int | None:
        """The figure of the worst dimension, 1 to 25: it decides for the whole."""
        return max((number for row in self.dimensions if (number := figure(row))), default=None)

    @property
    def is_screening(self) -> bool:
        """Whether it was decided that the answers to the screening suffice."""
        return self.state == "not_needed"

    def clean(self) -> None:
        """Each dimension stands once, and what is approved says what was decided."""
        wrong: dict[str, object] = {}
        if len(self.rows) != len(self.dimensions):
            wrong["dimensions"] = _("Each dimension stands in one line.")
        if self.state == "approved" and not self.decision:
            wrong["decision"] = _("Say what was decided: may it run, for what, under which conditions?")
        if wrong:
            raise ValidationError(wrong)
