"""The page of the Statement of Applicability: each control, in or out and why, beside what the records show of it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast
from zlib import crc32

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

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
    suggestions,
    version_before,
    with_line,
)
from aims.conformity.models import StatementOfApplicability
from aims.kernel.checks import Verdict
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.wording import day_text
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.lib.language import language
from aims.risk.models import Control
from aims.risk.testing import concluded
from aims.web.asked import Asked, address, may_see, to_kind, to_record, to_requirement
from aims.web.frame import draw
from aims.web.looks.parts import Crumb, FilterLook, Said, Text, css_of
from aims.web.looks.risks import DecisionForm, EntryGroup, EntryLook, StatementLook
from aims.web.pages.extras import with_forms
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.standing import posture_for
from aims.web.panels.thread import ISO, decided
from aims.web.values import fact, language_name, other_tongue, sentence_case, whole

ASIDE = ("disclosure", "additional", "owner", "unit", "review_due")
MOST_DRIVERS = 6
REASONS = ("why", "why_alt")


def statement_page(
    asked: Asked, record: Record, said: str = "", status: int = 200, typed: Entry | None = None
) -> HttpResponse:
    """The statement in the version that the reader may read: `record` as `found` gives it."""
    statement = cast("StatementOfApplicability", record)
    kind = KINDS.of(StatementOfApplicability)
    lines = _lines(asked, statement, typed)
    chosen = asked.GET.get("show", "")
    shown = [line for line in lines if _fits(line, chosen)]
    look = StatementLook(
        with_forms(asked, statement, describe(asked, statement)),
        _intro(lines),
        tuple(_filters(asked, statement, lines, chosen)),
        tuple(_groups(shown)),
        tuple(fact(asked, statement, name) for name in ASIDE if getattr(statement, kind.field(name).attname)),
        tuple(_notes(asked)),
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


def _lines(asked: Asked, statement: StatementOfApplicability, typed: Entry | None) -> list[EntryLook]:
    said, shown = every_line(asked.world, statement), _Shown.of(asked, statement)
    return [_line(shown, line, typed if typed and typed.control == name else None) for name, line in said.items()]


class _Shown(NamedTuple):
    """What the lines are read beside."""

    asked: Asked
    statement: StatementOfApplicability
    earlier: StatementOfApplicability | None
    """The version that this one is compared with: of a draft the one in force, of that the one before it."""
    changed: dict[str, Entry | None]
    """The lines that this one decides or reasons otherwise, as `earlier` has them."""
    drivers: dict[str, list[Record]]
    suggested: Mapping[str, Words]
    apart: dict[str, Alarm]
    register: dict[str, Control]
    verdicts: Mapping[str, Verdict]
    can_edit: bool

    @classmethod
    def of(cls, asked: Asked, statement: StatementOfApplicability) -> "_Shown":
        world, posture = asked.world, posture_for(asked)
        earlier = _earlier(world, statement)
        return cls(
            asked,
            statement,
            earlier,
            {one.control: one.before for one in differences(earlier, statement)} if earlier else {},
            drivers(world),
            suggestions(world),
            {alarm.control: alarm for alarm in alarms(world)},
            register_of_controls(world),
            posture.verdicts if posture else {},
            _can_edit(asked, statement),
        )


def _line(shown: _Shown, line: Entry, typed: Entry | None) -> EntryLook:
    asked, name, own = shown.asked, line.control, shown.statement.lang
    verdict, control = shown.verdicts.get(f"{ISO}/{name}"), shown.register.get(name)
    known = control if control and may_see(asked, control) else None
    in_register = Crumb(known.ref, to_record(asked, known)) if known else None
    form = typed or line
    return EntryLook(
        control=name,
        title=_title(asked, name),
        url=to_requirement(asked, f"{ISO}/{name}") if name.startswith("A.") else in_register.url if in_register else "",
        applies=line.applies,
        why=Text(*line.reason(own)) if line.why else "",
        drivers=tuple(_seen(asked, shown.drivers.get(name, []))[:MOST_DRIVERS]),
        suggested=str(shown.suggested.get(name, "")),
        alarm=_alarm(asked, shown.apart.get(name), line),
        status=verdict.status.value if verdict else "",
        depth=verdict.depth.name.lower() if verdict else "",
        register=in_register,
        tested=_tested(asked, known) if known else None,
        before=_before(shown, name),
        form=DecisionForm(
            f"/r/{shown.statement.ref}/entry",
            form.applies,
            form.why,
            form.why_alt,
            typed is not None,
            f"soa.{shown.statement.ref}.{name}.{crc32(repr(line[:4]).encode()):x}",
            *(_("Why (%(language)s)") % {"language": language_name(code)} for code in (own, other_tongue(own))),
        )
        if shown.can_edit
        else None,
    )


def _seen(asked: Asked, records: Iterable[Record]) -> list[Crumb]:
    return [Crumb(one.ref, to_record(asked, one)) for one in records if may_see(asked, one)]


def _title(asked: Asked, name: str) -> Said:
    english, chinese = named(asked.world, name)
    return chinese if language() == "zh" else english


def _alarm(asked: Asked, alarm: Alarm | None, line: Entry) -> str:
    """What the records say against the line that is shown; a draft that mends it is not blamed."""
    if alarm is None or (alarm.is_driven and line.applies == IN):
        return ""
    if not alarm.is_driven:
        return _("Taken in, and nothing asks for it any longer.")
    seen = ", ".join(str(one.label) for one in _seen(asked, alarm.drivers)[:3])
    if not seen:
        return _("Not taken in, and records that you may not see need it.")
    return _("Not taken in, and %(drivers)s need it.") % {"drivers": seen}


def _earlier(world: World, statement: StatementOfApplicability) -> StatementOfApplicability | None:
    in_force = world.get_in_force(StatementOfApplicability, statement.pk)
    is_draft = KINDS.of(StatementOfApplicability).workflow.is_draft(statement.state)
    return in_force if is_draft or in_force is None else version_before(world, in_force)


def _before(shown: _Shown, name: str) -> str:
    """What the version that this one is compared with says where this one says otherwise."""
    if shown.earlier is None or name not in shown.changed:
        return ""
    if (old := shown.changed[name]) is None:
        return _("new")
    words = {"version": shown.earlier.edition, "decision": decided(old), "why": old.reason(shown.earlier.lang)[0]}
    return _("version %(version)s: %(decision)s, %(why)s") % words


def _tested(asked: Asked, control: Control) -> Crumb | None:
    """What the last test of the control found, and when."""
    seen = (one for one in reversed(concluded(asked.world).get(control.id, [])) if may_see(asked, one))
    test = next(seen, None)
    if test is None:
        return None
    said = {"result": test.get_result_display(), "day": day_text(test.concluded_on)}
    return Crumb(_("%(result)s, %(day)s") % said, to_record(asked, test))


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
    earlier = _earlier(asked.world, statement)
    words = {
        "": _("All"),
        "open": _("Not decided"),
        "out": _("Left out"),
        "alarm": _("Alarm"),
        "changed": _("Changed since version %(version)s") % {"version": earlier.edition if earlier else 0},
        "gaps": _("With gaps"),
    }
    counts = {code: sum(_fits(line, code) for line in lines) for code in words}
    place = f"/r/{statement.ref}/"
    return [
        FilterLook(label, address(asked, place, {"show": code}), counts[code], code == chosen)
        for code, label in words.items()
        if counts[code] or code in ("", chosen)
    ]


def _notes(asked: Asked) -> Iterable[str]:
    """What has come apart since the version in force was approved."""
    if apart := alarms(asked.world):
        words = _("The version in force and the records disagree on: %(controls)s.")
        yield words % {"controls": ", ".join(alarm.control for alarm in apart[:6])}


# ---- deciding a line ----


@require_POST
def entry(asked: Asked, ref: str) -> HttpResponse:
    """Decide one line; the rest of the draft stays as it is. What is wrong is said on the page, nothing typed lost."""
    record = found(asked, ref)
    statement = asked.now.get(StatementOfApplicability, record.pk)
    if statement is None:
        raise Denied("ref_unknown", ref=ref)
    control, applies, why, why_alt = (asked.POST.get(name, "").strip() for name in ("control", "applies", *REASONS))
    line = Entry(control, applies, why, why_alt)
    rows = with_line(asked.now, statement, line)
    # An address without the version that was read is stale: 0 is before every version.
    read = whole(asked.POST.get("version", "")) or 0
    try:
        perform(Command(record.kind, "edit", asked.actor, record.pk, {"entries": rows}, expect=read))
    except Denied as denied:
        return statement_page(asked, record, denied.sentence, 409, line)
    return HttpResponseRedirect(f"/r/{ref}/#{control}")
