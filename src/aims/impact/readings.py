"""One entry, three readings: what ISO/IEC 42001, Article 27 of the AI Act and Article 35 of the GDPR ask for.

A reading is pure: it says of each element where it stands in the assessment, or that it is missing and which act fills
it. Until nothing is missing and a person of the legal role has signed what lies there, it is a draft input and no more.
The elements are in `readings.yaml`, in our own words.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.kinds import KINDS
from aims.kernel.models import Stamp
from aims.kernel.workflow import Words
from aims.kernel.world import World

from .dimensions import figure, in_language, is_judged
from .models import ImpactAssessment

READINGS: dict[str, Words] = {
    "aisia": _("Sign the reading as AI system impact assessment"),
    "fria": _("Sign the reading for fundamental rights"),
    "dpia": _("Sign the reading for data protection"),
}
"""The readings, and what signing one is called."""
OWN_WORDS = _("What a provision asks for stands here in our own words, to be checked against its text.")
_HARMLESS = frozenset({"comment", "disclose", *(f"sign_{which}" for which in READINGS)})
"""What may happen after a signature without making it speak of something else."""


class Element(NamedTuple):
    """One thing that a provision asks for: filled by fields of the assessment, or missing with what fills it."""

    place: str
    label: Words
    fields: tuple[str, ...]
    is_filled: bool
    is_beyond: bool
    """It is an act or a person's word beside the text of the assessment: a notification, advice, views."""
    do: Do | None
    """What fills it, where it is missing."""


class Elements(NamedTuple):
    """An assessment read by one provision."""

    which: str
    title: Words
    source: Words
    """The provision, and the edition that is meant."""
    elements: tuple[Element, ...]
    not_asked_why: str
    """Why the provision does not ask for it here, as a person wrote; then nothing is missing."""
    signed: Stamp | None
    """The signature of a person of the legal role on what lies there now."""

    @property
    def missing(self) -> list[Element]:
        return [] if self.not_asked_why else [one for one in self.elements if not one.is_filled]

    @property
    def is_draft(self) -> bool:
        """Whether it is only an input for whoever must draw it up: something is missing, or nobody has signed."""
        return bool(self.missing) or self.signed is None


@cache
def _content() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text("utf-8"))
    return found


def _words(which: str, part: str, place: str = "") -> str:
    told = _content()[which]
    return in_language(next(e for e in told["elements"] if e["place"] == place) if place else told[part])


_said = lazy(_words, str)


def reading(world: World, assessment: ImpactAssessment, which: str) -> Elements:
    """`assessment` (its latest version) read as `aisia`, `fria` or `dpia`. Raises `KeyError` for another word."""
    told = _content()[which]
    waiver = told.get("waiver", "")
    elements = tuple(_element(assessment, which, row) for row in told["elements"])
    return Elements(
        which,
        _said(which, "title"),
        _said(which, "source"),
        elements,
        getattr(assessment, waiver) if waiver else "",
        _signature(world, assessment, which),
    )


def _element(assessment: ImpactAssessment, which: str, row: Mapping[str, Any]) -> Element:
    fields = tuple(row["fields"])
    filled = all(_is_filled(assessment, name) for name in fields)
    do = None if filled else _fills(assessment, row.get("act", ""))
    return Element(row["place"], _said(which, "", row["place"]), fields, filled, bool(row.get("beyond")), do)


def _is_filled(assessment: ImpactAssessment, name: str) -> bool:
    """A field, one of two joined by “/”, or a column that every dimension which is judged must fill."""
    if "/" in name:
        return any(_is_filled(assessment, one) for one in name.split("/"))
    if name == "dimensions":
        return all(is_judged(row) for row in assessment.rows.values())
    _whole, _dot, column = name.partition(".")
    if not column:
        return bool(getattr(assessment, KINDS.of(ImpactAssessment).field(name).attname))
    judged = [row for row in assessment.dimensions if not row["not_rated_why"]]
    return bool(judged) and all(figure(row) if column == "figure" else row[column] for row in judged)


def _fills(assessment: ImpactAssessment, act: str) -> Do:
    """The move that brings what is beyond the text, where it is open; else writing: in the draft, or in a new one."""
    workflow = KINDS.of(ImpactAssessment).workflow
    move = workflow.transition(act) if act else None
    if move and assessment.state in move.source:
        return Do("impact_assessment", act, assessment.id)
    if assessment.state in workflow.editable:
        return Do("impact_assessment", "edit", assessment.id)
    opening = {"in_review": "return", "blocked": "rework", "not_needed": "screen_again"}
    return Do("impact_assessment", opening.get(assessment.state, "revise"), assessment.id)


def _signature(world: World, assessment: ImpactAssessment, which: str) -> Stamp | None:
    """The last signature on this reading, unless something else than more signatures came after it."""
    for stamp in reversed(world.history(assessment)):
        if stamp.action == f"sign_{which}":
            return stamp
        if stamp.action not in _HARMLESS:
            return None
    return None
