"""The pieces of a recorded decision: its explanation as bars, its texts with what checks found, what followed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aims.kernel.models import Record
from aims.ledger.log import latest
from aims.lib.language import language
from aims.monitoring.models import Monitor, Reading
from aims.monitoring.models.monitors import LEVELS
from aims.monitoring.series import drawn, monitors_of, reading_of
from aims.telemetry.language import CHECKS
from aims.telemetry.language.check import Finding
from aims.telemetry.models import Segment
from aims.telemetry.reading.browsing import event_of
from aims.web.asked import Asked, address, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.decisions import BarLook, LaterLook, MarkedLook, PieceLook, WindowLook
from aims.web.looks.records import FieldLook
from aims.web.panels.plots import exact
from aims.web.values import sentence_case

HALF = 100.0
PARTS = ("prompt", "context", "answer")


def to_decisions(asked: Asked, system: Record, first: dt.date, last: dt.date, **more: object) -> str:
    """Where the decisions behind a figure are: of a window, further `label`, `version`, `output`, `low`, `high`."""
    return address(asked, f"/r/{system.ref}/decisions", {"first": first, "last": last, **more})


def plain(value: Any) -> str:
    """A value of a decision as a reader sees it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return str(value)


def bars(contributions: Mapping[str, float]) -> tuple[BarLook, ...]:
    """The contributions by size, each drawn from the middle; the largest fills its half."""
    most = max((abs(value) for value in contributions.values()), default=0.0) or 1.0
    ordered = sorted(contributions.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(_bar(name, value, abs(value) / most * HALF) for name, value in ordered)


def _bar(name: str, value: float, width: float) -> BarLook:
    x = HALF - width if value < 0 else HALF
    return BarLook(name, f"{value:+.4g}", f"{x:.1f}", f"{width:.1f}", value < 0)


def texts(found: Mapping[str, Any]) -> tuple[MarkedLook, ...]:
    """Prompt, context and answer, with the places that checks of texts find in them."""
    labels = {"prompt": _("Prompt"), "context": _("Context"), "answer": _("Answer")}
    return tuple(_marked(labels[part], found[part], _findings(part, found)) for part in PARTS if found.get(part))


def _findings(part: str, found: Mapping[str, Any]) -> list[tuple[Finding, str]]:
    text, given = found[part], {name: found.get(name, "") for name in ("prompt", "context")}
    said: list[tuple[Finding, str]] = []
    for check in CHECKS.values():
        if part == "answer" and part in check.reads:
            places = check.findings(text, **given)
        elif part in check.reads and "answer" not in check.reads:
            places = check.findings(text)
        else:
            continue
        label = check.label.zh if language() == "zh" else check.label.en
        said += [(place, label) for place in places]
    return sorted(said, key=lambda one: one[0])


def _apart(found: Iterable[tuple[Finding, str]], names: dict[str, None]) -> list[tuple[Finding, str]]:
    """By place, without overlaps: of two the surer one, then the longer. Every check is in `names`, marked or not."""
    kept: list[tuple[Finding, str]] = []
    for place, check in sorted(found, key=lambda one: (-one[0].score, one[0].start - one[0].end)):
        names[check] = None
        if all(place.end <= other.start or place.start >= other.end for other, _check in kept):
            kept.append((place, check))
    return sorted(kept, key=lambda one: one[0].start)


def _marked(label: str, text: str, found: Iterable[tuple[Finding, str]]) -> MarkedLook:
    pieces, names, at = list[PieceLook](), dict[str, None](), 0
    for place, check in _apart(found, names):
        pieces.append(PieceLook(text[at : place.start]))
        pieces.append(PieceLook(text[place.start : place.end], f"{check} ({place.sort.replace('_', ' ')})"))
        at = place.end
    pieces.append(PieceLook(text[at:]))
    return MarkedLook(label, tuple(one for one in pieces if one.text), tuple(names))


def later(rows: Iterable[Mapping[str, Any]]) -> Iterator[LaterLook]:
    """Outcomes, corrections and rulings in the order in which they became known."""
    words = {"outcome": pgettext("of a decision", "Outcome"), "correction": _("Correction"), "ruling": _("Ruling")}
    known = rulings()
    for row in rows:
        value = row["number"] if row.get("number") is not None else row.get("text", "")
        said = [known.get(row.get("ruling", ""), ""), plain(value) if value != "" else ""]
        told = [row.get("by", ""), row.get("reason", "")]
        if row.get("seconds") is not None:
            told.append(_("%(n)s s") % {"n": plain(row["seconds"])})
        yield LaterLook(
            row["at"][:19].replace("T", " "),
            words.get(row["what"], row["what"]),
            " → ".join(filter(None, said)),
            " · ".join(filter(None, told)),
        )


def rulings() -> dict[str, str]:
    """What people call a ruling."""
    return {
        "confirmed": pgettext("ruling on a decision", "confirmed"),
        "changed": pgettext("ruling on a decision", "changed"),
        "rejected": pgettext("ruling on a decision", "rejected"),
    }


def proof(segment: Segment) -> tuple[FieldLook, ...]:
    """Which file the decision lies in, and how far the ledger vouches for it."""
    seq, checkpoint = event_of(segment), latest()
    if seq is None:
        held = _("No event of this file was found. Let the operator run “aims fsck”.")
    elif checkpoint is None or checkpoint.size < seq:
        held = _("Event %(seq)s; the next signed checkpoint will cover it.") % {"seq": f"{seq:,}"}
    else:
        words = {"seq": f"{seq:,}", "size": f"{checkpoint.size:,}"}
        held = _("Event %(seq)s, covered by the signed checkpoint over %(size)s events.") % words
    return (
        FieldLook(_("File of the day"), sort="date", day=segment.day),
        FieldLook(_("Decisions in it"), f"{segment.rows:,}"),
        FieldLook(_("SHA-256"), segment.sha256, sort="ref"),
        FieldLook(_("In the ledger"), held),
    )


def windows_of(asked: Asked, system: Record, day: dt.date) -> Iterator[WindowLook]:
    """Of each monitor of this system that the reader may see, the last window that holds `day`."""
    levels, readings = dict(LEVELS), dict[Monitor, Reading]()
    for monitor in monitors_of(asked.world).get(system.pk, []):
        reading = reading_of(asked.world, monitor)
        if reading and may_see(asked, monitor) and may_see(asked, reading):
            readings[monitor] = reading
    found = drawn(readings.values())
    for monitor, reading in readings.items():
        rows = [row for row in found.get(reading.pk, []) if _holds(row, day)]
        if rows:
            first, last, value = (rows[-1][name] for name in ("window_first", "window_last", "value"))
            level, said = sentence_case(levels[rows[-1]["level"]]), "–" if value is None else exact(value)
            yield WindowLook(name_of(monitor), monitor.ref, to_record(asked, monitor), first, last, said, level)


def _holds(row: Mapping[str, Any], day: dt.date) -> bool:
    return row["window_first"] is not None and row["window_first"] <= day <= row["window_last"]
