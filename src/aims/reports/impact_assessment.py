"""One impact assessment as one of its three readings asks for it (6.1.4, 8.4, A.5; AI Act 27; GDPR 35).

The elements of the provision come first, each filled or missing; then what was written, the dimensions, who was heard,
and what was decided. Until nothing is missing and the legal role has signed, every page says that it is a draft input.
"""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from aims.impact.asking import Judged, judged
from aims.impact.assessments import systems_of
from aims.impact.dimensions import SCALES, in_language
from aims.impact.models import HEARD, JUDGED, ImpactAssessment
from aims.impact.readings import OWN_WORDS, Element, Elements
from aims.impact.readings import reading as read
from aims.kernel.fields import CodesField
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.standing import differs_from_force
from aims.press.blocks import Block, Column, Facts, Group, Heading, Note, Paper, Paragraph, Said, Table, Text
from aims.risk.scales import BANDS

from .making import paper
from .proof import signatures
from .reading import NONE, Reading, Report, between, day, listed, sentence_case, state, together

_APART = frozenset({"dimensions", "heard"})
"""Fields that have a table of their own."""
_RESULT = ("decision", "conditions", "reassess_when", "disclosure", "disclosure_why")


def content(reading: Reading) -> Paper:
    """The paper on `reading.about`, read as `reading.which`."""
    one = cast("ImpactAssessment", reading.about)
    found = read(reading.world, one, reading.which)
    signed = {found.signed.seq} if found.signed else set[int]()
    is_open = differs_from_force(one, reading.world)
    return paper(
        reading,
        _("%(title)s (draft input)") % {"title": found.title} if found.is_draft else str(found.title),
        tuple(_front(reading, one, found)),
        (
            *_notes(found),
            *_elements(found),
            *_written(reading, one, found),
            *_screening(reading, one),
            *_dimensions(reading, one),
            *_heard(reading, one),
            *_said(reading, one, _("Decision"), _RESULT),
            *signatures(reading, () if is_open else (one,), signed),
        ),
        wide=True,
    )


REPORT = Report(
    "impact-assessment",
    gettext_lazy("Impact assessment"),
    gettext_lazy(
        "One assessment read as AI system impact assessment, as fundamental-rights or as data-protection impact "
        "assessment: what the provision asks for, filled or missing, and what was written and decided."
    ),
    content,
    ImpactAssessment,
    {
        "aisia": pgettext_lazy("reading", "AI system"),
        "fria": pgettext_lazy("reading", "Fundamental rights"),
        "dpia": pgettext_lazy("reading", "Data protection"),
    },
)


def _front(reading: Reading, one: ImpactAssessment, found: Elements) -> Iterable[tuple[Said, Said]]:
    world = reading.world
    yield _("Assessment"), reading.in_version(one)
    yield _("AI system"), together([reading.cited(system) for system in systems_of(world, one)])
    yield _("Read by"), str(found.source)
    if found.not_asked_why:
        yield _("Not asked for here"), Text(found.not_asked_why, one.lang)
    yield _("State"), state(one, world)
    yield _label("assessor"), reading.person(one.assessor_id)
    yield _("Approved by"), reading.decided(world.get_in_force(ImpactAssessment, one.pk))
    by = world.get(Person, found.signed.actor) if found.signed else None
    signed = f"{by.name}{between()}{day(found.signed.at.date())}" if found.signed and by else _("Nobody yet")
    yield _("Signed by the legal role"), Text(signed, by.name_lang) if by else signed
    yield _("Assessed again by"), day(one.review_due)


def _notes(found: Elements) -> Iterable[Block]:
    if missing := len(found.missing):
        words = ngettext(
            "Draft input: %(n)s of %(all)s elements is missing.",
            "Draft input: %(n)s of %(all)s elements are missing.",
            missing,
        )
        yield Note(words % {"n": missing, "all": len(found.elements)})
    elif found.signed is None:
        yield Note(_("Draft input: nobody of the legal role has signed this reading."))
    yield Paragraph(str(OWN_WORDS))


def _elements(found: Elements) -> Iterable[Block]:
    columns = (
        Column(pgettext("provision", "Place"), 1.2),
        Column(_("What is asked for"), 5),
        Column(_("State"), 1.3),
        Column(_("Where it stands"), 4),
    )
    yield Heading(_("Element by element"))
    yield Table("", columns, (Group("", tuple(_element(found, one) for one in found.elements)),))


