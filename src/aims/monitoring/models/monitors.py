"""What is watched of an AI system and by which limits, what was measured, and what passed a limit (9.1, A.6.2.6)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import DoneOnField, RowColumn, RowsField
from aims.kernel.models import Record, to_spine
from aims.monitoring.judging import Level, Limits, badness
from aims.monitoring.measures import Measure, choices, measures
from aims.systems.models.register import AISystem, to_system

from .recording import Baseline

LEVELS = (
    (Level.WITHIN.value, _("within the limits")),
    (Level.WARN.value, _("close to the limit")),
    (Level.BREACH.value, _("past the limit")),
    (Level.UNKNOWN.value, _("unknown")),
)
UNKNOWN_WHY = (
    ("too_few", _("too few cases")),
    ("no_labels", _("no outcomes are known")),
    ("other_words", _("outcomes are said in other words than outputs")),
    ("no_groups", _("no groups are recorded")),
    ("no_baseline", _("no baseline to compare with")),
    ("no_scores", _("no scores are recorded")),
    ("no_values", _("no values are recorded")),
    ("one_class", _("all outcomes are the same")),
    ("stale", _("the decisions are too old")),
    ("no_decisions", _("no decisions came in")),
    ("not_in_force", _("the monitor was not in force")),
    ("other", _("no figure can be computed")),
)
"""Why a window says nothing, as a code of telemetry or of ours."""
ALARMS = (
    RowColumn("first", _("first window ends"), is_noted=True),
    RowColumn("last", _("last window ends"), is_noted=True),
    RowColumn("value", _("value"), is_number=True, is_noted=True),
    RowColumn("part", _("group or field"), required=False, is_noted=True),
)
PARTS = (
    RowColumn("part", _("group or field"), required=False),
    RowColumn("value", _("value"), is_number=True, required=False),
    RowColumn("low", _("interval from"), is_number=True, required=False),
    RowColumn("high", _("interval to"), is_number=True, required=False),
    RowColumn("n", _("cases"), is_number=True),
    RowColumn("level", _("level"), LEVELS),
)
SEGMENTS = (RowColumn("digest", _("digest")),)
READINGS = (
    RowColumn("version", _("version of the readings"), is_number=True),
    RowColumn("last", _("window ends")),
    RowColumn("value", _("value"), is_number=True, required=False),
    RowColumn("n", _("cases"), is_number=True, required=False),
)


def _days(label: Any, most: int, **given: Any) -> "models.PositiveSmallIntegerField[int, int]":
    least = given.pop("least", 1)
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(least), MaxValueValidator(most)], **given
    )


class Monitor(Record):
    """One measure of one AI system: over which window, how often, by which limits, and what follows past them."""

    class Source(models.TextChoices):
        DECISIONS = "decisions", _("recorded decisions")
        SAMPLE = "people_sample", _("a sample that people judge")
        QUESTIONS = "test_questions", _("a set of test questions")
        SUPPLIER = "supplier_report", _("a report of the supplier")
        COMPLAINTS = "complaints", _("complaints")
        DESK = "review_desk", _("the review desk")

    class Opens(models.TextChoices):
        NOTHING = "nothing", _("nothing more than the breach")
        NONCONFORMITY = "nonconformity", _("a nonconformity")

    record_ptr = to_spine()
    system = to_system()
    source = models.CharField(_("source"), max_length=16, choices=Source.choices, default=Source.DECISIONS)
    measure = models.CharField(_("measure"), max_length=48, choices=choices)
    group = models.CharField(
        _("by group"), max_length=100, blank=True, help_text=_("The group of people, as the recording plan names it.")
    )
    feature = models.CharField(
        _("of the field"), max_length=100, blank=True, help_text=_("Empty for every field that the measure reads.")
    )
    against = models.ForeignKey(
        Baseline, verbose_name=_("baseline"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField(_("what it is for"), blank=True, help_text=_("What would go wrong unseen without it."))
    window_days = _days(_("window, in days"), 366, default=28)
    every_days = _days(_("measured every, in days"), 366, default=7)
    lag_days = _days(
        _("outcomes are late by, in days"),
        730,
        least=0,
        default=0,
        help_text=_("The window ends so many days before the day of measuring."),
    )
    minimum = models.PositiveIntegerField(
        _("cases at the least"), default=300, validators=[MinValueValidator(1), MaxValueValidator(10**9)]
    )
    warn = models.FloatField(_("limit of a warning"), null=True, blank=True)
    breach_at = models.FloatField(_("limit"), help_text=_("Past it and on enough cases it is a breach."))
    limit_why = models.TextField(_("why this limit"), blank=True)
    to_breach = _days(_("windows in a row past the limit until it is a breach"), 30, default=1)
    to_clear = _days(_("windows in a row within until it has passed"), 30, default=2)
    answer_days = _days(_("a breach is answered within, in days"), 90, default=14)
    opens = models.CharField(_("a breach opens"), max_length=16, choices=Opens.choices, default=Opens.NOTHING)
    tried_from = models.DateField(_("tried on history from"), null=True, blank=True)
    tried_until = models.DateField(_("tried on history until"), null=True, blank=True)
    tried_windows = models.PositiveIntegerField(_("windows of history"), null=True, blank=True)
    tried_unknown = models.PositiveIntegerField(_("of them unknown"), null=True, blank=True)
    alarms = RowsField(_("alarms it would have raised"), columns=ALARMS)

    class Meta:
        verbose_name = _("monitor")
        verbose_name_plural = _("monitors")

    @property
    def of(self) -> Measure:
        """What is measured. Raises `KeyError` for a measure that is not known any longer."""
        return measures()[self.measure]

    @property
    def is_manual(self) -> bool:
        """Whether people measure it and enter what they found."""
        return self.source != self.Source.DECISIONS

    @property
    def limits(self) -> Limits:
        return Limits(self.of.better, self.warn, self.breach_at, self.minimum)

    def clean(self) -> None:
        """The measure fits the source and has what it needs, and a warning comes before the limit."""
        wrong: dict[str, Any] = {}
        if not self.is_manual and not self.of.is_computed:
            wrong["measure"] = _("This is not computed from decisions: people measure it. Choose another source.")
        if self.source == self.Source.DECISIONS:
            wrong |= self._lacks()
        if self.warn is not None and badness(self.of.better, self.warn) > badness(self.of.better, self.breach_at):
            wrong["warn"] = _("The limit of a warning lies on the good side of the limit.")
        if wrong:
            raise ValidationError(wrong)

    def _lacks(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "groups" in self.of.needs and not self.group:
            found["group"] = _("Say between which groups.")
        if self.group and not (self.of.by_group or "groups" in self.of.needs):
            found["group"] = _("This measure is not computed by group.")
        if self.feature and not self.of.by_feature:
            found["feature"] = _("This measure is not computed by field.")
        if self.against_id and Baseline.objects.filter(pk=self.against_id).exclude(system=self.system_id).exists():
            found["against"] = _("This is a baseline of another AI system.")
        return found


class Reading(Record):
    """What one monitor measured. One record a monitor: its versions are the series, the latest stands for today."""

    class Interval(models.TextChoices):
        """Where the interval of the value lies; where several parts are compared it is widened for their number."""

        NONE = "none", _("there is none")
        WITHIN = "within", _("all of it lies within the limit")
        ACROSS = "across", _("the limit lies in it: it may be chance")
        BEYOND = "beyond", _("all of it lies past the limit")

    record_ptr = to_spine()
    monitor = models.ForeignKey(Monitor, verbose_name=_("monitor"), on_delete=models.PROTECT, related_name="+")
    value = models.FloatField(_("value"), null=True, blank=True)
    low = models.FloatField(_("interval from"), null=True, blank=True)
    high = models.FloatField(_("interval to"), null=True, blank=True)
    n = models.PositiveBigIntegerField(_("cases"), default=0, validators=[MaxValueValidator(10**12)])
    error = models.FloatField(_("error of the sums, at most"), null=True, blank=True)
    part = models.CharField(_("group or field"), max_length=200, blank=True)
    parts = RowsField(_("groups or fields compared"), columns=PARTS)
    compared = models.PositiveIntegerField(_("how many were compared"), null=True, blank=True)
    window_first = models.DateField(_("window begins"), null=True, blank=True)
    window_last = DoneOnField(_("window ends"), null=True, blank=True)
    how = models.TextField(_("how it was measured"), blank=True, help_text=_("Of what, by whom, chosen how."))
    segments = RowsField(_("rests on"), columns=SEGMENTS)
    level = models.CharField(_("level"), max_length=8, choices=LEVELS, default=Level.UNKNOWN.value)
    unknown_why = models.CharField(_("why unknown"), max_length=16, choices=UNKNOWN_WHY, blank=True)
    interval = models.CharField(
        _("what the interval says"), max_length=8, choices=Interval.choices, default=Interval.NONE
    )
    row_breach = models.PositiveIntegerField(_("windows in a row past the limit"), default=0)
    row_within = models.PositiveIntegerField(_("windows in a row within"), default=0)
    row_unknown = models.PositiveIntegerField(_("windows in a row unknown"), default=0)

    class Meta:
        verbose_name = _("readings")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["monitor"],
                name="one_line_of_readings",
                violation_error_message=_("This monitor has its readings already: enter the next one there."),
            )
        ]

    def clean(self) -> None:
        """A window begins before it ends, and a value lies in its interval."""
        wrong: dict[str, Any] = {}
        if self.window_first and self.window_last and self.window_first > self.window_last:
            wrong["window_first"] = _("The window begins after its end.")
        ends = [end for end in (self.low, self.value, self.high) if end is not None]
        if ends != sorted(ends):
            wrong["low"] = _("The value lies in its interval.")
        if wrong:
            raise ValidationError(wrong)


class Breach(Record):
    """A limit that was passed for as many windows as its monitor says, until somebody else finds it dealt with."""

    class Cause(models.TextChoices):
        SYSTEM = "system", _("the system itself")
        WORLD = "world", _("what it meets has changed")
        INPUT = "input", _("what feeds it")
        USE = "use", _("how it is used")
        MEASUREMENT = "measurement", _("the measurement was wrong")

    record_ptr = to_spine()
    monitor = models.ForeignKey(Monitor, verbose_name=_("monitor"), on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(
        AISystem, verbose_name=_("AI system"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    window_first = models.DateField(_("window begins"), null=True, blank=True)
    window_last = DoneOnField(_("window ends"))
    value = models.FloatField(_("value"), null=True, blank=True)
    limit = models.FloatField(_("limit"), null=True, blank=True)
    part = models.CharField(_("group or field"), max_length=200, blank=True)
    seen = models.TextField(_("what was seen"), blank=True)
    readings = RowsField(_("readings"), columns=READINGS)
    segments = RowsField(_("rests on"), columns=SEGMENTS)
    cause_sort = models.CharField(_("where it came from"), max_length=12, choices=Cause.choices, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    done = models.TextField(_("what was done"), blank=True)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    @property
    def is_real(self) -> bool:
        """Whether it may say something of the system: it does until the measurement is found to have been wrong."""
        return self.cause_sort != self.Cause.MEASUREMENT

    def clean(self) -> None:
        """An answer says where it came from, why, and what was done."""
        if self.state in ("answered", "closed"):
            empty = [name for name in ("cause_sort", "cause", "done") if not getattr(self, name)]
            if empty:
                raise ValidationError(dict.fromkeys(empty, _("An answer says this.")))
