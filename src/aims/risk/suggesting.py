"""Risks to look at for a system because of what it is and stands on, each with why; and those it inherits (6.1.2, 8.2).

Nothing is stored but what a person takes up, as a risk, or declines, with a reason. What was declined is suggested
again once there is a ground that was not there when it was declined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import yaml
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.legal.obligations import obligations_on
from aims.lib.language import language
from aims.systems import tier
from aims.systems.lineage import components_of, datasets_of, suppliers_of, systems_of
from aims.systems.models import AI_ROLES, AgentTool, AISystem, Component, Dataset, Supplier
from aims.systems.supply import criteria_of, open_notices

from .families import families
from .models import DeclinedSuggestion, Risk

_FILE = Path(__file__).with_name("suggesting.yaml")
_filled = lazy(filled, str)


class Ground(NamedTuple):
    """A reason to look at a family: `key` names it for ever, `why` says it, `source` is what it stands in, if not the
    system itself."""

    key: str
    family: str
    why: Words
    source: Record | None = None


class Suggested(NamedTuple):
    """A family of risks to look at, and why; `do` opens the form of a risk that begins with it."""

    family: str
    grounds: tuple[Ground, ...]
    do: Do


class Inherited(NamedTuple):
    """An open risk that comes from something the system stands on."""

    risk: Risk
    source: Record


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return rules


# ---- grounds ----


def grounds(world: World, system: AISystem) -> Iterator[Ground]:
    """Every reason that the records give to look at a family of risks for `system`."""
    yield from _of_itself(system)
    yield from _of_components(world, system)
    yield from _of_datasets(world, system)
    yield from _of_suppliers(world, system)
    yield from _of_laws(world, system)


def _because(rule: Iterable[str], key: str, why: Words, source: Record | None = None) -> Iterator[Ground]:
    return (Ground(f"{key}:{source.ref}" if source else key, family, why, source) for family in rule)


def _said(sentence: Words, **words: Any) -> Words:
    return _filled(sentence, words)


def _of_itself(system: AISystem) -> Iterator[Ground]:
    rules = _rules()
    why = _said(_("It is of the sort “%(sort)s”."), sort=system.get_sort_display())
    yield from _because(rules["sort"].get(system.sort, ()), f"sort:{system.sort}", why)
    for role in system.ai_roles:
        why = _said(_("We are its %(role)s."), role=dict(AI_ROLES).get(role, role))
        yield from _because(rules["role"].get(role, ()), f"role:{role}", why)
    asked = dict(tier.ANSWERS)
    for answer in system.tier_answers if system.tier_answered_on else ():
        why = _said(_("Answered with yes: %(question)s"), question=asked.get(answer, answer))
        yield from _because(rules["tier"].get(answer, ()), f"tier:{answer}", why)


def _of_components(world: World, system: AISystem) -> Iterator[Ground]:
    rules = _rules()["component"]
    for one in components_of(world, system.id):
        for key, why in _traits(world, one):
            yield from _because(rules[key], key, _named(why, one), one)


def _traits(world: World, one: Component) -> Iterator[tuple[str, Words]]:
    sorts = Component.Sort
    if one.sort == sorts.AGENT:
        yield "agent", _("%(ref)s %(title)s is an agent.")
    if any(tool.acts and not tool.needs_person for tool in _tools(world).get(one.id, ())):
        yield "acting_tool", _("%(ref)s %(title)s may act by a tool without asking a person.")
    if one.sort == sorts.RETRIEVER:
        yield "retriever", _("%(ref)s %(title)s brings in texts from elsewhere.")
    if one.sort in (sorts.MODEL, sorts.SERVICE) and one.origin == Component.Origin.SUPPLIER:
        yield "model_of_supplier", _("%(ref)s %(title)s is a model of a supplier.")
    if one.origin == Component.Origin.OPEN:
        yield "open_source", _("%(ref)s %(title)s is open source.")


def _tools(world: World) -> dict[UUID, list[AgentTool]]:
    """By their agent, each in force, or as a draft where it is not in force yet."""

    def gather(world: World) -> dict[UUID, list[AgentTool]]:
        found: dict[UUID, list[AgentTool]] = {}
        ended = KINDS.of(AgentTool).workflow.ended
        for latest in world.all(AgentTool):
            tool = world.get_in_force(AgentTool, latest.id) or latest
            if latest.state not in ended:
                found.setdefault(tool.agent_id, []).append(tool)
        return found

    return remembered(world, "tools of agents", gather)


def _of_datasets(world: World, system: AISystem) -> Iterator[Ground]:
    rules = _rules()["dataset"]
    for one in datasets_of(world, system.id):
        for key, why in _lacks(world, one):
            yield from _because(rules[key], key, _named(why, one), one)


def _lacks(world: World, one: Dataset) -> Iterator[tuple[str, Words]]:
    if one.is_personal:
        yield "personal", _("%(ref)s %(title)s holds personal data.")
    if not one.rights.strip():
        yield "rights_unknown", _("By which right %(ref)s %(title)s may be used is not recorded.")
    if one.groups_missing.strip():
        yield "groups_missing", _("Groups are missing in %(ref)s %(title)s.")
    if not criteria_of(world, one):
        yield "unmeasured", _("Nobody has fixed by what the quality of %(ref)s %(title)s is measured.")


def _of_suppliers(world: World, system: AISystem) -> Iterator[Ground]:
    for supplier in suppliers_of(world, system.id):
        for notice in open_notices(world, supplier):
            why = _named(_("%(ref)s %(title)s: a supplier changed a model and nobody has handled it."), notice)
            yield from _because(_rules()["supplier_notice"], "supplier_notice", why, notice)


def _of_laws(world: World, system: AISystem) -> Iterator[Ground]:
    """What the signed answers point to and a law asks something for; a role that we have by it is no ground alone."""
    asked = obligations_on(world, system, world.today)
    for one, outcome in dict.fromkeys((o.classification, found) for o in asked for found in o.because):
        if not outcome.role:
            words = {"ref": one.ref, "outcome": _title_of(outcome.title)}
            why = _filled(_("The answers of %(ref)s point to “%(outcome)s”."), words)
            yield from _because(_rules()["law"], f"law:{outcome.id}", why, one)


def _titled(title: Any) -> str:
    return str(title.in_(language()))


_title_of = lazy(_titled, str)


def _named(why: Words, one: Record) -> Words:
    return _said(why, ref=one.ref, title=lazy(lambda: one.name, str)())


# ---- suggestions ----


def suggestions(world: World, system: AISystem) -> list[Suggested]:
    """The families that the records give a ground to look at and of which no open risk of `system` is known, its own
    or inherited; a declined one only where a ground is new. In the order of the families, each with all its grounds."""
    found: dict[str, list[Ground]] = {}
    for ground in grounds(world, system):
        found.setdefault(ground.family, []).append(ground)
    covered = {one.family for one in risks_of(world, system)}
    covered |= {one.risk.family for one in inherited(world, system)}
    refused = _declined(world, system)
    return [
        Suggested(family, tuple(found[family]), Do("risk", "create", prefill=begun(system, family, found[family])))
        for family in families()
        if family in found and family not in covered and not _is_declined(found[family], refused.get(family))
    ]


def begun(system: AISystem, family: str, why: Sequence[Ground]) -> dict[str, Any]:
    """What the form of a risk begins with; it comes from the one thing that gives the ground, where it is one."""
    values = {
        "system": system.id,
        "unit": system.unit_id,
        "family": family,
        "source_text": "\n".join(dict.fromkeys(str(ground.why) for ground in why)),
    }
    sources = {ground.source.id for ground in why if ground.source}
    return values | ({"relation": "comes_from", "target": sources.pop()} if len(sources) == 1 else {})


def _is_declined(found: list[Ground], known: frozenset[str] | None) -> bool:
    return known is not None and {ground.key for ground in found} <= known


def declined(world: World, system: AISystem) -> list[DeclinedSuggestion]:
    """What was declined for `system` and stands."""
    return [one for one in world.in_force(DeclinedSuggestion) if one.system_id == system.id]


def _declined(world: World, system: AISystem) -> Mapping[str, frozenset[str]]:
    """Family -> the grounds that were there when it was declined."""
    found: dict[str, frozenset[str]] = {}
    for one in declined(world, system):
        found[one.family] = found.get(one.family, frozenset()) | {row["ground"] for row in one.grounds}
    return found


# ---- risks of a system ----


def risks_of(world: World, system: AISystem) -> list[Risk]:
    """The open risks of `system` itself."""
    return [one for one in world.all(Risk) if one.system_id == system.id and one.is_open]


def inherited(world: World, system: AISystem) -> list[Inherited]:
    """The open risks, not of `system` itself, that come from a component, a dataset or a supplier it stands on."""
    parts: list[Record] = [*components_of(world, system.id), *datasets_of(world, system.id)]
    parts += suppliers_of(world, system.id)
    under = {one.id: one for one in parts}
    found = []
    for risk in world.all(Risk):
        if risk.is_open and risk.system_id != system.id:
            source = next((link.target for link in risk.links if _leads(link.relation, link.target, under)), None)
            if source:
                found.append(Inherited(risk, under[source]))
    return found


def _leads(relation: str, target: UUID | None, under: Mapping[UUID, Record]) -> bool:
    return relation == "comes_from" and target in under


def sources(world: World, risk: Risk) -> list[Record]:
    """The components, datasets and suppliers that `risk` comes from."""
    found = (world.find(link.target) for link in risk.links if link.relation == "comes_from" and link.target)
    parts = (one for one in found if isinstance(one, Component | Dataset | Supplier))
    return [world.get_in_force(type(one), one.id) or one for one in parts]


def heirs(world: World, risk: Risk) -> list[AISystem]:
    """The systems that inherit `risk` while it is open, the other way round than `inherited`."""
    if risk.state == "closed":
        return []
    found = (system for source in sources(world, risk) for system in systems_of(world, source.id))
    return list({system.id: system for system in found if system.id != risk.system_id}.values())
