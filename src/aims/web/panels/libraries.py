"""Risks of a system, suggested ones with their grounds, and entries of risk libraries with what they map to."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.impact.asking import Suggested as OfImpact
from aims.impact.asking import suggested_risks
from aims.impact.assessments import assessment_of
from aims.impact.dimensions import dimensions
from aims.kernel.checks import Do, remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.risk.criteria import criteria, level
from aims.risk.families import FAMILIES, families
from aims.risk.importing import neighbours
from aims.risk.models import LibraryRisk, Risk
from aims.risk.scales import rating
from aims.risk.suggesting import Suggested, begun, declined, inherited, risks_of, suggestions
from aims.risk.xray import FLAGS, flags
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_kind, to_record
from aims.web.frame import name_of
from aims.web.looks.libraries import DeclinedLook, LibraryGroup, RiskLine, SuggestedLook, SystemRisksLook
from aims.web.looks.parts import ButtonLook, Crumb, Text
from aims.web.panels.acts import act_of, refused
from aims.web.panels.life import place_of
from aims.web.panels.riskmap import level_name
from aims.web.values import sentence_case


def risks_look(asked: Asked, system: AISystem) -> SystemRisksLook:
    """The risks of `system` that the reader may see, the gravest first, and what is suggested."""
    own = sorted(risks_of(asked.world, system), key=_gravest)
    handed = (one for one in inherited(asked.world, system) if may_see(asked, one.risk))
    stands = (one for one in declined(asked.world, system) if may_see(asked, one))
    return SystemRisksLook(
        _("Risks of %(ref)s") % {"ref": system.ref},
        name_of(system),
        tuple(_line(asked, one) for one in own if may_see(asked, one)),
        tuple(_line(asked, one.risk, one.source) for one in handed),
        tuple(_all_suggested(asked, system)),
        tuple(DeclinedLook(o.ref, to_record(asked, o), _family(o.family), Text(o.why, o.lang)) for o in stands),
        _button(asked, Do("risk", "create", prefill={"system": system.id, "unit": system.unit_id}), _("Add a risk")),
    )


def _gravest(risk: Risk) -> tuple[int, str]:
    found = rating(risk, "current")
    return -(found.number if found else 0), risk.ref


def _family(family: str) -> str:
    return sentence_case(str(dict(FAMILIES)[family]))


def _line(asked: Asked, risk: Risk, source: Record | None = None) -> RiskLine:
    found, band = rating(risk, "current"), level(criteria(asked.world), risk)
    visible = source is not None and may_see(asked, source)
    return RiskLine(
        risk.ref,
        name_of(risk),
        to_record(asked, risk),
        _family(risk.family),
        found.number if found else None,
        band,
        level_name(band),
        sentence_case(KINDS.of(Risk).workflow.label(risk.state)),
        tuple(str(FLAGS[code]) for code in flags(asked.world, risk)),
        named(asked, source) if source and visible else Crumb(_("something that you cannot see")) if source else None,
        str(KINDS[source.kind].label) if source and visible else "",
    )


def named(asked: Asked, record: Record) -> Crumb:
    return Crumb(Text(f"{record.ref} {record.name}", record.name_lang), to_record(asked, record))


def _all_suggested(asked: Asked, system: AISystem) -> Iterable[SuggestedLook]:
    """By family, once each: what the impact assessment in force leads to, and what the records give a ground for."""
    held = assessment_of(asked.world, system)
    since = held.stamp.seq if held else 0
    refused = {one.family for one in declined(asked.world, system) if one.stamp.seq > since}
    asking = {dimensions()[one.dimension].family: one for one in _of_impact(asked, system)}
    impacts = {family: one for family, one in asking.items() if family not in refused}
    found = {one.family: one for one in suggestions(asked.world, system)}
    for family in (family for family in families() if family in impacts or family in found):
        yield _suggested(asked, system, family, found.get(family), impacts.get(family))


def _of_impact(asked: Asked, system: AISystem) -> Iterable[OfImpact]:
    held = assessment_of(asked.world, system)
    if held is None or not may_see(asked, held):
        return ()
    return (one for one in suggested_risks(asked.world, held) if one.system.id == system.id)


def _suggested(
    asked: Asked, system: AISystem, family: str, one: Suggested | None, impact: OfImpact | None
) -> SuggestedLook:
    """Grounds that stand in what the reader may not see are only counted. What an impact leads to is judged there."""
    known = one.grounds if one else ()
    shown = [ground for ground in known if ground.source is None or may_see(asked, ground.source)]
    whys = [str(impact.why)] if impact else []
    whys += dict.fromkeys(str(ground.why) for ground in shown)
    if hidden := len(known) - len(shown):
        words = ngettext("%(n)s ground that you cannot see", "%(n)s grounds that you cannot see", hidden)
        whys.append(words % {"n": hidden})
    prefill = begun(system, family, shown) | (dict(impact.do.prefill) if impact else {})
    known_risks = [*risks_of(asked.world, system), *(got.risk for got in inherited(asked.world, system))]
    stands = [risk for risk in known_risks if risk.family == family and may_see(asked, risk)]
    no = Do("declined_suggestion", "create", prefill={"system": system.id, "family": family})
    return SuggestedLook(
        _family(family),
        tuple(whys),
        None if stands else _button(asked, Do("risk", "create", prefill=prefill), _("Take it up")),
        _button(asked, no, _("Decline")),
        _entries(asked, family),
        tuple(Crumb(risk.ref, to_record(asked, risk)) for risk in stands),
    )


def _button(asked: Asked, do: Do, label: str) -> ButtonLook | None:
    act = None if asked.past else act_of(asked, do)
    return ButtonLook(label, place_of(act)) if act and refused(asked, act) is None else None


def _entries(asked: Asked, family: str) -> Crumb | None:
    found = remembered(asked.world, "entries of libraries by family", _by_family).get(family, [])
    if not found or not may_see(asked, found[0]):
        return None
    words = ngettext("%(n)s entry of risk libraries", "%(n)s entries of risk libraries", len(found))
    return Crumb(words % {"n": len(found)}, to_kind(asked, KINDS.of(LibraryRisk), {"family": family}))


def _by_family(world: World) -> dict[str, list[LibraryRisk]]:
    found: dict[str, list[LibraryRisk]] = {}
    for one in world.in_force(LibraryRisk):
        found.setdefault(one.family, []).append(one)
    return found


# ---- entries of libraries ----


def groups_of(asked: Asked, entries: Iterable[LibraryRisk]) -> tuple[LibraryGroup, ...]:
    """Entries by their libraries, as far as the reader may see them."""
    found: dict[str, list[Crumb]] = {}
    for one in entries:
        if may_see(asked, one):
            found.setdefault(one.library_name, []).append(Crumb(Text(one.title, one.lang), to_record(asked, one)))
    return tuple(LibraryGroup(Text(library, "en"), tuple(crumbs)) for library, crumbs in sorted(found.items()))


def libraries_of(asked: Asked, risk: Risk) -> tuple[LibraryGroup, ...]:
    """The entries that `risk` comes from, and those that they map to in other libraries."""
    entries = [one for one in asked.world.linked(risk, "comes_from") if isinstance(one, LibraryRisk)]
    near = [other for one in entries for other in neighbours(asked.world, one)]
    return groups_of(asked, dict.fromkeys([*entries, *near]))


def came_of(asked: Asked, entry: LibraryRisk) -> tuple[Crumb, ...]:
    """The open risks that were taken up from `entry`."""
    found = (
        risk
        for risk in asked.world.all(Risk)
        if risk.is_open and any(k.relation == "comes_from" and k.target == entry.id for k in risk.links)
    )
    return tuple(named(asked, risk) for risk in found if may_see(asked, risk))


def to_take_up(asked: Asked, entry: LibraryRisk) -> ButtonLook | None:
    """The form of a risk that begins with what the entry says, in its own language, and leads to it."""
    values = {"title": entry.title, "lang": entry.lang, "family": entry.family, "event": entry.description}
    prefill: dict[str, Any] = {name: value for name, value in values.items() if value}
    prefill |= {"relation": "comes_from", "target": entry.id}
    if entry.state != "current" or entry.sort == LibraryRisk.Sort.MITIGATION:
        return None
    return _button(asked, Do("risk", "create", prefill=prefill), _("Take it up as a risk"))
