"""The page of the Statement of Applicability: each control, in or out and why, beside what the records show of it."""

from typing import Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from aims import catalogue
from aims.conformity.applicability import (
    IN,
    OUT,
    Alarm,
    Entry,
    alarms,
    drivers,
    entries,
    expected,
    named,
    refs,
    register_of_controls,
    suggestions,
)
from aims.conformity.models import StatementOfApplicability
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.wording import day_text
from aims.lib.language import language
from aims.risk.models import Control, ControlTest
from aims.web.asked import Asked, address, may_see, to_kind, to_record, to_requirement
from aims.web.frame import draw
from aims.web.looks.parts import Crumb, FilterLook, Said, Text, css_of
from aims.web.looks.risks import EntryGroup, EntryLook, StatementLook
from aims.web.pages.extras import with_forms
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.standing import posture_for
from aims.web.panels.thread import ISO
from aims.web.values import fact, sentence_case

ASIDE = ("disclosure", "additional", "owner", "unit", "review_due")
MOST_DRIVERS = 6


def statement_page(asked: Asked, record: Record, said: str = "", status: int = 200) -> HttpResponse:
    """The statement in the version that the reader may read: `record` as `found` gives it."""
    statement = cast("StatementOfApplicability", record)
    kind = KINDS.of(StatementOfApplicability)
    lines = _lines(asked, statement)
    chosen = asked.GET.get("show", "")
    shown = [line for line in lines if _fits(line, chosen)]
    look = StatementLook(
        with_forms(asked, statement, describe(asked, statement)),
        _intro(lines),
        tuple(_filters(asked, statement, lines, chosen)),
        tuple(_groups(shown)),
        tuple(fact(asked, statement, name) for name in ASIDE if getattr(statement, kind.field(name).attname)),
        tuple(_notes(asked, statement)),
        _can_edit(asked, statement),
        statement.version,
        said,
    )
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(statement.ref))
    return draw(asked, "statement", look, f"{statement.ref} {statement.name}", "risks", *trail, status=status)


def _can_edit(asked: Asked, statement: StatementOfApplicability) -> bool:
    kind = KINDS.of(StatementOfApplicability)
    return not asked.past and refused(asked, Act(kind, "edit", statement)) is None


def _intro(lines: list[EntryLook]) -> str:
    own = sum(not line.control.startswith("A.") for line in lines)
    said = ngettext(
        "%(n)s controls of Annex A and %(own)s of our own.", "%(n)s controls of Annex A and %(own)s of our own.", own
    ) % {"n": len(lines) - own, "own": own}
    tail = _("Whether to take one in, and why, people decide here; how far it works is read from the records.")
    return f"{said} {tail}" if language() == "en" else f"{said}{tail}"


# ---- the lines ----


def _lines(asked: Asked, statement: StatementOfApplicability) -> list[EntryLook]:
    world = asked.world
    said, driven, suggested = entries(statement), drivers(world), suggestions(world)
    in_force = world.get_in_force(StatementOfApplicability, statement.pk)
    before = entries(in_force) if in_force and in_force.version != statement.version else {}
    apart = {alarm.control: alarm for alarm in alarms(world)}
    known, tests = register_of_controls(world), _last_tests(asked)
    posture = posture_for(asked)
    names = list(dict.fromkeys([*expected(world), *said]))
    can_edit = _can_edit(asked, statement)
    found = []
    for name in names:
        line = said.get(name) or Entry(name)
        verdict = posture.verdicts.get(f"{ISO}/{name}") if posture else None
        entry = known.get(name)
        found.append(
            EntryLook(
                name,
                _title(asked, name),
                to_requirement(asked, f"{ISO}/{name}") if name.startswith("A.") else _to(asked, entry),
                line.applies,
                Text(*line.reason(statement.lang)) if line.why else "",
                line.why,
                line.why_alt,
                tuple(
                    Crumb(r.ref, to_record(asked, r)) for r in driven.get(name, [])[:MOST_DRIVERS] if may_see(asked, r)
                ),
                str(suggested.get(name, "")),
                _alarm(apart.get(name), line),
                verdict.status.value if verdict else "",
                verdict.depth.name.lower() if verdict else "",
                Crumb(entry.ref, to_record(asked, entry)) if entry and may_see(asked, entry) else None,
                tests.get(entry.id, "") if entry else "",
                _before(before.get(name), line, statement.lang) if before else "",
                f"/r/{statement.ref}/entry" if can_edit else "",
            )
        )
    return found


def _to(asked: Asked, entry: Control | None) -> str:
    return to_record(asked, entry) if entry and may_see(asked, entry) else ""


def _title(asked: Asked, name: str) -> Said:
    english, chinese = named(asked.world, name)
    return chinese if language() == "zh" else english


