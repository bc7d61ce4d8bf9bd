"""AI objectives and what was measured of them (6.2)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import DoneOnField
from aims.kernel.models import Record, to_spine

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _figure(
    label: "_StrPromise", help_text: "_StrPromise | str" = ""
) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=14, decimal_places=4, null=True, blank=True, help_text=help_text)


class Objective(Record):
    """What the organisation wants to reach with AI, how that is measured, and the plan for it (ISO/IEC 42001, 6.2).

    Between the baseline and the target the trajectory is a straight line in time: on its day the value is the baseline,
    on the due day the target, and in between as far along as the days are. A result on the wrong side of that line on
    its own day misses the trajectory. The line is computed, never stored.
    """

    class Direction(models.TextChoices):
        UP = "up", _("at least the target")
        DOWN = "down", _("at most the target")

    record_ptr = to_spine()
    policy_sentence = models.TextField(
        _("sentence of the policy"), blank=True, help_text=_("The words of the AI policy that this follows from.")
    )
    measure = models.TextField(_("what is measured"), blank=True)
    not_measured_why = models.TextField(
        _("why it cannot be measured"), blank=True, help_text=_("Only where measuring is not practicable.")
    )
    measure_unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, blank=True)
    baseline = _figure(_("baseline"), help_text=_("Where it stood before anything was done."))
    baseline_on = DoneOnField(_("baseline measured on"), null=True, blank=True)
    target = _figure(_("target"))
    due_on = models.DateField(_("reached by"))
    interval_months = models.PositiveSmallIntegerField(
        _("measured every, in months"), default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    plan = models.TextField(_("what is done"), blank=True)
    resources = models.TextField(
        _("resources"), blank=True, help_text=_("People, money and tools; “none, because …” is an answer.")
    )
    evaluation_how = models.TextField(_("how it is evaluated"), blank=True)
    told_to = models.TextField(
        _("to whom it is communicated"), blank=True, help_text=_("Who works towards it or is concerned, and how told.")
    )
    outcome = models.TextField(_("evaluation of the outcome"), blank=True)

    class Meta:
        verbose_name = _("AI objective")
        verbose_name_plural = _("AI objectives")

    def clean(self) -> None:
        """What a state asks for is there: a baseline to begin from, an evaluation to end with."""
        wrong: dict[str, object] = {}
        if self.state in ("active", "achieved") and self.is_measured:
            wrong |= {name: _NEEDED[name] for name in ("baseline", "baseline_on") if getattr(self, name) is None}
        if self.state == "active":
            wrong |= {name: why for name, why in _BEGUN_WITH.items() if not getattr(self, name).strip()}
        if self.baseline_on and self.baseline_on >= self.due_on:
            wrong["due_on"] = _("The day of the target comes after the day of the baseline.")
        if self.state == "achieved" and not self.outcome.strip():
            wrong["outcome"] = _("Write what the evaluation showed.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_measured(self) -> bool:
        return not self.not_measured_why

    def reached_by(self, value: Decimal) -> bool:
        return self.target is not None and self._is_as_good(value, self.target)

    def _is_as_good(self, value: Decimal, wanted: Decimal) -> bool:
        return value <= wanted if self.direction == self.Direction.DOWN else value >= wanted

    def expected_on(self, day: dt.date) -> Decimal | None:
        """Where the straight line from baseline to target stands on `day`; nothing where an end of it is missing."""
        if self.baseline is None or self.baseline_on is None or self.target is None:
            return None
        whole: int = (self.due_on - self.baseline_on).days
        gone: int = min(max((day - self.baseline_on).days, 0), whole)
        return self.baseline + (self.target - self.baseline) * gone / whole

    def on_track(self, value: Decimal, day: dt.date) -> bool:
        """Whether `value` on `day` lies on the right side of the line."""
        expected = self.expected_on(day)
        return expected is None or self._is_as_good(value, expected)


_NEEDED = {
    "baseline": _("Measure where it stands now before it begins."),
    "baseline_on": _("Say on which day the baseline was measured."),
}
_BEGUN_WITH = {
    "plan": _("Say what is done."),
    "resources": _("Say which resources there are, or that none are needed."),
    "told_to": _("Say to whom this version of the objective was communicated."),
}


def as_said(figure: Decimal | None) -> str:
    """A figure without the noughts that only the column adds."""
    return "" if figure is None else f"{figure.normalize():f}"


class Measurement(Record):
    """A result of an objective on a day; said once, a wrong one is withdrawn (6.2, 9.1)."""

    objective = models.ForeignKey(Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="+")
    value = _figure(_("result"))
    method = models.TextField(_("how it was measured, and from what"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")

    def clean(self) -> None:
        """A result is a figure, unless the objective cannot be measured: then the note says what was seen."""
        if self.value is None and self.objective.is_measured:
            raise ValidationError({"value": _("Give the result as a figure.")})