def _element(found: Elements, one: Element) -> tuple[Said, ...]:
    if one.is_filled:
        standing = pgettext("element", "filled")
    else:
        standing = _("not asked for") if found.not_asked_why else pgettext("element", "missing")
    label = _("%(what)s (beyond the text)") % {"what": one.label} if one.is_beyond else str(one.label)
    return one.place, label, standing, listed(_label(name) for name in _fields([one]))


def _fields(elements: Iterable[Element]) -> list[str]:
    """The fields of the assessment that hold what `elements` ask for, each once."""
    names = (name.partition(".")[0] for one in elements for given in one.fields for name in given.split("/"))
    return list(dict.fromkeys(names))


def _written(reading: Reading, one: ImpactAssessment, found: Elements) -> Iterable[Block]:
    names = [name for name in _fields(found.elements) if name not in {*_APART, *_RESULT}]
    return _said(reading, one, _("What was written"), names)


def _said(reading: Reading, one: ImpactAssessment, heading: str, names: Iterable[str]) -> Iterable[Block]:
    yield Heading(heading)
    yield Facts(tuple((_label(name), _value(reading, one, name)) for name in names))


def _label(name: str) -> str:
    return sentence_case(KINDS.of(ImpactAssessment).label_of(name))


def _value(reading: Reading, one: ImpactAssessment, name: str) -> Said:
    """What a field says; a dash where it says nothing."""
    field = KINDS.of(ImpactAssessment).field(name)
    value = getattr(one, field.attname)
    if not value:
        return NONE
    if isinstance(field, CodesField):
        known = dict(field.codes)
        return listed(str(known.get(code, code)) for code in value)
    if field.is_relation:
        return reading.person(value)
    if isinstance(value, dt.date):
        return day(value)
    return str(dict(field.flatchoices)[value]) if field.choices else Text(str(value), one.lang)


def _screening(reading: Reading, one: ImpactAssessment) -> Iterable[Block]:
    if one.screened_on:
        yield from _said(reading, one, _("Screening"), ("screened_on", "screening", "screening_why"))


def _dimensions(reading: Reading, one: ImpactAssessment) -> Iterable[Block]:
    columns = (
        Column(_("Dimension"), 1.5),
        Column(_("Level"), 1.2),
        Column(_("Who is affected"), 1.3),
        Column(_("Benefits"), 2.6),
        Column(_("Harms"), 2.6),
        Column(_("Scales"), 3.2),
        Column(_("Measures"), 2.6),
        Column(_("What remains"), 1.2),
    )
    yield Heading(_("Dimensions"))
    rule = _(
        "The figure of a dimension is its severity times the worst of scale, reversibility and vulnerability, 1 to 25. "
        "The worst dimension decides for the whole. The rule is our proposal and stands in no standard."
    )
    yield Paragraph(rule)
    rows = tuple(_dimension(found, one.lang) for found in judged(reading.world, one))
    yield Table("", columns, (Group("", rows),))


def _dimension(found: Judged, lang: str) -> tuple[Said, ...]:
    def text(name: str) -> Said:
        return Text(said, lang) if (said := found.row.get(name)) else NONE

    label = in_language(found.dimension.label)
    if why := found.row.get("not_rated_why"):
        return label, _("not judged"), text("who"), Text(why, lang), NONE, NONE, NONE, NONE
    level = f"{found.figure} · {dict(BANDS)[found.level]}" if found.figure else _("not judged")
    columns = {column.name: column for column in JUDGED}
    colon = pgettext("joins two parts", ": ")
    scales = (
        f"{columns[name].label}{colon}{columns[name].words(found.row[name])}" for name in SCALES if found.row.get(name)
    )
    residual = columns["residual"].words(found.row.get("residual")) or NONE
    return label, level, text("who"), text("benefits"), text("harms"), listed(scales), text("measures"), residual


def _heard(reading: Reading, one: ImpactAssessment) -> Iterable[Block]:
    yield Heading(_("Consultation"))
    if one.heard:
        columns = tuple(Column(sentence_case(column.label), 3 if column.name == "said" else 1) for column in HEARD)
        rows = tuple(tuple(Text(str(row.get(column.name) or NONE), one.lang) for column in HEARD) for row in one.heard)
        yield Table("", columns, (Group("", rows),))
    else:
        yield Paragraph(Text(one.not_heard_why, one.lang) if one.not_heard_why else _("Nobody is recorded as heard."))
