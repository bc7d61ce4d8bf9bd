"""Conformity: the posture by clause, and one requirement with its verdict, gaps, evidence and twins."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aims import catalogue
from aims.conformity.judgements import judgements_on
from aims.conformity.models import IssuedPosture, Judgement
from aims.conformity.posture import WORST_FIRST, Posture, turns, verdict_on
from aims.kernel.checks import CHECKS, DEPTH_LABELS, Depth, Status, Verdict
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Person
from aims.kernel.policy import opens_posture
from aims.kernel.wording import day_text
from aims.lib.language import language
from aims.web.asked import Asked, address, may_see, to_record, to_requirement
from aims.web.frame import draw, job_label, name_of
from aims.web.looks.parts import STATUS_WORD, ButtonLook, Crumb, FilterLook, JudgementLook, Text, TurnLook, TwinLook
from aims.web.looks.screens import ClauseLook, ConformityLook, RequirementLook
from aims.web.pages.frameworks import SORT_WORD, relation_words, twin_url
from aims.web.pages.jobs import kind_cards
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.evidence import evidence_of
from aims.web.panels.lines import requirement_line
from aims.web.panels.rungs import rungs
from aims.web.panels.standing import Part, parts, posture_for, posture_look, reach_of, verdict_look
from aims.web.values import requirement_title, role_name, sentence_case

TWINS_SHOWN = 12
TURNS_SHOWN = 6


# ---- the posture ----


@require_GET
def conformity_page(asked: Asked) -> HttpResponse:
    found = posture_for(asked)
    wanted = asked.GET.get("status", "")
    title = job_label("conformity")
    look = ConformityLook(
        title,
        _("Every requirement of ISO/IEC 42001 with what the records show, its evidence and its gaps.")
        if found
        else _("What is recorded here. Where the organisation stands is shown to those whose role opens it."),
        posture_look(asked),
        tuple(_clauses(asked, found, wanted)) if found else (),
        tuple(_status_filters(asked, found, wanted)) if found else (),
        (
            ButtonLook(_("Leadership"), address(asked, "/leadership/")),
            ButtonLook(_("AI objectives"), address(asked, "/objectives/")),
            ButtonLook(_("Obligations"), address(asked, "/obligations/")),
            ButtonLook(_("Frameworks"), address(asked, "/frameworks/")),
            ButtonLook(_("Reports"), address(asked, "/reports/")),
            *_giving_out(asked),
        ),
    )
    return draw(asked, "conformity", look, title, "conformity", kinds=kind_cards(asked, "conformity"))


def _giving_out(asked: Asked) -> Iterable[ButtonLook]:
    if asked.past or refused(asked, Act(KINDS.of(IssuedPosture), "create")):
        return
    title = _("Posture of %(day)s") % {"day": day_text(asked.now.today)}
    query = urlencode({"title": title})
    yield ButtonLook(_("Give out the posture"), f"/k/issued_posture/new?{query}")


def _status_filters(asked: Asked, found: Posture, wanted: str) -> Iterable[FilterLook]:
    counts = found.counts()
    yield FilterLook(_("All"), address(asked, "/conformity/"), sum(counts.values()), not wanted)
    for status in WORST_FIRST:
        if counts[status] or status.value == wanted:
            url = address(asked, "/conformity/", {"status": status.value})
            yield FilterLook(str(STATUS_WORD[status.value]), url, counts[status], status.value == wanted)


def _clauses(asked: Asked, found: Posture, wanted: str) -> Iterable[ClauseLook]:
    for part in parts():
        lines = tuple(
            requirement_line(asked, pk, found.verdicts[pk])
            for pk in part.ids
            if not wanted or found.verdicts[pk].status.value == wanted
        )
        if lines or not wanted:
            yield ClauseLook(part.code, part.title, part.pdca, lines)


# ---- one requirement ----


@require_GET
def requirement_page(asked: Asked, framework: str, place: str) -> HttpResponse:
    requirement = f"{framework}/{place}"
    node = _node(requirement)
    if not isinstance(node, catalogue.Requirement | catalogue.Control) or not opens_posture(asked.actor):
        # its text and its twins, which carry no verdict
        return HttpResponseRedirect(address(asked, "/frameworks/", {"of": framework, "pick": requirement}))
    part = next(p for p in parts() if requirement in p.ids)
    look = _requirement(asked, node, part)
    clause = Crumb(
        f"{part.code} {part.title}", address(asked, "/conformity/") + f"#clause-{part.code.replace('.', '-')}"
    )
    return draw(asked, "requirement", look, f"{node.place} {look.title}", "conformity", clause, Crumb(node.place))


def _node(requirement: str) -> catalogue.Node:
    try:
        return catalogue.node(requirement)
    except (catalogue.UnknownId, catalogue.FrameworkRefused):
        raise Denied("ref_unknown", ref=requirement) from None


def _requirement(asked: Asked, node: catalogue.Requirement | catalogue.Control, part: Part) -> RequirementLook:
    verdict, said = verdict_on(asked.world, node.id), language()
    shown = evidence_of(asked, verdict)
    reach = reach_of(node.id)
    twins = _twins(asked, node.id)
    before, after = _beside(asked, node.id)
    return RequirementLook(
        node.place,
        node.title.in_(said),
        node.text.in_(said),
        verdict_look(node.id, verdict),
        rungs(node.id, verdict),
        part.pdca,
        tags=tuple(gaps.said(asked, note) for note in verdict.notes),
        gaps=tuple(gaps.line(asked, gap, node.id, verdict.status) for gap in gaps.told(asked, verdict.gaps)),
        no_gap=_no_gap(verdict),
        evidence=shown.pieces,
        hidden_evidence=shown.hidden,
        more_evidence=shown.more,
        judgements=tuple(_judgements(asked, node.id)),
        turns=tuple(_turns(asked, node.id)) if asked.GET.get("history") else (),
        twins=twins[:TWINS_SHOWN],
        twins_total=len(twins),
        twins_url=address(asked, "/frameworks/", {"pick": node.id}),
        code_decides=_code_decides(node.id, reach),
        person_judges=reach.person.in_(said) if reach and reach.person else "",
        next_change=verdict.until.date() if verdict.until else None,
        judge=_judge(asked, node.id),
        previous=before,
        next=after,
        turns_url="" if asked.GET.get("history") else address(asked, f"/requirement/{node.id}", {"history": 1}),
    )


def _no_gap(verdict: Verdict) -> str:
    if verdict.status == Status.UNKNOWN and verdict.evidence:
        return _("What is recorded does not show it yet; it is in work.")
    if verdict.status == Status.UNKNOWN:
        return _("Nothing is recorded that could be looked at.")
    if verdict.depth < Depth.EFFECTIVE:
        return _("What code looks at here is in order, as deep as “%(depth)s”.") % {
            "depth": DEPTH_LABELS[verdict.depth]
        }
    return ""


def _code_decides(requirement: str, reach: catalogue.Reach | None) -> str:
    if requirement not in CHECKS:
        return _("Nothing yet: no check is written for it; a judgement upon evidence reaches “partly met”.")
    return reach.code.in_(language()) if reach else str(CHECKS[requirement].states)


def _judge(asked: Asked, requirement: str) -> ButtonLook | None:
    act = Act(KINDS.of(Judgement), "create", None, {"requirement": requirement})
    if asked.past or refused(asked, act):
        return None
    return ButtonLook(_("Record a judgement"), f"/k/judgement/new?requirement={requirement}")


def _judgements(asked: Asked, requirement: str) -> Iterable[JudgementLook]:
    for judgement in judgements_on(asked.world, requirement):
        if not may_see(asked, judgement):
            continue
        person = asked.world.get(Person, judgement.author_id)
        held = [a for a in asked.world.in_force(Assignment) if a.person_id == judgement.author_id]
        yield JudgementLook(
            name_of(person) if person else _("the system"),
            sentence_case(role_name(held[0].role)) if held else "",
            judgement.stamp.at,
            Text(judgement.reasons, judgement.lang),
            judgement.conclusion != Judgement.Conclusion.INADEQUATE,
            to_record(asked, judgement),
        )


def _twins(asked: Asked, requirement: str) -> tuple[TwinLook, ...]:
    said = language()
    found = []
    for framework, twins in catalogue.twins(requirement).items():
        held = catalogue.framework(framework)
        for twin in twins:
            node = catalogue.node(twin.id)
            found.append(
                TwinLook(
                    held.short.in_(said),
                    node.cite.in_(said),
                    node.title.in_(said),
                    relation_words(twin.type),
                    str(SORT_WORD[held.sort]),
                    twin_url(asked, twin.id),
                    twin.note.in_(said) if twin.note else "",
                )
            )
    return tuple(found)


def _beside(asked: Asked, requirement: str) -> tuple[Crumb | None, Crumb | None]:
    ids: Sequence[str] = catalogue.requirements()
    at = ids.index(requirement)

    def crumb(other: str) -> Crumb:
        return Crumb(requirement_title(other), to_requirement(asked, other))

    return (crumb(ids[at - 1]) if at else None, crumb(ids[at + 1]) if at + 1 < len(ids) else None)


def _turns(asked: Asked, requirement: str) -> Iterable[TurnLook]:
    """The last days on which the verdict turned, as a look back at them shows it."""
    for day, then in turns(requirement, asked.world.today)[:TURNS_SHOWN]:
        sentence = gaps.said(asked, then.gaps[0]) if then.gaps else ""
        url = f"/requirement/{requirement}?as_of={day.isoformat()}"
        yield TurnLook(then.status.value, sentence, day, url)
