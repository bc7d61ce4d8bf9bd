"""The parts of the page of a contest: its clock, the decision it is about, decisions like that, who it is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from aims.kernel.kinds import KINDS
from aims.kernel.policy import refused_use
from aims.kernel.wording import day_text
from aims.oversight import heard, similar
from aims.oversight.models import Contest
from aims.systems.models import AISystem
from aims.telemetry.reading import lookup
from aims.web.asked import Asked, address
from aims.web.looks.parts import Cell, Column, RowLook, TableLook, Text
from aims.web.looks.records import FieldLook
from aims.web.panels.decisions import later, plain
from aims.web.values import fact

BEFORE = ("asked", "decision_on", "first_ruling_by", "papers_asked", "papers_due", "by_representative")
IDENTITY = ("identity_how", "identity_on", "identity_by")
ANSWER = ("outcome", "answer", "answered_on")
SEARCH = ("similar_looked_on", "similar_found", "similar_done")
THEIRS = frozenset({"asked", "papers_asked", "answer"})
"""Texts in the language of whoever writes, not in the one that the record is called in."""
PERCENT = 100


def facts(asked: Asked, contest: Contest, names: tuple[str, ...]) -> Iterator[FieldLook]:
    """The fields that are filled, each in the language it was written in."""
    for name in names:
        if getattr(contest, KINDS.of(Contest).field(name).attname) not in (None, "", False):
            made = fact(asked, contest, name)
            if name in THEIRS:
                made = FieldLook(made.label, Text(getattr(contest, name), contest.writes_in), sort="long")
            yield made


def clock(asked: Asked, contest: Contest) -> Iterator[FieldLook]:
    """From the day of receipt to the day of the answer, the same for every channel."""
    yield fact(asked, contest, "received_on")
    if contest.appealed_on:
        yield fact(asked, contest, "appealed_on")
    if contest.answer_due:
        yield FieldLook(_("Answer due"), sort="date", day=contest.answer_due, note=_left(asked, contest))
    yield from (fact(asked, contest, name) for name in ("answered_on", "channel") if getattr(contest, name))


def _left(asked: Asked, contest: Contest) -> str:
    if contest.answer_due is None:
        return ""
    days = (contest.answer_due - (contest.answered_on or asked.world.today)).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if contest.answered_on:
        return pgettext("answer", "in time")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def sentence(asked: Asked, contest: Contest) -> str:
    """Where it stands, first on the page."""
    if contest.answered_on:
        return _("Answered on %(day)s: %(outcome)s.") % {
            "day": day_text(contest.answered_on),
            "outcome": contest.get_outcome_display(),
        }
    due = day_text(contest.answer_due) if contest.answer_due else ""
    return _("They are answered by %(day)s, %(left)s.") % {"day": due, "left": _left(asked, contest)}


def may_read_decisions(asked: Asked, system: AISystem) -> bool:
    return refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem)) is None


def decision(asked: Asked, contest: Contest, system: AISystem) -> Iterator[FieldLook]:
    """What the first reviewer saw, as it was recorded, for whoever may read decisions."""
    if not contest.decision_key:
        return
    may = may_read_decisions(asked, system)
    url = address(asked, f"/r/{system.ref}/decision", {"key": contest.decision_key}) if may else ""
    yield FieldLook(_("Key of the decision"), contest.decision_key, url, "text" if url else "ref")
    row = lookup.decision(system.pk, contest.decision_key) if may else None
    if row is None:
        return
    seen = {"output": _("Output"), "score": _("Score"), "version": _("Version")}
    yield from (FieldLook(label, plain(row[name])) for name, label in seen.items() if name in row)
    yield from (FieldLook(name, plain(value)) for name, value in sorted(row.get("inputs", {}).items()))
    if reasons := row.get("explanation", {}).get("reasons"):
        yield FieldLook(_("Reasons"), "\n".join(map(str, reasons)), sort="long")
    for one in later(row.get("follow_ups", ())):  # what the first reviewer ruled is among them
        yield FieldLook(one.what, one.said, note=" · ".join(filter(None, (one.at, one.note))))


def like(asked: Asked, contest: Contest, system: AISystem) -> tuple[TableLook | None, str]:
    """The decisions closest to this one, or why none can be listed."""
    if not may_read_decisions(asked, system):
        return None, _("Decisions of this system are not visible to you.")
    found = similar.similar(system.pk, contest)
    if found is None:
        return None, _("It is not recorded here which decision it is about: look for similar cases where they lie.")
    if not found:
        words = _("No other decision with this output, looked for over %(span)s days before and after it.")
        return None, words % {"span": similar.DAYS}
    heads = (pgettext("of a decision", "Key"), _("Day"), _("Output"), _("Inputs alike"))
    columns = tuple(Column(head, figures=n == len(heads) - 1) for n, head in enumerate(heads))
    return TableLook(_("Similar cases"), columns, [_row(asked, system, one) for one in found]), ""


def _row(asked: Asked, system: AISystem, one: similar.Like) -> RowLook:
    url = address(asked, f"/r/{system.ref}/decision", {"key": one.key})
    close = f"{one.closeness * PERCENT:.0f} %"
    return RowLook((Cell(one.key, "ref", url), Cell(one.at[:10]), Cell(one.output), Cell(close, "figure")))


def may_read_person(asked: Asked, contest: Contest) -> bool:
    return refused_use(asked.actor, "read_person", contest, KINDS.of(Contest)) is None


def person(asked: Asked, contest: Contest) -> Iterator[FieldLook]:
    """Who it is, for whoever may know."""
    known = heard.person_of(contest.pk) if may_read_person(asked, contest) else None
    for name in heard.REACHED_BY if known else ():
        if said := getattr(known, name):
            yield FieldLook(str(known._meta.get_field(name).verbose_name), said, sort="long")  # type: ignore[union-attr]
