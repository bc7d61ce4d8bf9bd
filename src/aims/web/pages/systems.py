"""The register of AI systems, and which units say that it is complete."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.conformity.completeness import last_attested
from aims.conformity.criteria import criteria, took_place
from aims.conformity.register import governed
from aims.kernel.checks import remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Unit
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.systems.campaigns import systems_by_unit, under_way, units_that_attest
from aims.systems.models import (
    AISystem,
    AttestationCampaign,
    CompletenessAttestation,
    Proposal,
    UndeclaredTool,
)
from aims.systems.readiness import Lack, next_lacks, next_moves
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, job_label, name_of
from aims.web.looks.intake import CareLook
from aims.web.looks.parts import ButtonLook, Cell, Column, Crumb, EmptyLook, FilterLook, RowLook, Said, TableLook
from aims.web.pages.imports import imports
from aims.web.pages.jobs import kind_cards
from aims.web.pages.reconcile import reconciles
from aims.web.panels import sheets
from aims.web.panels.acts import Act, refused
from aims.web.panels.campaign import campaign_of
from aims.web.panels.life import step_of
from aims.web.panels.lists import Listing
from aims.web.panels.standing import posture_for
from aims.web.panels.tables import sees_all, table_of
from aims.web.values import whole

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
    listing = Listing(asked, kind, "/systems/", list(_gaps_column(asked)))
    if (file := sheets.asked_for(listing)) is not None:
        return file
    title = job_label("systems")
    intro = _("Every AI system that the organisation builds, provides or uses, the tools that staff use among them.")
    look = table_of(asked, listing, title, intro, (*_propose_button(asked), *_import_button(asked)))
    if not (listing.chosen or listing.words) and sees_all(asked, kind):
        look = _with_first_step(look)
    care, cards = list(_care(asked)), kind_cards(asked, "systems")
    return draw(asked, "systems", look, title, "systems", units=list(_units(asked)), care=care, kinds=cards)


def _propose_button(asked: Asked) -> tuple[ButtonLook, ...]:
    return () if asked.past else (ButtonLook(_("Propose"), "/propose"),)


def _import_button(asked: Asked) -> tuple[ButtonLook, ...]:
    """The way to the import, for who may use it."""
    return (ButtonLook(_("Import a register"), "/import/"),) if imports(asked) else ()


def _with_first_step(look: TableLook) -> TableLook:
    first = look.empty.action if look.empty else None
    return replace(look, empty=EmptyLook(_("No AI system yet. Start with a tool people already use."), first))


def _gaps_column(asked: Asked) -> Iterable[tuple[Column, Callable[[Record], Cell]]]:
    """How many gaps are about each record; counted anew only when the posture changes."""
    found = posture_for(asked)
    if found is None:
        return
    missing = remembered(
        asked.world, "gaps by record", lambda _world: Counter(gap.about for _pk, _verdict, gap in found.open_gaps())
    )
    yield (
        Column(_("Gaps"), figures=True),
        lambda record: Cell(str(missing[record.pk]) if missing[record.pk] else "–", "figure"),
    )


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
    if reconciles(asked):
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
    last = last_attested(asked.world)
    for unit in sorted(asked.world.in_force(Unit), key=lambda u: (u.parent_id is not None, u.name)):
        if unit.id not in wanted and unit.id not in last:
            continue
        said_last = last.get(unit.id)
        who = asked.world.get(Person, said_last.author_id) if said_last else None
        on = took_place(said_last) if said_last else None
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


# ---- what each lacks ----

PER_PAGE = 50


@require_GET
def readiness_page(asked: Asked) -> HttpResponse:
    """Every system that lacks something for its next stage, the highest tier first."""
    seen = [found for found in remembered(asked.world, "next lacks", _lacking) if may_see(asked, found[0])]
    steps = {_step(system): system for system, _lacks in seen}
    counts, wanted = Counter(_step(system) for system, _lacks in seen), asked.GET.get("step", "")
    chosen = [found for found in seen if not wanted or _step(found[0]) == wanted]
    page = whole(asked.GET.get("page", "")) or 1
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = [RowLook(tuple(_lack_cells(asked, system, lacks))) for system, lacks in shown]
    columns = (Column(_("Ref")), Column(_("AI system")), Column(_("Next stage")), Column(_("It lacks")))

    def turn(to: int, step: str = wanted) -> str:
        return address(asked, "/systems/readiness", {"page": to if to > 1 else "", "step": step})

    title = _("What each system lacks for its next stage")
    look = TableLook(
        title,
        columns,
        rows,
        total=f"{len(chosen):,}",
        intro=_("A system in use is asked for what its stages should have left behind."),
        filters=(
            FilterLook(_("All"), turn(1, ""), len(seen), not wanted),
            *(
                FilterLook(step_of(steps[step]), turn(1, step), count, step == wanted)
                for step, count in counts.most_common()
            ),
        ),
        previous_url=turn(page - 1) if page > 1 else "",
        next_url=turn(page + 1) if page * PER_PAGE < len(chosen) else "",
        empty=EmptyLook(_("No system lacks anything that the records can show.")),
    )
    return draw(asked, "list", look, title, "systems", Crumb(title))


def _step(system: AISystem) -> str:
    """The next step, as the address says it."""
    return "-".join((system.state, *next_moves(system)))


def _lacking(world: World) -> list[tuple[AISystem, list[Lack]]]:
    found = ((one.latest, next_lacks(world, one.latest)) for one in governed(world))
    return [(system, lacks) for system, lacks in found if lacks]


def _lack_cells(asked: Asked, system: AISystem, lacks: list[Lack]) -> Iterable[Cell]:
    url = to_record(asked, system)
    yield Cell(system.ref, "ref", url)
    yield Cell(name_of(system), "text", url)
    yield Cell(step_of(system), "text", f"{url}#next")
    yield Cell(" ".join(str(lack.sentence) for lack in lacks))
