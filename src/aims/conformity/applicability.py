"""Which controls are necessary, by what, and whether the Statement of Applicability in force still says so (6.1.3).

* A control is *driven* by each treatment of an open risk that names it, by each impact assessment in force that asks
  for it, and by each record that its own entry in the register of controls is asked for by: an obligation, a contract.
* What the roles of the organisation and its systems suggest drives nothing: a person decides every line.
* The alarm goes when a control that was left out is driven, or one that was taken in no longer is.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from aims import catalogue
from aims.impact.asking import required_controls
from aims.kernel.checks import remembered
from aims.kernel.denied import Denied
from aims.kernel.images import restore
from aims.kernel.kinds import KINDS, Audience
from aims.kernel.models import EventBody, Record
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.lib.language import language_code
from aims.risk.models import Control, Risk, Treatment
from aims.systems.models import AISystem, Component, CustomerExpectation, Dataset, Supplier

from .models import StatementOfApplicability

IN, OUT = "yes", "no"
OVER = ("rejected", "retired")


class Entry(NamedTuple):
    """One line of a statement."""

    control: str
    applies: str = ""
    why: str = ""
    why_alt: str = ""
    drivers: str = ""

    def reason(self, own: str) -> tuple[str, str]:
        """The reason and its language, of a statement written in `own`: in the active language where there is one."""
        other = "en" if own != "en" else "zh-hans"
        return (self.why_alt, other) if self.why_alt and language_code() == other else (self.why, own)


class Alarm(NamedTuple):
    """A control of which the statement in force says something else than what drives it."""

    control: str
    is_driven: bool
    drivers: list[Record]


def entries(statement: StatementOfApplicability) -> dict[str, Entry]:
    """The lines of a statement by control."""
    rows = (Entry(*(row.get(name) or "" for name in Entry._fields)) for row in statement.entries)
    return {row.control: row for row in rows}


def every_line(world: World, statement: StatementOfApplicability) -> dict[str, Entry]:
    """The lines of a statement by control, those first that it is expected to decide, whether it has them or not."""
    said = entries(statement)
    return {name: said.get(name) or Entry(name) for name in dict.fromkeys([*expected(world), *said])}


def with_line(world: World, statement: StatementOfApplicability, line: Entry) -> list[dict[str, str]]:
    """The rows of `statement` with `line` in the place of what it said of that control; what drives it stays noted.

    Raises `Denied` ref_unknown for a control that no statement decides.
    """
    lines = every_line(world, statement)
    if line.control not in lines or line.applies not in ("", IN, OUT):
        raise Denied("ref_unknown", ref=line.control[:20])
    lines[line.control] = line._replace(drivers=lines[line.control].drivers)
    return [one._asdict() for one in lines.values()]


def statement(world: World) -> StatementOfApplicability | None:
    """The statement in force, the one approved last where there are several."""
    return max(world.in_force(StatementOfApplicability), key=lambda s: s.stamp.seq, default=None)


def own_controls(world: World) -> list[Control]:
    return [control for control in world.in_force(Control) if not control.annex_a]


def expected(world: World) -> list[str]:
    """What a statement decides: the 38 places of Annex A, then the refs of the organisation's own controls."""
    return [*(control.place for control in catalogue.controls()), *(control.ref for control in own_controls(world))]


def register_of_controls(world: World) -> dict[str, Control]:
    """The entry in force of each control, by its place in Annex A or its ref."""
    return {control.annex_a or control.ref: control for control in world.in_force(Control)}


def drivers(world: World) -> dict[str, list[Record]]:
    """By control, the records that make it necessary."""
    return remembered(world, "drivers of controls", _drivers)


def _drivers(world: World) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for treatment in world.all(Treatment):
        risk = world.get(Risk, treatment.treats_id)
        if treatment.state != "cancelled" and risk and risk.is_open:
            for control in _named_by(world, treatment):
                found.setdefault(control, []).append(treatment)
    for system in world.all(AISystem):
        if system.state not in OVER and system.is_in_scope:
            for one in required_controls(world, system):
                found.setdefault(one.control, []).append(one.assessment)
    for known in world.all(Control):
        if known.state != "withdrawn":
            found.setdefault(known.annex_a or known.ref, []).extend(_standing(world, known))
    return {control: list({one.id: one for one in records}.values()) for control, records in found.items()}


def _named_by(world: World, treatment: Treatment) -> Iterable[str]:
    used = (world.get(Control, link.target) for link in treatment.links if link.relation == "uses")
    return dict.fromkeys([*treatment.controls, *(c.annex_a or c.ref for c in used if c)])


def _standing(world: World, control: Control) -> list[Record]:
    found = world.linked(control, "asked_by")
    return [record for record in found if record.state not in KINDS[record.kind].workflow.ended]


