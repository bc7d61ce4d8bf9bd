"""The page of one AI system: six questions, its next stage, its surroundings, roles, records and changes."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aims.impact.assessments import of_systems
from aims.impact.models import ImpactAssessment
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import refused_use
from aims.questionnaires.models import Questionnaire, QuestionnaireResponse
from aims.systems.life import stage
from aims.systems.models import AI_ROLES, LEGAL_ROLES, AISystem, Change
from aims.web.asked import Asked, address
from aims.web.frame import draw, name_of
from aims.web.looks.parts import Crumb, GapLook, Said, Text
from aims.web.looks.records import FieldLook
from aims.web.looks.screens import RoleLook, StageLook, SystemLook
from aims.web.pages.extras import with_forms
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.answers import answers
from aims.web.panels.detail import describe
from aims.web.panels.law import laws_of
from aims.web.panels.libraries import risks_look
from aims.web.panels.life import awaited, change_rows, impact_rows, life_rows, next_stage, place_of
from aims.web.panels.stops import stop_button, stopped
from aims.web.panels.surroundings import graph
from aims.web.panels.thread import thread
from aims.web.panels.tier import tier_of
from aims.web.values import fact, sentence_case

FACTS = (
    "owner",
    "unit",
    "release",
    "final_decision",
    "final_decider",
    "supplier",
    "review_due",
    "happened_on",
    "scope_decision",
    "scope_why",
    "resources",
)
ANSWERED = ("owner", "unit", "review_due")
SHOWN_GAPS = 6


def system_page(asked: Asked, record: Record) -> HttpResponse:
    system = asked.world.get(AISystem, record.pk) or AISystem(pk=record.pk)
    whole = with_forms(asked, system, describe(asked, system))
    missing = tuple(_missing(asked, system))
    look = SystemLook(
        system.ref,
        name_of(system),
        _intro(system),
        tuple(_tags(system)),
        (*whole.buttons, *stop_button(asked, system)),
        tuple(answers(asked, system)),
        standard_roles=tuple(_roles(system.ai_roles, AI_ROLES, system.ai_roles_why, system.ai_roles_on, system.lang)),
        legal_roles=tuple(
            _roles(system.legal_roles, LEGAL_ROLES, system.legal_roles_why, system.legal_roles_on, system.lang)
        ),
        stages=tuple(_stages(system)),
        missing=missing[:SHOWN_GAPS],
        missing_title=_("What is missing here"),
        facts=(*_facts(asked, system), *_out_of_bounds(asked, system), *_who_next(whole.facts)),
        history_url=whole.history_url,
        as_of=asked.world.at,
        state=whole.state,
        stopped=stopped(asked, system),
    )
    return draw(
        asked,
        "system",
        look,
        f"{system.ref} {system.name}",
        "systems",
        Crumb(system.ref),
        record=whole,
        next=next_stage(asked, system),
        awaited=awaited(asked, system),
        life=tuple(life_rows(asked, system)),
        changes=tuple(change_rows(asked, system)),
        graph=graph(asked, system),
        thread=thread(asked, system),
        tier=tier_of(asked, system),
        impact=tuple(impact_rows(asked, system)),
        risks=risks_look(asked, system),
        risks_url=address(asked, f"/r/{system.ref}/risks"),
        new_impact="" if asked.past else _new_impact(asked, system),
        new_answers="" if asked.past else _new_answers(asked, system),
        laws=laws_of(asked, system),
        law_url=address(asked, f"/r/{system.ref}/law", {}),
        decisions_url=_decisions(asked, system),
        new_change="" if asked.past else _new_change(asked, system),
    )


def _decisions(asked: Asked, system: AISystem) -> str:
    """Where single decisions are read, for who may."""
    if refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem)) is not None:
        return ""
    return address(asked, f"/r/{system.ref}/decisions")


def _new_change(asked: Asked, system: AISystem) -> str:
    """Where a change of this system is proposed, for who may."""
    act = Act(KINDS.of(Change), "create", None, {"system": system.id, "sort": Change.Sort.SYSTEM.value})
    return place_of(act) if refused(asked, act) is None else ""


def _new_impact(asked: Asked, system: AISystem) -> str:
    """Where the impact of this system is assessed, for who may, while nobody has begun."""
    act = Act(KINDS.of(ImpactAssessment), "create", None, {"system": system.id, "unit": system.unit_id})
    begun = of_systems(asked.world, in_force=False).get(system.id)
    return place_of(act) if not begun and refused(asked, act) is None else ""


def _new_answers(asked: Asked, system: AISystem) -> str:
    """Where a questionnaire is answered about this system, for who may, where one is in force."""
    act = Act(KINDS.of(QuestionnaireResponse), "create", None, {"system": system.id})
    return place_of(act) if asked.world.in_force(Questionnaire) and refused(asked, act) is None else ""


def _intro(system: AISystem) -> Said:
    if system.intended_use:
        return Text(system.intended_use, system.lang)
    return _("Nobody has written what it is for.")


def _tags(system: AISystem) -> Iterable[str]:
    for label in (
        system.get_sort_display(),
        system.get_tier_display() and _("tier: %(tier)s") % {"tier": system.get_tier_display()},
    ):
        if label:
            yield str(label)


def _facts(asked: Asked, system: AISystem) -> Iterable[FieldLook]:
    """What is recorded, and of what is not only that which somebody must answer for."""
    kind = KINDS.of(AISystem)
    return (fact(asked, system, n) for n in FACTS if n in ANSWERED or getattr(system, kind.field(n).attname))


def _out_of_bounds(asked: Asked, system: AISystem) -> Iterable[FieldLook]:
    if system.out_of_bounds_use:
        yield fact(asked, system, "out_of_bounds_use")


def _who_next(facts: tuple[FieldLook, ...]) -> Iterable[FieldLook]:
    """Who may take the next step, as the detail says it."""
    return (one for one in facts if one.values)


def _roles(
    held: list[str], known: Sequence[tuple[str, object]], why: str, on: dt.date | None, lang: str
) -> Iterable[RoleLook]:
    labels = dict(known)
    return (RoleLook(sentence_case(str(labels.get(code, code))), Text(why, lang), on) for code in held)


def _stages(system: AISystem) -> Iterable[StageLook]:
    reached = stage(system)
    if reached is None:
        return
    here = list(AISystem.Stage).index(reached)
    for at, one in enumerate(AISystem.Stage):
        standing = "past" if at < here else "here" if at == here else "ahead"
        yield StageLook(sentence_case(one.label), standing)  # type: ignore[arg-type]


def _missing(asked: Asked, system: AISystem) -> Iterable[GapLook]:
    """The open gaps of any requirement that are about this system."""
    said_by_next_stage = ("life_lacks", "life_stale")
    return (one for one in gaps.about(asked, system.pk) if one.code not in said_by_next_stage)
