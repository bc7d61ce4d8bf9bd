"""Questionnaires, approved before use, and responses to them, approved by another person (8.4, A.5.2)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World

from .engine import open_questions
from .models import Questionnaire, QuestionnaireResponse
from .results import survey_of

_DECIDES = "approve return retire"
_FIXED = controlled()
_FIXED = replace(_FIXED, transitions=tuple(move for move in _FIXED.transitions if move.name != "revise"))
"""Nobody revises what answers were given to: the next edition is imported beside it, and the old one withdrawn."""


def _open(response: QuestionnaireResponse, world: World) -> Iterable[Words]:
    survey = survey_of(world, response)
    n = len(list(open_questions(survey, response.answers))) if survey else 0
    if n:
        yield ngettext("%(n)s question is still to be answered.", "%(n)s questions are still to be answered.", n) % {
            "n": n
        }


def _is_asked(response: QuestionnaireResponse, world: World) -> Iterable[Words]:
    asked = world.get(Questionnaire, response.survey_id)
    if asked is None or not asked.is_in_force:
        yield _("This questionnaire is not approved for use.")


_LACKS = {"submit": _open, "approve": _is_asked}
_ANSWERED = controlled()
_ANSWERED = replace(
    _ANSWERED,
    transitions=tuple(
        replace(move, lacks=_LACKS[move.name]) if move.name in _LACKS else move for move in _ANSWERED.transitions
    ),
)


def _entitle(response: QuestionnaireResponse) -> None:
    """Called by what was asked and of which system, in both languages."""
    asked, system = response.survey, response.system
    response.lang = system.lang
    response.title = f"{asked.title_in(system.lang)}: {system.title}"[:300]
    response.title_alt = f"{asked.title_alt or asked.title}: {system.title_alt}"[:300] if system.title_alt else ""


QUESTIONNAIRE = register(
    Kind(
        model=Questionnaire,
        prefix="QST",
        job="risks",
        workflow=_FIXED,
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Questionnaire"), ("title", "title_alt", "lang", "release", "source")),
            Section(_("Content"), ("content", "digest")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "release", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={
            "aims_manager": "create edit submit",
            "legal": _DECIDES,
            "designated_management": _DECIDES,
            OWNER: "edit submit",
        },
        review_months=12,
        retention_years=10,
    )
)
RESPONSE = register(
    Kind(
        model=QuestionnaireResponse,
        prefix="QRS",
        job="risks",
        workflow=_ANSWERED,
        sections=(
            Section(pgettext_lazy("questionnaire", "Response"), ("title", "system", "survey", "answers")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "system", "survey", "owner", "review_due", "state"),
        filters=("state", "system", "survey", "owner"),
        grants={
            "impact_assessor": "create edit submit revise",
            "system_owner": "create edit submit revise",
            "legal": _DECIDES,
            "designated_management": _DECIDES,
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system", "survey"),
        under="system",
        entitles=_entitle,
        review_months=12,
        retention_years=10,
    )
)
