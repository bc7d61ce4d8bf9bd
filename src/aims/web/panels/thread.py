"""The thread that an auditor pulls: system, impact, risk, treatment, the control and its line in the Statement of
Applicability, evidence; walked from any of them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aims.conformity.applicability import IN, OUT, Entry, entries, register_of_controls, statement
from aims.conformity.models import StatementOfApplicability
from aims.impact.assessments import of_systems, systems_of
from aims.impact.models import ImpactAssessment
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.risk.models import Control, ControlTest, Risk, RiskAssessment, Treatment
from aims.risk.testing import concluded
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_record, to_requirement
from aims.web.looks.parts import Crumb, Said, Text
from aims.web.looks.risks import ThreadLook
from aims.web.values import sentence_case

SHOWN = 12
ISO = "iso42001:2023"


def thread(asked: Asked, record: Record) -> tuple[ThreadLook, ...]:
    """The steps of the thread that passes through `record`, each with what stands there and the reader may see."""
    world = asked.world
    systems, risks, treatments, controls = _passed(world, record)
    own = [_name(control) for control in controls]
    named = [] if _is_control(record) else sorted({control for one in treatments for control in one.controls})
    known = register_of_controls(world)
    written = _distinct([*controls, *(known[name] for name in named if name in known)])
    unwritten = [name for name in named if name not in known]
    return (
        _step(asked, _("AI system"), systems, _("The management system itself.")),
        _step(asked, _("Impact"), _impacts(world, systems), _("No impact assessment recorded.")),
        _step(asked, _("Risk assessment"), _assessed(world, record, risks), _("Not assessed yet.")),
        _step(asked, _("Risk"), risks, _("No risk recorded.")),
        _step(asked, _("Treatment"), treatments, _("Nothing is planned.")),
        _controls(asked, written, unwritten),
        _decisions(asked, list(dict.fromkeys([*named, *own]))),
        _step(asked, _("Evidence"), _evidence(world, [*treatments, *written]), _("No evidence linked yet.")),
    )


def decided(line: Entry | None) -> str:
    """What the Statement of Applicability says of a control, in words."""
    return {IN: pgettext("control", "taken in"), OUT: _("left out")}.get(line.applies if line else "", _("not decided"))


def line_of(asked: Asked, control: str) -> tuple[Crumb, bool]:
    """What the statement in force decides of `control`, with the address of the line where the reader may see it; and
    whether it is taken in."""
    current = statement(asked.world)
    line = entries(current).get(control) if current else None
    url = f"{to_record(asked, current)}#{control}" if current and line and may_see(asked, current) else ""
    return Crumb(decided(line), url), line is not None and line.applies == IN


def _passed(world: World, record: Record) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """The systems, risks, treatments and controls on the threads through `record`."""
    if isinstance(record, ControlTest):
        return _passed(world, world.get(Control, record.tested_id) or record)
    if isinstance(record, RiskAssessment) and record.results:
        refs = _judged(record)
        risks = [one for one in world.all(Risk) if one.ref in refs]
        return _about(world, record), risks, _of(world, risks), _own(world, _of(world, risks))
    if isinstance(record, AISystem | RiskAssessment | ImpactAssessment):
        systems = _about(world, record)
        wanted = {system.id for system in systems} or {None}
        risks = [one for one in world.all(Risk) if one.system_id in wanted and one.is_open]
        treatments = _of(world, risks)
        return systems, risks, treatments, _own(world, treatments)
    if isinstance(record, Control):
        place = _name(record)
        used = [t for t in _live(world) if place in t.controls or any(k.target == record.id for k in t.links)]
        risks = _distinct(world.get(Risk, one.treats_id) for one in used)
        return _systems(world, risks), risks, used, [record]
    if isinstance(record, Treatment):
        risks = _distinct([world.get(Risk, record.treats_id)])
        return _systems(world, risks), risks, [record], _own(world, [record])
    risks = [record] if isinstance(record, Risk) else []
    treatments = _of(world, risks)
    return _systems(world, risks), risks, treatments, _own(world, treatments)


def _assessed(world: World, record: Record, risks: list[Risk]) -> list[Record]:
    """The assessments of a system; of everything else those that judged one of its risks, in their version in force."""
    if isinstance(record, RiskAssessment):
        return [record]
    if isinstance(record, AISystem | ImpactAssessment):
        systems = {system.id for system in _about(world, record)}
        return [one for one in world.all(RiskAssessment) if one.system_id in systems]
    refs = {risk.ref for risk in risks}
    return [one for one in world.in_force(RiskAssessment) if refs & _judged(one)]


def _judged(one: RiskAssessment) -> set[str]:
    return {str(row["ref"]) for row in one.results}


def _is_control(record: Record) -> bool:
    """Whether only the one control is of interest, not those that stand beside it in a treatment."""
    return isinstance(record, Control | ControlTest)


def _name(control: Control) -> str:
    """What a control is called in a treatment and in the statement."""
    return control.annex_a or control.ref


def _about(world: World, record: Record) -> list[Any]:
    """The systems that an assessment is about, or the system itself."""
    if isinstance(record, ImpactAssessment):
        return list(systems_of(world, record))
    if isinstance(record, RiskAssessment):
        return _distinct([world.get(AISystem, record.system_id)])
    return [record]


def _live(world: World) -> list[Treatment]:
    return [one for one in world.all(Treatment) if one.state != "cancelled"]


def _of(world: World, risks: list[Risk]) -> list[Treatment]:
    wanted = {risk.id for risk in risks}
    return [one for one in _live(world) if one.treats_id in wanted]


def _own(world: World, treatments: list[Treatment]) -> list[Record]:
    return _distinct(one for treatment in treatments for one in world.linked(treatment, "uses"))


def _systems(world: World, risks: list[Risk]) -> list[Record]:
    return _distinct(world.get(AISystem, risk.system_id) for risk in risks)


def _distinct(found: Iterable[Record | None]) -> list[Any]:
    return list({one.id: one for one in found if one is not None}.values())


def _impacts(world: World, systems: list[Any]) -> list[Record]:
    """The impact assessments of the systems, in force or on their way."""
    known = of_systems(world, in_force=False)
    return _distinct(one for system in systems for one in known.get(system.id, []))


def _evidence(world: World, records: list[Record]) -> list[Record]:
    """What is linked as evidence, the attachments left to the pages of the records, and the tests of controls."""
    linked = [one for record in records for one in world.linked(record, "evidence")]
    controls = {record.id for record in records if isinstance(record, Control)}
    return _distinct([*linked, *(one for pk in controls for one in concluded(world).get(pk, []))])


def _step(asked: Asked, label: str, records: list[Any], none: str) -> ThreadLook:
    shown = [one for one in records if may_see(asked, one)]
    crumbs = [Crumb(_label(one), to_record(asked, one)) for one in shown[:SHOWN]]
    if len(shown) > SHOWN:
        crumbs.append(Crumb(_("%(n)s more") % {"n": len(shown) - SHOWN}, to_record(asked, shown[SHOWN])))
    return ThreadLook(label, tuple(crumbs), none)


def _label(record: Record) -> Said:
    return Text(f"{record.ref} {record.name}", record.name_lang)


def _controls(asked: Asked, entries: list[Any], unwritten: list[str]) -> ThreadLook:
    """Controls by their entry, and those without one by their requirement."""
    step = _step(asked, _("Control"), entries, _("No control named."))
    more = tuple(Crumb(name, to_requirement(asked, f"{ISO}/{name}")) for name in unwritten)
    return ThreadLook(step.label, (*step.records, *more), step.none)


def _decisions(asked: Asked, names: list[str]) -> ThreadLook:
    """The lines of the statement in force that decide on the controls."""
    found = ((name, line_of(asked, name)[0]) for name in names)
    crumbs = tuple(Crumb(f"{name} {line.label}", line.url) for name, line in found if line.url)
    label = sentence_case(KINDS.of(StatementOfApplicability).label)
    return ThreadLook(label, crumbs, _("No line of it that you can see."))