def alarms(world: World) -> list[Alarm]:
    """Where the statement in force and what drives the controls have come apart; nothing without a statement."""
    current = statement(world)
    if current is None:
        return []
    lines, driven, found = entries(current), drivers(world), list[Alarm]()
    for control in expected(world):
        line, asked = lines.get(control), driven.get(control, [])
        if asked and (line is None or line.applies == OUT):
            found.append(Alarm(control, True, asked))
        elif line and line.applies == IN and line.drivers and not asked:
            found.append(Alarm(control, False, []))
    return found


def excluded(world: World, place: str) -> StatementOfApplicability | None:
    """The statement in force, where it leaves the control out and nothing drives it since."""
    current = statement(world)
    line = entries(current).get(place) if current else None
    is_out = line is not None and line.applies == OUT
    return current if is_out and not drivers(world).get(place) else None


def version_before(world: World, held: StatementOfApplicability) -> StatementOfApplicability | None:
    """The version that was in force before the version `held`."""
    moves = KINDS.of(StatementOfApplicability).workflow.moves_to_force
    stamps = [one for one in world.history(held) if one.action in moves and one.seq < held.stamp.seq]
    bodies = EventBody.objects.filter(event__seq=stamps[-1].seq) if stamps else EventBody.objects.none()
    body: Any = bodies.values_list("body", flat=True).first()
    return restore(StatementOfApplicability, body["after"], stamps[-1]) if body else None


class Difference(NamedTuple):
    """A line that two versions say differently; empty where one has no such line."""

    control: str
    before: Entry | None
    after: Entry | None


def differences(before: StatementOfApplicability, after: StatementOfApplicability) -> list[Difference]:
    """The lines of which `after` decides or reasons otherwise than `before`, in the order of `after`."""
    old, new = entries(before), entries(after)
    names = [*new, *(name for name in old if name not in new)]
    return [Difference(n, old.get(n), new.get(n)) for n in names if _decided(old.get(n)) != _decided(new.get(n))]


def _decided(line: Entry | None) -> tuple[str, str, str] | None:
    return (line.applies, line.why, line.why_alt) if line else None


# ---- what is suggested, and never decided ----


def suggestions(world: World) -> Mapping[str, Words]:
    """By control, why what the organisation does with AI suggests that it applies. It decides nothing."""
    return remembered(world, "suggested controls", _suggestions)


def _suggestions(world: World) -> dict[str, Words]:
    systems = [one for one in world.all(AISystem) if one.state not in OVER and one.is_in_scope]
    if not systems:
        return {}
    found: dict[str, Words] = {}
    for control in catalogue.controls():
        place = control.place
        if why := next((why for start, why in _reasons(world, systems) if place.startswith(start)), None):
            found[place] = why
    return found


_SHAPED = (Component.Sort.PROMPT, Component.Sort.RETRIEVER, Component.Sort.AGENT)


def _reasons(world: World, systems: list[AISystem]) -> list[tuple[str, Words]]:
    """The beginnings of places and why they are suggested; the first that fits counts."""
    found: list[tuple[str, Words]]
    found = [(start, _("AI systems are in scope.")) for start in ("A.2", "A.3", "A.4", "A.5", "A.8", "A.9")]
    if any(system.is_developed for system in systems):
        found += [(start, _("We develop AI systems or give them to others.")) for start in ("A.6", "A.7")]
    elif any(component.sort in _SHAPED for component in world.in_force(Component)):
        why = _("Prompts, retrieval data or configuration of ours count as development and as use of data.")
        found += [("A.6", why), ("A.7", why)]
    if world.all(Dataset):
        found.append(("A.7", _("Datasets are recorded.")))
    found.append(("A.6.2", _("What is bought is operated here too: its operation and event logs are ours.")))
    if world.all(Supplier):
        found += [("A.10.2", _("Suppliers are recorded.")), ("A.10.3", _("Suppliers are recorded."))]
    if world.all(CustomerExpectation) or any("ai_provider" in system.ai_roles for system in systems):
        found.append(("A.10.4", _("We give AI systems to customers.")))
    return found


def named(world: World, control: str) -> tuple[str, str]:
    """A control in the words of people, in English and in Chinese: of Annex A its title, of our own its record's."""
    if control.startswith("A."):
        title = catalogue.node(f"{catalogue.ISO_42001}/{control}").title
        return title.in_("en"), title.in_("zh")
    found = register_of_controls(world).get(control)
    return (found.title, found.title_alt or found.title) if found else (control, control)


def refs(records: Iterable[Record]) -> str:
    """The refs of `records` as a statement writes them, of a restricted one its kind only: a statement is public."""
    return ", ".join(sorted({_public(record) for record in records}))


def _public(record: Record) -> str:
    kind = KINDS[record.kind]
    return kind.prefix if kind.audience is Audience.RESTRICTED else record.ref
