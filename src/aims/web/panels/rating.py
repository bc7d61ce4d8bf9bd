"""The figures of a risk in a form: steps with the words of the criteria in force, one group for each rating."""

from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.workflow import Words
from aims.risk.criteria import criteria, in_words, level
from aims.risk.models import Risk, RiskCriteria
from aims.risk.scales import Rating, rating
from aims.web.asked import Asked, may_see, to_record
from aims.web.looks.parts import Crumb, Text
from aims.web.panels.riskmap import level_name
from aims.web.values import sentence_case

RATED = {f"{stage}_{part}": (stage, part) for stage in ("inherent", "current", "residual") for part in Rating._fields}
_PARTS: dict[str, Words] = {
    "likelihood": gettext_lazy("likelihood"),
    "organisation": gettext_lazy("for the organisation"),
    "people": gettext_lazy("for individuals"),
    "society": gettext_lazy("for society"),
}
_WANTED: dict[str, Words] = {
    "inherent": gettext_lazy("As if nothing worked against it."),
    "current": gettext_lazy("With what works against it now."),
    "residual": gettext_lazy("Needed while it is treated: what you expect once its treatments are done."),
}


class FieldGroup(NamedTuple):
    """What stands above fields that belong together."""

    title: str
    note: str
    now: str
    """The level of what is saved."""
    link: Crumb | None


def rated(asked: Asked, record: Record | None, name: str) -> forms.Field:
    """The choice of one figure of a rating."""
    stage, part = RATED[name]
    using = criteria(asked.now)
    made = forms.TypedChoiceField(
        label=sentence_case(_PARTS[part]),
        choices=[("", "–"), *_steps(using, part)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    made.group = _group(asked, using, record, stage)  # type: ignore[attr-defined]
    return made


def _steps(using: RiskCriteria, part: str) -> list[tuple[int, str]]:
    if part == "likelihood":
        words = ((row["step"], [in_words(using, row, n)[0] for n in ("word", "means")]) for row in using.likelihoods)
        return [
            (step, _("%(step)s %(word)s: %(means)s") % {"step": step, "word": w, "means": m}) for step, (w, m) in words
        ]
    return [(row["step"], f"{row['step']} {in_words(using, row, part)[0]}") for row in using.consequences]


def _group(asked: Asked, using: RiskCriteria, record: Record | None, stage: str) -> FieldGroup:
    kind, now = KINDS.of(Risk), ""
    title = next(str(one.title) for one in kind.sections if f"{stage}_likelihood" in one.fields)
    if isinstance(record, Risk) and (known := rating(record, stage)):
        said = {"level": level_name(level(using, record, stage)), "number": known.number}
        now = _("As saved: %(level)s, %(number)s.") % said
    link = None
    if using.ref and may_see(asked, using):
        link = Crumb(Text(_("The scales in full: %(ref)s") % {"ref": using.ref}), to_record(asked, using))
    return FieldGroup(title, str(_WANTED[stage]), now, link)
