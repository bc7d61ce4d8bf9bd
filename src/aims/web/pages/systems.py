"""The register of AI systems, and the page of one: six questions, roles, stage, what is missing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.conformity.criteria import criteria
from aims.conformity.posture import posture
from aims.exchange.imports import may_import
from aims.improvement.models import Nonconformity
from aims.kernel.checks import remembered
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Unit
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.systems.campaigns import systems_by_unit, under_way, units_that_attest
from aims.systems.life import stage
from aims.systems.models import (
    AI_ROLES,
    LEGAL_ROLES,
    AISystem,
    AttestationCampaign,
    CompletenessAttestation,
    Proposal,
    UndeclaredTool,
)
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, job_label, name_of, route
from aims.web.looks.intake import CareLook
from aims.web.looks.parts import ButtonLook, Cell, Column, Crumb, EmptyLook, GapLook, Said, Status, TableLook, Text
from aims.web.looks.records import FieldLook
from aims.web.looks.screens import AnswerLook, RoleLook, StageLook, SystemLook
from aims.web.pages.extras import with_forms
from aims.web.pages.jobs import kind_cards
from aims.web.panels import gaps, sheets
from aims.web.panels.acts import Act, refused
from aims.web.panels.campaign import campaign_of
from aims.web.panels.detail import describe
from aims.web.panels.lists import Listing
from aims.web.panels.tables import table_of
from aims.web.templatetags.look import day_text
from aims.web.values import fact, sentence_case

FACTS = ("owner", "unit", "supplier", "review_due", "happened_on", "scope_decision", "scope_why", "resources")
ANSWERED = ("owner", "unit", "review_due")
SHOWN_GAPS = 6


# ---- the register ----


@dataclass(frozen=True, slots=True)
class UnitLook:
    """What a unit last said about its list of AI systems."""

    name: Said
    url: str
    systems: int
    on: dt.date | None
    who: Said
    is_old: bool
    confirm: str


@require_GET
def register_page(asked: Asked) -> HttpResponseBase:
    kind = KINDS.of(AISystem)
    missing = _gaps_by_record(asked)

    def count(record: Record) -> Cell:
        return Cell(str(missing[record.pk]) if missing[record.pk] else "–", "figure")

    listing = Listing(asked, kind, "/systems/", [(Column(_("Gaps"), figures=True), count)])
    if (file := sheets.asked_for(listing)) is not None:
        return file
    title = job_label("systems")
    intro = _("Every AI system that the organisation builds, provides or uses, the tools that staff use among them.")
    look = table_of(asked, listing, title, intro, (*_propose_button(asked), *_import_button(asked)))
    if not (listing.chosen or listing.words):
        look = _with_first_step(look)
    care, cards = list(_care(asked)), kind_cards(asked, "systems")
    return draw(asked, "systems", look, title, "systems", units=list(_units(asked)), care=care, kinds=cards)


def _propose_button(asked: Asked) -> tuple[ButtonLook, ...]:
    return () if asked.past else (ButtonLook(_("Propose"), "/propose"),)


def _import_button(asked: Asked) -> tuple[ButtonLook, ...]:
    """The way to the import, for who may use it."""
    url = route("import")
    if asked.past or not url:
        return ()
    try:
        may_import(asked.actor, KINDS.of(AISystem))
    except Denied:
        return ()
    return (ButtonLook(_("Import a register"), url),)


def _with_first_step(look: TableLook) -> TableLook:
    first = look.empty.action if look.empty else None
    return replace(look, empty=EmptyLook(_("No AI system yet. Start with a tool people already use."), first))


def _gaps_by_record(asked: Asked) -> Counter[UUID | None]:
    """How many gaps are about each record; counted anew only when the posture changes."""

    def count(world: World) -> Counter[UUID | None]:
        return Counter(gap.about for _pk, verdict in posture(world) for gap in verdict.gaps)

    return remembered(asked.world, "gaps by record", count)


def _systems_by_unit(asked: Asked) -> Counter[UUID | None]:
    return remembered(asked.world, "systems by unit", lambda world: systems_by_unit(world).now)


def _care(asked: Asked) -> Iterable[CareLook]:
    """What is done so that the register is complete: proposals, campaigns, lists from elsewhere, duplicates."""
    yield CareLook(
        _("Proposals"), _waiting(asked), to_kind(asked, KINDS.of(Proposal), {"state": "received"}), _("Show them")
    )
    if campaign := under_way(asked.world):
        shown = campaign_of(asked, campaign)
        yield CareLook(_("Campaign"), shown.sentence, shown.url, _("Who has answered"))
    else:
        sentence = _("No campaign is under way that asks each unit whether its list is complete.")
        yield CareLook(_("Campaign"), sentence, to_kind(asked, KINDS.of(AttestationCampaign)), _("Campaigns"))
    tools = [tool for tool in asked.world.in_force(UndeclaredTool) if may_see(asked, tool)]
    undeclared = ngettext(
        "%(n)s tool was found in use and is not declared.",
        "%(n)s tools were found in use and are not declared.",
        len(tools),
    ) % {"n": len(tools)}
    sentence = undeclared if tools else _("No list from elsewhere shows a tool that waits for a decision.")
    place = to_kind(asked, KINDS.of(UndeclaredTool), {"state": "open"})
    yield CareLook(_("Undeclared tools"), sentence, place, _("Show them"), bool(tools))
    if asked.past is None and refused(asked, Act(KINDS.of(UndeclaredTool), "create")) is None:
        sentence = _("Sign-on lists, expense claims and contracts show what people use.")
        yield CareLook(_("Compare with a list"), sentence, "/systems/reconcile", _("Compare"))
    sentence = _("Entries that look alike are pointed out, for a person to say whether they are the same.")
    yield CareLook(_("Possible duplicates"), sentence, address(asked, "/systems/duplicates"), _("Look at them"))


def _waiting(asked: Asked) -> str:
    waiting = [p for p in asked.world.in_force(Proposal) if p.state == "received" and may_see(asked, p)]
    if not waiting:
        return _("No proposal waits for a decision.")
    return ngettext("%(n)s proposal waits for a decision.", "%(n)s proposals wait for a decision.", len(waiting)) % {
        "n": len(waiting)
    }


def _units(asked: Asked) -> Iterable[UnitLook]:
    """Each unit that must attest, by the rule of the checks, and whoever did so once."""
    counts = _systems_by_unit(asked)
    months = criteria(asked.world).attestation_months
    wanted = {unit.id for unit in units_that_attest(asked.world, counts)}
    kind = KINDS.of(CompletenessAttestation)
    last: dict[UUID | None, CompletenessAttestation] = {}
    for said in sorted(asked.world.in_force(CompletenessAttestation), key=lambda a: a.stamp.seq):
        last[said.unit_id] = said
    for unit in sorted(asked.world.in_force(Unit), key=lambda u: (u.parent_id is not None, u.name)):
        if unit.id not in wanted and unit.id not in last:
            continue
        said_last = last.get(unit.id)
        who = asked.world.get(Person, said_last.author_id) if said_last else None
        on = (said_last.happened_on or said_last.stamp.at.date()) if said_last else None
        act = Act(kind, "create", None, {"unit": unit.id})
        may = not asked.past and refused(asked, act) is None
        query = {"unit": unit.id, "systems_known": counts[unit.id]}
        yield UnitLook(
            name_of(unit),
            to_record(asked, unit),
            counts[unit.id],
            on,
            name_of(who) if who else "",
            bool(on and asked.world.passed(months_after(on, months))),
            address(asked, f"/k/{kind.name}/new", query) if may else "",
        )


# ---- one system ----


def system_page(asked: Asked, record: Record) -> HttpResponse:
    system = asked.world.get(AISystem, record.pk)
    if system is None:
        system = AISystem(pk=record.pk)
    whole = with_forms(asked, system, describe(asked, system))
    missing = tuple(_missing(asked, system))
    look = SystemLook(
        system.ref,
        name_of(system),
        _intro(system),
        tuple(_tags(system)),
        whole.buttons,
        tuple(_answers(asked, system)),
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
    )
    crumb = Crumb(system.ref)
    return draw(asked, "system", look, f"{system.ref} {system.name}", "systems", crumb, record=whole)


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
    return (fact(asked, system, name) for name in FACTS if name in ANSWERED or getattr(system, name))


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
    for requirement, verdict, gap in posture(asked.world).open_gaps():
        if gap.about == system.pk:
            yield gaps.line(asked, gap, requirement, verdict.status, on=gaps.ON_RECORD)


def _answers(asked: Asked, system: AISystem) -> Iterable[AnswerLook]:
    """The six questions, each answered from what is recorded now; what nothing answers says so."""
    nothing = _("Nothing here evidences this yet.")
    yield AnswerLook(_("Suitable for its purpose?"), *_suitable(system))
    yield AnswerLook(_("Monitored?"), nothing)
    yield AnswerLook(_("Users trained?"), nothing)
    yield AnswerLook(_("Responsibilities clear, and who takes the final decision?"), *_responsible(asked, system))
    yield AnswerLook(_("Results reviewed?"), *_reviewed(asked, system))
    yield _improved(asked, system, nothing)


def _suitable(system: AISystem) -> tuple[str, Status]:
    if not system.intended_use:
        return _("Its intended use is not written, so nothing can be measured against it."), "unmet"
    if not system.in_force_version:
        return _("Its intended use is written; nobody else has confirmed it."), "unknown"
    return _("Its intended use is written and confirmed; no test against it is recorded."), "partly"


def _responsible(asked: Asked, system: AISystem) -> tuple[str, Status]:
    owner = asked.world.get(Person, system.owner_id)
    if owner is None:
        return _("Nobody is named as its owner."), "unmet"
    if not (system.ai_roles and system.legal_roles):
        return _("%(person)s owns it; our roles towards it are not all determined.") % {"person": owner.name}, "partly"
    return _("%(person)s owns it, and our roles are determined. Who takes the final decision is not recorded.") % {
        "person": owner.name
    }, "partly"


def _reviewed(asked: Asked, system: AISystem) -> tuple[str, Status]:
    if not system.in_force_version:
        return _("No version of this entry has been approved yet."), "unknown"
    if not system.review_due:
        return _("It was approved; no next review is set."), "partly"
    words = {"date": day_text(system.review_due)}
    if asked.world.passed(system.review_due):
        return _("Its review was due on %(date)s.") % words, "stale"
    return _("The entry was approved; it is reviewed again by %(date)s.") % words, "partly"


def _improved(asked: Asked, system: AISystem, nothing: str) -> AnswerLook:
    question = _("Improvements made when needed?")
    about = [
        n
        for n in asked.world.all(Nonconformity)
        if may_see(asked, n) and any(k.relation == "about" and k.target == system.pk for k in n.links)
    ]
    if not about:
        return AnswerLook(question, nothing)
    still = [n for n in about if n.is_open]
    link = Crumb(", ".join(n.ref for n in about[:4]), to_kind(asked, KINDS.of(Nonconformity)))
    if still:
        return AnswerLook(
            question, _("%(n)s nonconformities about it are open.") % {"n": len(still)}, "partly", link=link
        )
    return AnswerLook(question, _("Every nonconformity about it is closed."), "met", link=link)