def _alarm(alarm: Alarm | None, line: Entry) -> str:
    """What the records say against the line that is shown; a draft that mends it is not blamed."""
    if alarm is None or (alarm.is_driven and line.applies == IN):
        return ""
    if not alarm.is_driven:
        return _("Taken in, and nothing asks for it any longer.")
    return _("Not taken in, and %(drivers)s need it.") % {"drivers": refs(alarm.drivers[:3])}


def _before(old: Entry | None, new: Entry, own: str) -> str:
    """What the version in force says where this one says otherwise."""
    if old is None:
        return _("new")
    if old[:4] == new[:4]:
        return ""
    decision = {IN: pgettext("control", "taken in"), OUT: _("left out")}.get(old.applies, _("not decided"))
    return _("in force: %(decision)s, %(why)s") % {"decision": decision, "why": old.reason(own)[0]}


def _last_tests(asked: Asked) -> dict[Any, str]:
    """What the last test of each control found, and when."""
    found = {}
    for one in asked.world.all(ControlTest):
        if one.state in ("concluded", "answered") and may_see(asked, one):
            on = one.happened_on or one.stamp.at.date()
            found[one.tested_id] = f"{one.get_result_display()}, {day_text(on)}"
    return found


def _groups(lines: list[EntryLook]) -> list[EntryGroup]:
    """By the sections of Annex A, the organisation's own last."""
    found: dict[str, list[EntryLook]] = {}
    for line in lines:
        section = line.control.rpartition(".")[0] if line.control.startswith("A.") else ""
        section = ".".join(section.split(".")[:2])
        found.setdefault(section, []).append(line)
    return [EntryGroup(_section(section), tuple(rows)) for section, rows in found.items()]


def _section(section: str) -> str:
    if not section:
        return _("Controls of our own")
    return f"{section} {catalogue.node(f'{catalogue.ISO_42001}/{section}').title.in_(language())}"


# ---- which of them ----


def _fits(line: EntryLook, chosen: str) -> bool:
    return {
        "out": line.applies == OUT,
        "open": not line.applies,
        "changed": bool(line.before),
        "alarm": bool(line.alarm),
        "gaps": line.applies == IN and css_of(line.status) not in ("met", "na"),
    }.get(chosen, True)


def _filters(
    asked: Asked, statement: StatementOfApplicability, lines: list[EntryLook], chosen: str
) -> list[FilterLook]:
    words = {
        "": _("All"),
        "open": _("Not decided"),
        "out": _("Left out"),
        "alarm": _("Alarm"),
        "changed": _("Changed since the version in force"),
        "gaps": _("With gaps"),
    }
    counts = {code: sum(_fits(line, code) for line in lines) for code in words}
    place = f"/r/{statement.ref}/"
    return [
        FilterLook(label, address(asked, place, {"show": code}), counts[code], code == chosen)
        for code, label in words.items()
        if counts[code] or code in ("", chosen)
    ]


def _notes(asked: Asked, statement: StatementOfApplicability) -> list[str]:
    """What stands at the head: what has come apart since the version in force was approved."""
    found, world = [], asked.world
    if apart := alarms(world):
        names = ", ".join(alarm.control for alarm in apart[:6])
        found.append(
            _("The version in force says otherwise than what needs the controls: %(controls)s.") % {"controls": names}
        )
    return found


# ---- deciding a line ----


@require_POST
def entry(asked: Asked, ref: str) -> HttpResponse:
    """Decide one line; the rest of the draft stays as it is. What is wrong is said on the same page."""
    record = found(asked, ref)
    statement = asked.now.get(StatementOfApplicability, record.pk)
    if statement is None:
        raise Denied("ref_unknown", ref=ref)
    control, applies = asked.POST.get("control", ""), asked.POST.get("applies", "")
    if control not in {*expected(asked.now), *entries(statement)} or applies not in ("", IN, OUT):
        raise Denied("ref_unknown", ref=control[:20])
    why, why_alt = (asked.POST.get(name, "").strip() for name in ("why", "why_alt"))
    lines = entries(statement) | {control: Entry(control, applies, why, why_alt)}
    rows = [
        lines[name]._asdict()
        for name in [*expected(asked.now), *(n for n in lines if n not in expected(asked.now))]
        if name in lines
    ]
    command = Command(
        record.kind,
        "edit",
        asked.actor,
        record.pk,
        {"entries": rows},
        expect=int(asked.POST.get("version", "0") or 0) or None,
    )
    try:
        perform(command)
    except Denied as denied:
        return statement_page(asked, record, denied.sentence, 409)
    return HttpResponseRedirect(f"/r/{ref}/#{control}")
