"""A.4, resources for AI systems, as code."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.conformity.competence import is_planned, profile_gaps, shortfall
from aims.conformity.documents import next_step, section_gaps, to_write
from aims.conformity.entries import none_recorded, over_entries, unlinked, waiting
from aims.conformity.holders import above, held_now, vacancy
from aims.conformity.register import governed, over_systems
from aims.conformity.supply import is_going_on, learned_from, onward, unapproved
from aims.kernel.checks import Do, Gap, Status, Verdict, check, verdict
from aims.kernel.models import Unit
from aims.kernel.world import World
from aims.organisation.competence import holders
from aims.systems.lineage import components_of, datasets_of
from aims.systems.models import AgentTool, AISystem, Component

_BUILDING = ("developer", "data_steward")
"""Roles of the life cycle that only a system of our own making needs."""
_RUNNING = ("verifier", "release_approver", "operator", "human_overseer")
DEPLOYED = frozenset({"deployed", "operating", "suspended", "under_change"})


@check(
    "iso42001:2023/A.4.2",
    states=_(
        "Every AI system in scope lists the data, tools, computing and people it needs, in a version that "
        "somebody else confirmed within the interval."
    ),
)
def resources_of_systems_are_listed(world: World) -> Verdict:
    return over_systems(world, governed(world), lambda system: None, "resources")


@check(
    "iso42001:2023/A.4.6",
    states=_(
        "For every AI system in scope each role of its life cycle is held by somebody who is competent today, or who "
        "works under supervision with a plan that has a day."
    ),
)
def life_cycles_have_competent_people(world: World) -> Verdict:
    by_key = {(holder.person.id, holder.role): holder for holder in holders(world)}
    held = held_now(world)

    def missing(system: AISystem) -> Iterator[Gap]:
        units = above(world, system.unit_id)
        for role in (*(_BUILDING if "ai_producer" in system.ai_roles else ()), *_RUNNING):
            names = [a for a in held if a.role == role and a.unit_id in units]
            found = [by_key[key] for a in names if (key := (a.person_id, role)) in by_key]
            if any(h.is_competent(world) or (h.rating and is_planned(world, h.rating)) for h in found):
                continue
            if found:
                yield from filter(None, [shortfall(world, found[0])])
            elif names:
                yield from profile_gaps(world, [role])
            else:
                yield vacancy(world, role, world.get(Unit, system.unit_id))

    found = over_systems(world, governed(world), lambda system: next(missing(system), None))
    unique = [gap for n, gap in enumerate(found.gaps) if gap not in found.gaps[:n]]
    return replace(found, gaps=tuple(unique))


@check(
    "iso42001:2023/A.4.3",
    states=_(
        "Every AI system in scope has its components in force, each that learns leads to its datasets or says why they "
        "are not known, and each dataset is approved and has source, use, categories of personal data, rights and an "
        "end of keeping. That the list agrees with the running system is not evidenced here yet, so partly is the most."
    ),
)
def what_systems_learned_from_is_documented(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that a sample agrees with the running system")})
    return over_systems(world, governed(world), lambda system: _learning_gap(world, system), gaps=[unseen])


def _learning_gap(world: World, system: AISystem) -> Gap | None:
    return next(_learning_gaps(world, system), None)


def _learning_gaps(world: World, system: AISystem) -> Iterator[Gap]:
    parts = [c for c in components_of(world, system.id) if c.sort != Component.Sort.COMPUTING]
    if not parts:
        yield _to_compose(world, system)
    for part in parts:
        if not part.is_in_force:
            yield next_step(part)
        elif part.learns and not learned_from(part) and not part.learning_unknown_why:
            yield from unlinked(world, part, "learned_from")
    for dataset in datasets_of(world, system.id):
        if not dataset.is_in_force:
            yield onward(world, dataset)
        yield from section_gaps(world, dataset, "source", "uses", "personal_data", "rights", "retained_until")


def _to_compose(world: World, system: AISystem, sort: str = "model") -> Gap:
    """Add a component; where one is written that is part of nothing yet, link that one first."""
    loose = [c for c in unapproved(world, Component) if c.state == "draft" and _is_loose(c, sort)]
    link = {"relation": "part_of", "target": system.id}
    act = Do("component", "link", loose[0].id, link) if loose else Do("component", "create", prefill={"sort": sort})
    return Gap("computing_missing" if sort == "computing" else "component_missing", act, {"ref": system.ref}, system.id)


def _is_loose(component: Component, sort: str) -> bool:
    is_wanted = (component.sort == "computing") == (sort == "computing")
    return is_wanted and not any(link.relation == "part_of" for link in component.links)


@check(
    "iso42001:2023/A.4.4",
    states=_(
        "Each component in force has an owner who is still here, its version, origin, licence and end of support, is "
        "not past it and was reviewed within its interval; each tool of an agent was approved. That the list agrees "
        "with what is installed is not evidenced here yet, so partly is the most."
    ),
)
def tools_are_documented(world: World) -> Verdict:
    def wrong(part: Component) -> Iterator[Gap]:
        yield from section_gaps(world, part, "release", "origin", "licence", "supported_until")
        if world.passed(part.supported_until):
            params = {"ref": part.ref, "date": part.supported_until}
            yield Gap("support_over", to_write(world, part, "supported_until"), params, part.id)
        for tool in unapproved(world, AgentTool) if part.sort == Component.Sort.AGENT else ():
            if tool.agent_id == part.id:
                yield next_step(tool)

    parts = [c for c in world.in_force(Component) if c.sort != Component.Sort.COMPUTING]
    missing = none_recorded(world, Component) or waiting(world, Component)
    unseen = [Gap("part_unseen", None, {"part": _("that the list agrees with what is installed")})] if parts else []
    return over_entries(world, parts, wrong, [*missing, *unseen])


@check(
    "iso42001:2023/A.4.5",
    states=_(
        "Every AI system in scope that is deployed has a computing resource in force with where it runs, its capacity "
        "and its effect on the environment, reviewed within its interval."
    ),
)
def computing_is_documented(world: World) -> Verdict:
    known = [c for c in world.all(Component) if c.sort == Component.Sort.COMPUTING and is_going_on(c)]
    if not known:
        label = Component.Sort.COMPUTING.label
        act = Do("component", "create", prefill={"sort": "computing"})
        return verdict([], [Gap("nothing_recorded", act, {"kind": label})], silent=Status.UNKNOWN)
    deployed = [r for r in governed(world) if r.latest.state in DEPLOYED]
    return over_systems(world, deployed, lambda system: next(_computing_gaps(world, system), None))


def _computing_gaps(world: World, system: AISystem) -> Iterator[Gap]:
    used = [c for c in components_of(world, system.id) if c.sort == Component.Sort.COMPUTING]
    if not used:
        yield _to_compose(world, system, "computing")
    for part in used:
        if not part.is_in_force:
            yield next_step(part)
            continue
        yield from section_gaps(world, part, "location", "capacity", "environment")
        if world.passed(part.review_due):
            params = {"ref": part.ref, "date": part.review_due}
            yield Gap("review_overdue", to_write(world, part), params, part.id)
