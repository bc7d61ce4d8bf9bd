"""The page of one risk: how bad it is, what is done about it, who accepted it, and the thread that it is part of."""

from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aims.conformity.applicability import register_of_controls
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.standing import Standing, standings
from aims.kernel.wording import day_text
from aims.kernel.world import World
from aims.risk.criteria import criteria, level
from aims.risk.models import Control, Risk, Treatment
from aims.risk.scales import rating
from aims.risk.suggesting import heirs, sources
from aims.risk.treatments import of
from aims.risk.xray import FLAGS, flags
from aims.web.asked import Asked, address, may_see, to_kind, to_record, to_requirement
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, Text
from aims.web.looks.risks import ControlLook, MapLook, RiskLook, StageLook, TreatmentRow
from aims.web.pages.extras import with_forms
from aims.web.pages.risks import STAGES
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe
from aims.web.panels.libraries import libraries_of, named
from aims.web.panels.riskmap import Place, level_name, map_of, marked, place_of
from aims.web.panels.thread import ISO, line_of, thread
from aims.web.values import fact, sentence_case

TOLD = ("system", "family", "aim", "stages", "sources", "source_text", "event", "consequence", "why")


def risk_page(asked: Asked, record: Record) -> HttpResponse:
    risk = cast("Risk", record)
    kind = KINDS.of(Risk)
    rated = zip(STAGES, _letters(), strict=True)
    stages = tuple(_stage(asked.world, risk, code, str(label), letter) for (code, label), letter in rated)
    look = RiskLook(
        with_forms(asked, risk, describe(asked, risk)),
        Text(risk.event, risk.lang),
        stages,
        _map(asked.world, risk),
        tuple(fact(asked, risk, name) for name in TOLD if getattr(risk, kind.field(name).attname)),
        tuple(_treatment(asked, one) for one in of(asked.world, risk) if may_see(asked, one)),
        thread(asked, risk),
        _accepted(asked, risk),
        Text(risk.condition, risk.lang) if risk.condition else "",
        tuple(sentence_case(FLAGS[code]) for code in flags(asked.world, risk)),
        tuple(gaps.about(asked, risk.pk)),
        _new_treatment(asked, risk),
        tuple(
            (sentence_case(KINDS[o.kind].label), named(asked, o))
            for o in sources(asked.world, risk)
            if may_see(asked, o)
        ),
        tuple(named(asked, one) for one in heirs(asked.world, risk) if may_see(asked, one)),
    )
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(risk.ref))
    return draw(asked, "risk", look, f"{risk.ref} {risk.name}", "risks", *trail, libraries=libraries_of(asked, risk))


def _letters() -> tuple[str, str, str]:
    """What the three ratings are called on the map of one risk."""
    return "A", "B", "C"


def _stage(world: World, risk: Risk, code: str, label: str, letter: str) -> StageLook:
    found, band = rating(risk, code), level(criteria(world), risk, code)
    figures = ""
    if found:
        said = _("likelihood %(likelihood)s; organisation %(organisation)s, people %(people)s, society %(society)s")
        figures = said % found._asdict()
    return StageLook(letter, label, found.number if found else None, band, level_name(band), figures)


def _map(world: World, risk: Risk) -> MapLook:
    marks: dict[Place, tuple[str, ...]] = {}
    for (code, _label), letter in zip(STAGES, _letters(), strict=True):
        if found := rating(risk, code):
            marks[place_of(found)] = (*marks.get(place_of(found), ()), letter)
    return map_of(world, marked(marks), _("Where this risk lies without controls, today and after treatment"))


def _accepted(asked: Asked, risk: Risk) -> str:
    """Who accepted it until when, and where that is over that it is."""
    if risk.state != "accepted" or risk.accepted_until is None:
        return ""
    who = asked.world.get(Person, risk.stamp.actor)
    last = [s for s in asked.world.history(risk) if s.action.startswith(("accept", "retain"))]
    who = asked.world.get(Person, last[-1].actor) if last else who
    said = {"person": name_of(who) if who else "OpenAIMS", "day": day_text(risk.accepted_until)}
    if Standing.EXPIRED in standings(risk, asked.world):
        return _("Accepted by %(person)s until %(day)s: that is over.") % said
    return _("Accepted by %(person)s until %(day)s. It falls if the risk changes.") % said


def _treatment(asked: Asked, one: Treatment) -> TreatmentRow:
    owner = asked.world.get(Person, one.owner_id)
    return TreatmentRow(
        one.ref,
        name_of(one),
        to_record(asked, one),
        sentence_case(one.get_option_display()),
        name_of(owner) if owner else "",
        one.due_on,
        Standing.OVERDUE in standings(one, asked.world),
        sentence_case(KINDS.of(Treatment).workflow.label(one.state)),
        tuple(_control(asked, name) for name in _names(asked.world, one)),
    )


def _names(world: World, one: Treatment) -> list[str]:
    own = (control for control in world.linked(one, "uses") if isinstance(control, Control))
    return list(dict.fromkeys([*one.controls, *(control.annex_a or control.ref for control in own)]))


def _control(asked: Asked, name: str) -> ControlLook:
    """A control with its entry, or its requirement, and what the statement in force decides of it."""
    known = register_of_controls(asked.world).get(name)
    url = to_record(asked, known) if known and may_see(asked, known) else to_requirement(asked, f"{ISO}/{name}")
    line, is_in = line_of(asked, name)
    return ControlLook(name, url, line, is_out=not is_in)


def _new_treatment(asked: Asked, risk: Risk) -> ButtonLook | None:
    act = Act(KINDS.of(Treatment), "create", None, {"treats": risk.id})
    if asked.past or refused(asked, act) is not None:
        return None
    return ButtonLook(_("Propose a treatment"), address(asked, "/k/treatment/new", {"treats": risk.id}))
