"""What a system shall be, how it was designed, and whether it is so (A.6.2.2, A.6.2.3, A.6.2.4)."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Person, Record
from aims.organisation.models import Objective, Process

from .register import to_release, to_system


class Aspect(models.TextChoices):
    """What a test looks at; a release is tested for each."""

    ACCURACY = "accuracy", _("accuracy")
    ROBUSTNESS = "robustness", _("robustness")
    FAIRNESS = "fairness", _("fairness")
    SAFETY = "safety", _("safety")
    SECURITY = "security", _("security")


DIRECTIONS = ((">=", _("at least")), ("<=", _("at most")))
LIMITS = (
    RowColumn("name", _("measure")),
    RowColumn("direction", _("direction"), DIRECTIONS),
    RowColumn("limit", _("limit"), is_number=True),
    RowColumn("group", _("group of people"), required=False),
)
CRITERIA = (RowColumn("aspect", _("aspect"), Aspect.choices), *LIMITS)
RESULTS = (
    RowColumn("name", _("measure")),
    RowColumn("value", _("value"), is_number=True),
    RowColumn("cases", _("cases"), is_number=True),
    RowColumn("group", _("group of people"), required=False),
)
TESTED = "tested"


class RequirementSpec(Record):
    """What an AI system, or a major version of it, has to do and meet, before it is designed (A.6.2.2, A.6.1.3)."""

    system = to_system()
    release = to_release()
    process = models.ForeignKey(
        Process,
        verbose_name=_("developed by the process"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    objective = models.ForeignKey(
        Objective,
        verbose_name=_("development objective"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.TextField(_("purpose"), help_text=_("And why AI rather than something simpler."))
    users = models.TextField(_("users and people affected"), blank=True)
    performance = models.TextField(_("performance wanted"), blank=True, help_text=_("With figures."))
    needed_data = models.TextField(_("data"), blank=True, help_text=_("Which it needs, and which it must not use."))
    oversight = models.TextField(_("human oversight"), blank=True)
    limits = models.TextField(_("limits"), blank=True, help_text=_("What it must not do, and where it stops."))
    acceptance = RowsField(
        _("acceptance criteria"),
        columns=CRITERIA,
        help_text=_(
            "One a line: aspect | measure | >= or <= | limit | group. Aspects: accuracy, robustness, fairness, "
            "safety, security."
        ),
    )

    class Meta:
        verbose_name = _("requirement specification")
        verbose_name_plural = _("requirement specifications")


class DesignRecord(Record):
    """What was decided in designing a version, what else was weighed, and what it was made from (A.6.2.3)."""

    system = to_system()
    release = to_release()
    spec = models.ForeignKey(
        RequirementSpec,
        verbose_name=_("specification"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision = models.TextField(_("what was decided"))
    alternatives = models.TextField(_("what else was weighed"), blank=True)
    why = models.TextField(_("why"), blank=True)
    training_run = models.TextField(_("training run"), blank=True, help_text=_("Its number, and where its log lies."))
    data_versions = models.TextField(_("versions of the data"), blank=True)

    class Meta:
        verbose_name = _("design record")
        verbose_name_plural = _("design records")


class Verification(Record):
    """A version put to the test against criteria that were fixed before the results were known (A.6.2.4)."""

    system = to_system()
    release = to_release()
    criteria = RowsField(
        _("criteria"),
        columns=CRITERIA,
        help_text=_(
            "One a line: aspect | measure | >= or <= | limit | group. Aspects: accuracy, robustness, fairness, "
            "safety, security."
        ),
    )
    cases_wanted = models.PositiveIntegerField(_("cases wanted for each"), default=100)
    test_data = models.TextField(_("test data"), blank=True, help_text=_("And in what they resemble real use."))
    results = RowsField(_("results"), columns=RESULTS, help_text=_("One a line: measure | value | cases | group."))
    tester = models.ForeignKey(
        Person, verbose_name=_("tester"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    open_issues = models.TextField(_("open issues"), blank=True)
    issues_accepted_by = models.ForeignKey(
        Person,
        verbose_name=_("open issues accepted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = pgettext_lazy("record of a test", "verification")
        verbose_name_plural = pgettext_lazy("records of tests", "verifications")

    def clean(self) -> None:
        """Whoever reports results says who tested, and each result is of a criterion."""
        if self.state != TESTED:
            return
        if self.tester_id is None:
            raise ValidationError({"tester": _("Name who tested.")})
        if not self.results:
            raise ValidationError({"results": _("Say what came out.")})
        known = {(row["name"], row["group"]) for row in self.criteria}
        strange = [row["name"] for row in self.results if (row["name"], row["group"]) not in known]
        if strange:
            raise ValidationError(
                {"results": _("No criterion was fixed for: %(names)s.") % {"names": ", ".join(strange)}}
            )

    @property
    def missed(self) -> list[dict[str, Any]]:
        """The criteria that the results do not meet: no result, too few cases, or beyond the limit."""
        return [row for row in self.criteria if not self._is_met(row)]

    @property
    def has_passed(self) -> bool:
        """Every criterion is met, and what is left open somebody has accepted."""
        return bool(self.criteria) and not self.missed and not self.has_unaccepted_issues

    @property
    def has_unaccepted_issues(self) -> bool:
        return bool(self.open_issues.strip()) and self.issues_accepted_by_id is None

    @property
    def untested(self) -> list[Aspect]:
        """The aspects for which no criterion was fixed."""
        present = {row["aspect"] for row in self.criteria}
        return [aspect for aspect in Aspect if aspect not in present]

    def _is_met(self, row: dict[str, Any]) -> bool:
        found = next(self._results_of(row), None)
        if found is None or found["cases"] < self.cases_wanted:
            return False
        value, limit = found["value"], row["limit"]
        return bool(value >= limit if row["direction"] == ">=" else value <= limit)

    def _results_of(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        return (r for r in self.results if (r["name"], r["group"]) == (row["name"], row["group"]))
