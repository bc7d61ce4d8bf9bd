"""What is kept of a system's decisions, and what later decisions are compared with (A.6.2.8, A.7.4, 9.1-b)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField, RowColumn, RowsField
from aims.kernel.models import Record, to_spine
from aims.kernel.roles import role_name, roles
from aims.systems.models.register import to_system

KEEP, PSEUDONYMISE, DROP = "keep", "pseudonymise", "drop"
TREATMENTS = ((KEEP, _("kept")), (PSEUDONYMISE, _("pseudonymised")), (DROP, _("not kept")))
SORTS = (("number", _("number")), ("category", _("category")), ("text", _("free text")))
SPECIAL = "special"
PERSONAL = (("none", _("none")), ("personal", _("personal")), (SPECIAL, _("special category")))
INPUTS = (
    RowColumn("name", _("field")),
    RowColumn("sort", _("sort"), SORTS),
    RowColumn("personal", _("personal data"), PERSONAL),
    RowColumn("treatment", _("what becomes of it"), TREATMENTS),
    RowColumn("lowest", _("lowest value"), is_number=True, required=False),
    RowColumn("highest", _("highest value"), is_number=True, required=False),
    RowColumn("categories", _("categories"), required=False),
)
GROUPS = (
    RowColumn("name", _("group")),
    RowColumn("purpose", _("purpose")),
    RowColumn("basis", _("legal basis")),
    RowColumn("months", _("kept for, in months"), is_number=True),
)
TAKEN = frozenset({"key", "day", "output", "score", "error", "label", "ruling"})
"""Names that no group may have: it stands beside these where it is measured."""
LONGEST = 240
"""Months for which decisions, or groups of people, may be kept."""


class RecordingPlan(Record):
    """What is recorded of the decisions of one AI system, what never leaves the program that decides, and who reads."""

    class Rest(models.TextChoices):
        KEEP = KEEP, _("kept")
        DROP = DROP, _("not kept")

    system = to_system()
    inputs = RowsField(
        _("fields"),
        columns=INPUTS,
        help_text=_(
            "One a line: field | number, category or text | none, personal or special | keep, pseudonymise or drop | "
            "lowest | highest | categories with commas between them."
        ),
    )
    others = models.CharField(_("fields that are not named are"), max_length=4, choices=Rest.choices, default=DROP)
    texts = models.CharField(_("prompts, contexts and answers are"), max_length=4, choices=Rest.choices, default=DROP)
    positive = models.CharField(
        _("positive output"),
        max_length=100,
        blank=True,
        help_text=_("The output that counts as positive, as it is recorded: approved, 1, true."),
    )
    score_means = models.TextField(_("what the score means"), blank=True)
    outcome_means = models.TextField(
        _("what becomes known later"), blank=True, help_text=_("The true outcome: what it is, from where, how late.")
    )
    groups = RowsField(
        _("groups of people"),
        columns=GROUPS,
        help_text=_("For fairness, kept apart. One a line: group | purpose | legal basis | kept for, in months."),
    )
    readers = CodesField(_("who may read it"), codes=[(role, role_name(role)) for role in roles()])

    class Meta:
        verbose_name = _("recording plan")
        verbose_name_plural = _("recording plans")

    def clean(self) -> None:
        """Each name once, ranges that hold something, groups until a day, special categories never as they are."""
        wrong: dict[str, Any] = {}
        for name in ("inputs", "groups"):
            spelt = (row["name"].lower() if name == "groups" else row["name"] for row in getattr(self, name))
            twice = [said for said, n in Counter(spelt).items() if n > 1]
            if twice:
                wrong[name] = _("It stands there twice: %(names)s.") % {"names": ", ".join(twice)}
        if any(row["personal"] == SPECIAL and row["treatment"] == KEEP for row in self.inputs):
            wrong["inputs"] = _(
                "A special category of personal data is pseudonymised or dropped; for fairness it is recorded as a "
                "group, with purpose, legal basis and an end."
            )
        elif any(not _is_range(row) for row in self.inputs):
            wrong.setdefault("inputs", _("A lowest value lies below the highest, and only a number has them."))
        if taken := [row["name"] for row in self.groups if row["name"].lower() in TAKEN]:
            words = _("A decision has something of this name already, call the group otherwise: %(names)s.")
            wrong.setdefault("groups", words % {"names": ", ".join(taken)})
        if any(not isinstance(row["months"], int) or not 1 <= row["months"] <= LONGEST for row in self.groups):
            wrong.setdefault("groups", _("The months are whole numbers from 1 to 240."))
        if wrong:
            raise ValidationError(wrong)


def _is_range(row: Mapping[str, Any]) -> bool:
    low, high = row["lowest"], row["highest"]
    if low is None and high is None:
        return True
    return row["sort"] == "number" and (low is None or high is None or low < high)


class Baseline(Record):
    """The decisions that later ones are compared with, frozen: bins and categories with their counts, by digest."""

    class Origin(models.TextChoices):
        DAYS = "days", _("days of recorded decisions")
        FILE = "file", _("a file")

    record_ptr = to_spine()
    system = to_system()
    release = models.CharField(_("of the version"), max_length=60, blank=True)
    origin = models.CharField(_("frozen from"), max_length=4, choices=Origin.choices, default=Origin.DAYS)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=300, blank=True)
    rows = models.PositiveBigIntegerField(_("decisions"), validators=[MinValueValidator(1), MaxValueValidator(10**12)])
    digest = models.CharField(
        _("digest of its content"),
        max_length=64,
        validators=[RegexValidator(r"\A[0-9a-f]{64}\Z", _("64 digits from 0 to f: a SHA-256."))],
    )
    earlier = models.ForeignKey(
        "self", verbose_name=_("in place of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")

    def clean(self) -> None:
        """Its days are in order, and it takes the place of another baseline of the same system."""
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise ValidationError({"last_day": _("The last day lies before the first.")})
        if self.earlier_id and Baseline.objects.filter(pk=self.earlier_id).exclude(system=self.system_id).exists():
            raise ValidationError({"earlier": _("This is a baseline of another AI system.")})
