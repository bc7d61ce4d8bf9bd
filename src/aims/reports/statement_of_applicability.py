"""The Statement of Applicability (6.1.3-f): each control in or out and why, beside what the records show on the day."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from aims import catalogue
from aims.conformity.applicability import (
    IN,
    OUT,
    Alarm,
    Entry,
    alarms,
    differences,
    drivers,
    every_line,
    named,
    register_of_controls,
    statement,
    version_before,
)
from aims.conformity.models import StatementOfApplicability
from aims.conformity.posture import Posture, posture
from aims.kernel.checks import DEPTH_LABELS, STATUS_LABELS, Depth
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import opens_posture
from aims.lib.language import language, language_code
from aims.organisation.models import ScopeStatement
from aims.press.blocks import Block, Bullets, Column, Group, Heading, Note, Paper, Paragraph, Said, Table, Text, plain
from aims.risk.models import Control, ControlTest, Risk, RiskAssessment, RiskCriteria, Treatment, TreatmentPlan
from aims.risk.testing import concluded

from .making import paper
from .proof import signatures
from .reading import NONE, Reading, Report, between, day, sentence_case, state, title, together


def content(reading: Reading) -> Paper:
    """The paper on the version in force of `reading.about`, or on the newest where that is asked for."""
    world, latest = reading.world, cast("StatementOfApplicability", reading.about)
    held = world.get_in_force(StatementOfApplicability, latest.pk)
    shown = latest if reading.which == "latest" or held is None else held
    is_held = held is not None and shown.version == held.version
    rests_on, beside = _rests_on(reading, shown), _Shown.of(reading)
    lines = [_line(beside, name, entry) for name, entry in every_line(world, shown).items()]
    return paper(
        reading,
        _title(shown, is_held),
        tuple(_front(reading, shown, held if is_held else None, rests_on)),
        (
            *_notes(reading, shown, is_held),
            *_controls(lines),
            *_differences(reading, shown, version_before(world, shown) if is_held else held),
            *(_apart(reading) if is_held and statement(world) is held else ()),
            *signatures(reading, [*([shown] if is_held else []), *(one for one in rests_on if reading.seen(one))]),
        ),
        wide=True,
    )


REPORT = Report(
    "statement-of-applicability",
    gettext_lazy("Statement of Applicability"),
    gettext_lazy(
        "Every control in or out and why, what asks for it, how it is done here, its last test and what the records "
        "show of it, with what changed since the version before."
    ),
    content,
    StatementOfApplicability,
    {"in_force": gettext_lazy("Version in force"), "latest": gettext_lazy("Newest, also as a draft")},
)


# ---- the front ----


def _title(shown: StatementOfApplicability, is_held: bool) -> str:
    name = str(REPORT.title)
    return name if is_held else _("%(title)s (%(state)s)") % {"title": name, "state": _state_of(shown)}


def _state_of(shown: StatementOfApplicability) -> str:
    return str(KINDS.of(StatementOfApplicability).workflow.label(shown.state))


def _rests_on(reading: Reading, shown: StatementOfApplicability) -> list[Record]:
    """The scope, then the criteria, assessments and plans in force: what the statement follows from."""
    world = reading.world
    scopes = world.linked(shown, "within") or world.in_force(ScopeStatement)
    models = (RiskCriteria, RiskAssessment, TreatmentPlan)
    others = (record for model in models for record in sorted(world.in_force(model), key=lambda one: one.ref))
    found = (world.get_in_force(type(scope), scope.pk) or scope for scope in scopes)
    return [*found, *others]


def _front(
    reading: Reading, shown: StatementOfApplicability, held: Record | None, rests_on: Sequence[Record]
) -> Iterable[tuple[Said, Said]]:
    def of(model: type[Record]) -> Said:
        return together([reading.in_version(one) for one in rests_on if isinstance(one, model)])

    kind = KINDS.of(StatementOfApplicability)
    yield sentence_case(kind.label), reading.in_version(shown) if held else reading.cited(shown)
    yield _("State"), state(shown, reading.world)
    yield _("Approved by"), reading.decided(held)
    yield _("Scope statement"), of(ScopeStatement)
    yield _("Risk criteria"), of(RiskCriteria)
    yield _("Risk assessments"), of(RiskAssessment)
    yield _("Treatment plan"), of(TreatmentPlan)
    yield sentence_case(kind.label_of("disclosure")), str(shown.get_disclosure_display()) or NONE
    yield sentence_case(kind.label_of("additional")), Text(shown.additional, shown.lang) if shown.additional else NONE


def _notes(reading: Reading, shown: StatementOfApplicability, is_held: bool) -> Iterable[Block]:
    if not is_held:
        words = _("This version is not in force (%(state)s): nobody approved what follows.")
        yield Note(words % {"state": _state_of(shown)})
    if reading.hides(Control, ControlTest, Treatment, Risk):
        yield Note(_("Some records are not visible to whom this paper was made for. They are left out or not named."))
    if not opens_posture(reading.actor):
        yield Note(_("What the records show is open to roles that whom this paper was made for does not hold."))


# ---- the controls ----


class _Shown(NamedTuple):
    """What the lines are read beside."""

    reading: Reading
    drivers: dict[str, list[Record]]
    register: dict[str, Control]
    tests: dict[UUID, ControlTest]
    posture: Posture | None

    @classmethod
    def of(cls, reading: Reading) -> "_Shown":
        world = reading.world
        known = {test.tested_id: test for mine in concluded(world).values() for test in mine if reading.seen(test)}
        seen = posture(world) if opens_posture(reading.actor) else None
        return cls(reading, drivers(world), register_of_controls(world), known, seen)


class _Line(NamedTuple):
    section: str
    applies: str
    cells: tuple[Said, ...]


def _line(beside: _Shown, name: str, entry: Entry) -> _Line:
    reading = beside.reading
    lang = cast("StatementOfApplicability", reading.about).lang
    control = beside.register.get(name)
    cells: tuple[Said, ...] = (
        name,
        _name(reading, name, control),
        _decision(entry),
        Text(*entry.reason(lang)) if entry.why else NONE,
        together([reading.cited(one) for one in dict.fromkeys(beside.drivers.get(name, []))]),
        _done_here(reading, control),
        _tested(beside.tests.get(control.pk) if control else None),
        *_found(beside, name, control),
    )
    return _Line(_section(name), entry.applies, cells)


def _name(reading: Reading, name: str, control: Control | None) -> Said:
    """A control of Annex A by its title; one of our own as its reader may see it."""
    if not name.startswith("A."):
        shown = reading.seen(control) if control else None
        return title(shown) if shown else _("not visible to you") if control else NONE
    english, chinese = named(reading.world, name)
    return chinese if language() == "zh" else english


def _decision(entry: Entry | None) -> str:
    applies = entry.applies if entry else ""
    return {IN: pgettext("control", "taken in"), OUT: _("left out")}.get(applies, _("not decided"))


def _done_here(reading: Reading, control: Control | None) -> Said:
    if control is None:
        return NONE
    shown = reading.seen(control)
    if shown is None:
        return _("not visible to you")
    other = "en" if shown.lang != "en" else "zh-hans"
    how, lang = (shown.how_alt, other) if shown.how_alt and language_code() == other else (shown.how, shown.lang)
    return Text(f"{shown.ref} {how}".strip(), lang)


def _tested(test: ControlTest | None) -> str:
    if test is None:
        return NONE
    return f"{test.get_result_display()}{between()}{day(test.concluded_on)}"


def _found(beside: _Shown, name: str, control: Control | None) -> tuple[Said, Said]:
    """The verdict with its depth, and how many records are evidence; our own controls have no requirement behind."""
    verdict = beside.posture.verdicts.get(f"{catalogue.ISO_42001}/{name}") if beside.posture else None
    shown = beside.reading.seen(control) if control else None
    attached = {link.target or link.digest for link in shown.links if link.relation == "evidence"} if shown else set()
    if verdict is None:
        return NONE, str(len(attached)) if shown else NONE
    depth = f" · {DEPTH_LABELS[verdict.depth]}" if verdict.depth is not Depth.NONE else ""
    counted = len({one.record for one in verdict.evidence} | attached)
    return f"{STATUS_LABELS[verdict.status]}{depth}", str(counted)


def _section(name: str) -> str:
    if not name.startswith("A."):
        return _("Controls of our own")
    section = ".".join(name.split(".")[:2])
    return f"{section} {catalogue.node(f'{catalogue.ISO_42001}/{section}').title.in_(language())}"


def _controls(lines: Sequence[_Line]) -> Iterable[Block]:
    yield Heading(_("Controls"))
    counts = {applies: sum(line.applies == applies for line in lines) for applies in (IN, OUT, "")}
    words = _("%(all)s controls: %(in)s taken in, %(out)s left out, %(open)s not decided.")
    yield Paragraph(words % {"all": len(lines), "in": counts[IN], "out": counts[OUT], "open": counts[""]})
    columns = (
        Column(_("Ref"), 0.9),
        Column(_("Control"), 2),
        Column(_("Decision"), 1),
        Column(_("Why"), 2.6),
        Column(_("Asked for by"), 2.6),
        Column(_("How it is done here"), 2.8),
        Column(_("Last test"), 1.2),
        Column(_("Records show"), 1.2),
        Column(_("Evidence"), 0.8),
    )
    sections: dict[str, list[tuple[Said, ...]]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line.cells)
    yield Table("", columns, tuple(Group(name, tuple(rows)) for name, rows in sections.items()), _("Section"))


# ---- what changed, and what is apart ----


def _differences(
    reading: Reading, shown: StatementOfApplicability, before: StatementOfApplicability | None
) -> Iterable[Block]:
    yield Heading(_("Changed since the version before"))
    if before is None:
        yield Paragraph(_("There is no version before."))
        return
    changed = differences(before, shown)
    counted = ngettext("%(n)s line differs from version %(v)s.", "%(n)s lines differ from version %(v)s.", len(changed))
    yield Paragraph(counted % {"n": len(changed), "v": before.edition})
    if changed:
        columns = (Column(_("Control"), 1), Column(_("Before"), 4), Column(_("Now"), 4))
        rows = ((d.control, _told(d.before, before.lang), _told(d.after, shown.lang)) for d in changed)
        yield Table("", columns, (Group("", tuple(rows)),))


def _told(entry: Entry | None, lang: str) -> Said:
    if entry is None:
        return NONE
    words, spoken = entry.reason(lang)
    return Text(f"{_decision(entry)}{between()}{words}", spoken) if words else _decision(entry)


def _apart(reading: Reading) -> Iterable[Block]:
    yield Heading(_("Where the statement and the records have come apart"))
    found = alarms(reading.world)
    if found:
        yield Note(_("The statement is to be opened anew: it says otherwise than what asks for the controls."))
        yield Bullets(tuple(_alarm(reading, one) for one in found))
    else:
        yield Paragraph(_("Nowhere: each control that is asked for is taken in, and nothing left out is asked for."))


def _alarm(reading: Reading, alarm: Alarm) -> str:
    if not alarm.is_driven:
        return _("%(control)s is taken in, and nothing asks for it any longer.") % {"control": alarm.control}
    asking = plain(together([reading.cited(one) for one in dict.fromkeys(alarm.drivers)]))
    words = _("%(control)s is not taken in, and is asked for by %(drivers)s.")
    return words % {"control": alarm.control, "drivers": asking}
