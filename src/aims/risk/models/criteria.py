"""By what risks are judged: fixed and approved before anybody judges (6.1.1, 6.1.2)."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.models import Record
from aims.kernel.roles import role_name
from aims.kernel.workflow import Words
from aims.lib.language import language_code
from aims.risk.scales import BANDS, STEPS
from aims.systems.models import AISystem

NOBODY = "nobody"
LONGEST = 60
"""Months for which something may be accepted or left unassessed."""
ACCEPTORS = ("risk_owner", "risk_acceptor", "designated_management", "top_management")
"""Who may accept what remains, from the least authority to the most."""

_ACCEPTS = (*((role, role_name(role)) for role in ACCEPTORS), (NOBODY, _("nobody")))
LIKELIHOODS = (
    RowColumn("step", _("step"), is_number=True),
    RowColumn("word", _("word")),
    RowColumn("means", _("what it means")),
    RowColumn("word_alt", _("word, in the other language"), required=False),
    RowColumn("means_alt", _("what it means, in the other language"), required=False),
)
CONSEQUENCES = (
    RowColumn("step", _("step"), is_number=True),
    RowColumn("organisation", _("for the organisation")),
    RowColumn("people", _("for individuals")),
    RowColumn("society", _("for society")),
    RowColumn("organisation_alt", _("for the organisation, in the other language"), required=False),
    RowColumn("people_alt", _("for individuals, in the other language"), required=False),
    RowColumn("society_alt", _("for society, in the other language"), required=False),
)
BAND_ROWS = (
    RowColumn("band", _("level"), BANDS),
    RowColumn("begins", _("begins at"), is_number=True),
    RowColumn("accepted_by", _("accepted by"), _ACCEPTS),
    RowColumn("months", _("for at most, in months"), is_number=True),
)
DEPTHS = (
    RowColumn("tier", _("tier"), AISystem.Tier.choices),
    RowColumn("depth", _("how deep")),
    RowColumn("months", _("every, in months"), is_number=True),
    RowColumn("depth_alt", _("how deep, in the other language"), required=False),
)


def _both(**words: Words) -> dict[str, str]:
    """Words of ours in the active language, and under `_alt` in the other one."""
    known = {name: str(said) for name, said in words.items()}
    with override("en" if language_code() != "en" else "zh-hans"):
        return known | {f"{name}_alt": str(said) for name, said in words.items()}


def proposed_likelihoods() -> list[dict[str, Any]]:
    words = (
        (_("rare"), _("Not once in ten years, or in fewer than one of 10,000 uses.")),
        (_("unlikely"), _("Once in some years, or in one of 1,000 uses.")),
        (_("possible"), _("Once a year, or in one of 100 uses.")),
        (_("likely"), _("Several times a year, or in one of 20 uses.")),
        (_("almost certain"), _("Every month, or in one of 5 uses.")),
    )
    return [{"step": n, **_both(word=word, means=means)} for n, (word, means) in enumerate(words, 1)]


def proposed_consequences() -> list[dict[str, Any]]:
    rows = (
        (
            _("Noticed and put right within a day."),
            _("An annoyance."),
            _("None that one could notice."),
        ),
        (
            _("Work lost for days; small cost."),
            _("Time or money lost, made good easily."),
            _("A few people talk about it."),
        ),
        (
            _("A complaint upheld; cost that shows."),
            _("Rights or money lost, made good with effort."),
            _("A group is worse off."),
        ),
        (
            _("A finding of an authority; serious cost."),
            _("Lasting loss or harm to a person."),
            _("A group loses access or trust."),
        ),
        (
            _("The organisation itself is in danger."),
            _("Harm that cannot be undone."),
            _("Lasting harm to many or to what holds them together."),
        ),
    )
    return [{"step": n, **_both(organisation=o, people=p, society=s)} for n, (o, p, s) in enumerate(rows, 1)]


def proposed_bands() -> list[dict[str, Any]]:
    rows = (("low", 1, ACCEPTORS[0], 24), ("medium", 5, ACCEPTORS[1], 12), ("high", 10, ACCEPTORS[2], 6))
    found = [{"band": b, "begins": n, "accepted_by": who, "months": months} for b, n, who, months in rows]
    return [*found, {"band": "very_high", "begins": 16, "accepted_by": NOBODY, "months": 0}]


def proposed_depths() -> list[dict[str, Any]]:
    rows = (
        ("high", _("Each family of risk; with the people concerned; a second person judges a sample again."), 6),
        ("medium", _("Each family of risk that its attributes suggest."), 12),
        ("low", _("The suggested risks, confirmed or struck out with a reason."), 24),
    )
    return [{"tier": tier, "months": months, **_both(depth=depth)} for tier, depth, months in rows]


class RiskCriteria(Record):
    """Scales, levels, appetite, who accepts what, and how deep a method each tier is given.

    What stands in a new one is our proposal and in no standard; the organisation changes it and approves it.
    """

    method = models.TextField(
        _("how risks are assessed"),
        blank=True,
        help_text=_("Who takes part, from what, in which steps, how it is kept."),
    )
    method_alt = models.TextField(_("how risks are assessed, in the other language"), blank=True)
    treating = models.TextField(
        _("how risks are treated"), blank=True, help_text=_("How options and controls are chosen, who decides.")
    )
    treating_alt = models.TextField(_("how risks are treated, in the other language"), blank=True)
    likelihoods = RowsField(
        _("likelihood"),
        columns=LIKELIHOODS,
        default=proposed_likelihoods,
        help_text=_("Five lines: step | word | what it means, then both in the other language."),
    )
    consequences = RowsField(
        _("consequence"),
        columns=CONSEQUENCES,
        default=proposed_consequences,
        help_text=_(
            "Five lines: step | for the organisation | for individuals | for society, then in the other language."
        ),
    )
    bands = RowsField(
        _("levels"),
        columns=BAND_ROWS,
        default=proposed_bands,
        help_text=_("One a line, the least first: level | begins at | accepted by | for at most, in months."),
    )
    appetite = models.CharField(
        _("tolerated without treatment up to"), max_length=9, choices=BANDS[:-1], default=BANDS[0][0]
    )
    depths = RowsField(
        _("depth by tier"),
        columns=DEPTHS,
        default=proposed_depths,
        help_text=_("One a line: tier | how deep | every, in months | how deep, in the other language."),
    )

    class Meta:
        verbose_name = _("risk criteria")
        verbose_name_plural = _("risk criteria")

    def clean(self) -> None:
        """The scales have five steps, and the levels cover 1 to 25 in order."""
        wrong: dict[str, Any] = {}
        for name in ("likelihoods", "consequences"):
            if [row["step"] for row in getattr(self, name)] != list(range(1, STEPS + 1)):
                wrong[name] = _("It needs five lines, with the steps 1 to 5 in order.")
        begins = [row["begins"] for row in self.bands]
        if [row["band"] for row in self.bands] != [code for code, _label in BANDS]:
            wrong["bands"] = _("It needs four lines: low, medium, high, very high.")
        elif begins[0] != 1 or not _rises(begins) or begins[-1] > STEPS**2:
            wrong["bands"] = _("The first level begins at 1, each next one higher, the last at 25 or below.")
        if {row["tier"] for row in self.depths} != set(AISystem.Tier.values) or len(self.depths) != len(AISystem.Tier):
            wrong["depths"] = _("It needs one line for each tier.")
        if not all(_is_interval(row["months"]) or _is_never(row) for row in self.bands):
            wrong.setdefault("bands", _("The months are whole numbers from 1 to 60; 0 only where nobody accepts."))
        if not all(_is_interval(row["months"]) for row in self.depths):
            wrong.setdefault("depths", _("The months are whole numbers from 1 to 60."))
        if wrong:
            raise ValidationError(wrong)


def _is_interval(months: float) -> bool:
    return isinstance(months, int) and 1 <= months <= LONGEST


def _is_never(row: Mapping[str, Any]) -> bool:
    return (row["months"], row["accepted_by"]) == (0, NOBODY)


def _rises(numbers: Iterable[float]) -> bool:
    return all(a < b for a, b in pairwise(numbers))
