"""Clauses 7.1 and 7.4, resources and communication, as code."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.organisation.models import CommunicationPlan, CommunicationSent, InterestedParty, Process, ResourceNeed
from aims.organisation.models.support import RESOURCE_SORTS
from aims.organisation.telling import times_told, told_again_by

from .documents import review_gaps, section_gaps
from .entries import none_recorded, over_entries
from .register import short

_ASKED = ("people", "tools", "money")


@check(
    "iso42001:2023/7.1-a",
    states=_(
        "For each process in force people, tools and money are entered as provided and looked at within the interval, "
        "or as granted by a day that is not over."
    ),
)
def processes_have_resources(world: World) -> Verdict:
    needs: dict[object, list[ResourceNeed]] = {}
    for need in world.in_force(ResourceNeed):
        needs.setdefault(need.process_id, []).append(need)
    sound, old, looked_at, gaps = list[Record](), list[Record](), list[Record](), none_recorded(world, Process)
    for process in world.in_force(Process):
        known = needs.get(process.id, [])
        settled = [need for need in known if not _unsettled(world, need)]
        found = [gap for need in known for gap in _unsettled(world, need)]
        found += _sorts_missing(process, known)
        overdue = [gap for need in settled for gap in review_gaps(world, need)]
        gaps += found + overdue
        kept = looked_at if found else old if overdue else sound
        kept += settled if settled and not found else [process, *known]
    is_kept = not old and any(s.action == "review" for one in sound for s in world.history(one))
    depth = Depth.OPERATING if is_kept else Depth.DESIGNED
    silent = Status.UNMET if world.in_force(Process) else Status.UNKNOWN
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=depth, silent=silent)


def _unsettled(world: World, need: ResourceNeed) -> list[Gap]:
    """Why `need` is neither provided nor on its way: nobody decided, it was refused, or its day is over."""
    if need.state == "granted" and world.passed(need.needed_by):
        params = {"ref": need.ref, "date": need.needed_by}
        return [Gap("resource_late", Do(need.kind, "provide", need.id), params, need.id)]
    if need.state in ("stated", "refused"):
        code = "resource_undecided" if need.state == "stated" else "resource_refused"
        return [Gap(code, Do(need.kind, "grant", need.id), {"ref": need.ref}, need.id)]
    return []


def _sorts_missing(process: Process, needs: list[ResourceNeed]) -> list[Gap]:
    """A gap where nothing of a sort that every process needs is entered, whatever became of it."""
    entered = {sort for need in needs for sort in need.sorts}
    missing = [sort for sort in _ASKED if sort not in entered]
    if not missing:
        return []
    create = Do("resource_need", "create", prefill={"process": process.id, "sorts": missing})
    return [
        Gap("resource_missing", create, {"ref": process.ref, "sort": dict(RESOURCE_SORTS)[sort]}, process.id)
        for sort in missing
    ]


# ---- communication ----


@check(
    "iso42001:2023/7.4-a",
    states=_("Each line of the communication plan has its topic and its purpose, and was looked at in time."),
)
def communication_has_topics(world: World) -> Verdict:
    return _over_plan(world, "purpose")


@check(
    "iso42001:2023/7.4-b",
    states=_(
        "Each line of the communication plan has an interval or an occasion, and one with an interval was carried out "
        "within it."
    ),
)
def communication_happens_when_planned(world: World) -> Verdict:
    lines, gaps = world.in_force(CommunicationPlan), none_recorded(world, CommunicationPlan)
    sound, old, looked_at = list[Record](), list[Record](), list[Record]()
    for line in lines:
        sent, due = times_told(world, line), told_again_by(world, line)
        if due is None and not line.occasion:
            gaps += section_gaps(world, line, "interval_months")
            looked_at.append(line)
        elif world.passed(due):
            act = Do("communication_sent", "create", prefill={"line": line.id})
            gaps.append(Gap("communication_overdue", act, {"ref": line.ref, "date": due}, line.id))
            old.append(line)
        else:
            sound += [line, *sent[-1:]]
    depth = Depth.OPERATING if any(isinstance(one, CommunicationSent) for one in sound) else Depth.DESIGNED
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=depth, silent=Status.UNKNOWN)


@check(
    "iso42001:2023/7.4-c",
    states=_(
        "Each line of the communication plan says with whom, and each class of interested party that the management "
        "system addresses is told by at least one."
    ),
)
def communication_has_an_audience(world: World) -> Verdict:
    lines, missing = world.in_force(CommunicationPlan), none_recorded(world, CommunicationPlan)
    told = {sort for line in lines for sort in line.parties}
    addressed = [p for p in world.in_force(InterestedParty) if p.decision != InterestedParty.Decision.NOT_ADDRESSED]
    labels = dict(InterestedParty.Sort.choices)
    for sort in sorted({party.sort for party in addressed} - told) if lines else ():
        create = Do("communication_plan", "create", prefill={"parties": [sort]})
        missing.append(Gap("party_untold", create, {"sort": labels[sort]}))

    def wrong(line: CommunicationPlan) -> Iterator[Gap]:
        if not line.parties:
            yield from section_gaps(world, line, "with_whom")

    return _designed(over_entries(world, lines, wrong, missing))


@check(
    "iso42001:2023/7.4-d",
    states=_("Each line of the communication plan says how it is told, and has an owner who is still here."),
)
def communication_has_channels(world: World) -> Verdict:
    return _over_plan(world, "channel")


def _over_plan(world: World, *fields: str) -> Verdict:
    lines, none = world.in_force(CommunicationPlan), none_recorded(world, CommunicationPlan)
    return _designed(over_entries(world, lines, lambda line: section_gaps(world, line, *fields), none))


def _designed(found: Verdict) -> Verdict:
    """A plan is *designed*, however often it is looked at."""
    return Verdict(found.status, min(found.depth, Depth.DESIGNED), found.evidence, found.gaps, found.notes)
