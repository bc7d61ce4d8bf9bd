"""Pieces of the pages of impact assessments: dimensions with their levels, readings, what the impact asks for."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aims.impact.asking import Judged, judged
from aims.impact.dimensions import SCALES, in_language
from aims.impact.models import JUDGED, ImpactAssessment
from aims.impact.readings import READINGS, Element, Elements, reading
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.risk.scales import BANDS
from aims.web.asked import Asked, address
from aims.web.frame import name_of
from aims.web.looks.impacts import DimensionLook, ElementLook, ReadingLook
from aims.web.looks.parts import ButtonLook, Text
from aims.web.panels.acts import Act, act_of, refused
from aims.web.panels.life import place_of
from aims.web.values import label_of, listed, sentence_case

COLUMNS = {column.name: column for column in JUDGED}


def level_words(level: str) -> str:
    return sentence_case(str(dict(BANDS)[level])) if level else pgettext("impact", "not judged")


def dimension_looks(asked: Asked, assessment: ImpactAssessment) -> Iterable[DimensionLook]:
    return (_dimension(one, assessment.lang) for one in judged(asked.world, assessment))


def _dimension(one: Judged, lang: str) -> DimensionLook:
    def text(name: str) -> Text:
        return Text(one.row.get(name, ""), lang)

    scales = ((str(COLUMNS[n].label), COLUMNS[n].words(one.row.get(n, ""))) for n in SCALES)
    return DimensionLook(
        one.dimension.id,
        in_language(one.dimension.label),
        one.level,
        level_words(one.level),
        one.figure,
        text("benefits"),
        text("harms"),
        text("who"),
        tuple((label, words) for label, words in scales if words),
        text("measures"),
        COLUMNS["residual"].words(one.row.get("residual", "")),
        text("not_rated_why"),
    )


def reading_looks(asked: Asked, assessment: ImpactAssessment) -> Iterable[ReadingLook]:
    return (_reading(asked, assessment, reading(asked.world, assessment, which)) for which in READINGS)


def _reading(asked: Asked, assessment: ImpactAssessment, found: Elements) -> ReadingLook:
    by = asked.world.get(Person, found.signed.actor) if found.signed else None
    sign = Act(KINDS.of(ImpactAssessment), f"sign_{found.which}", assessment)
    may_sign = not asked.past and found.signed is None and not found.missing and refused(asked, sign) is None
    return ReadingLook(
        str(found.title),
        str(found.source),
        _standing(found),
        found.is_draft,
        tuple(_element(asked, one) for one in found.elements),
        Text(found.not_asked_why, assessment.lang),
        name_of(by) if by else "",
        found.signed.at if found.signed else None,
        ButtonLook(sign.label, place_of(sign)) if may_sign else None,
        address(asked, f"/reports/impact-assessment/{assessment.ref}", {"reading": found.which}),
    )


def _standing(found: Elements) -> str:
    if found.missing:
        return _("Draft input: %(n)s of %(all)s missing") % {"n": len(found.missing), "all": len(found.elements)}
    if found.signed is None:
        return _("Draft input: nobody of the legal role has signed")
    return _("Signed by the legal role")


def _element(asked: Asked, one: Element) -> ElementLook:
    kind = KINDS.of(ImpactAssessment)
    names = (name.partition("/")[0].partition(".")[0] for name in one.fields)
    where = listed(dict.fromkeys(sentence_case(str(label_of(kind, name))) for name in names))
    act = act_of(asked, one.do) if one.do and not asked.past else None
    action = ButtonLook(act.words, place_of(act)) if act and refused(asked, act) is None else None
    return ElementLook(one.place, str(one.label), one.is_filled, one.is_beyond, where, action)
