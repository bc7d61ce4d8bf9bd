"""The decisions of a range of days, filtered and a page at a time; and the event that holds the digest of a file."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from aims.kernel.models import EventBody
from aims.telemetry.models import Segment, Table
from aims.telemetry.storage import segments
from aims.telemetry.storage.finding import asking, rows_of

from .days import as_text, latest
from .lookup import as_sent

LONGEST = 366
"""Days that are looked through at once."""
AT_ONCE = 50
_NEAR = 500
"""Events of files after the making of one, among which its own is looked for."""


@dataclass(frozen=True)
class Wanted:
    """Which decisions: days (UTC, both included), and what must be so of each. Empty says nothing of it."""

    first: dt.date
    last: dt.date
    version: str = ""
    output: str = ""
    low: float | None = None
    high: float | None = None
    """The score, both ends included."""
    label: Literal["", "right", "wrong", "unknown"] = ""
    """How the output stands to the outcome that became known last."""
    error: Literal["", "any", "none"] = ""
    sort: str = ""


def browse(system: UUID, wanted: Wanted, after: str = "", limit: int = AT_ONCE) -> tuple[list[dict[str, Any]], str]:
    """Decisions in order of their keys, beyond the key `after`, each with its latest `label`; and where to go on.

    At most 366 days are looked through, the last of the range. Groups are never among what is read.
    """
    first = max(wanted.first, wanted.last - dt.timedelta(days=LONGEST - 1))
    near = [s for s in segments.current(system, first, wanted.last) if s.key_max > after]
    columns = {name for segment in near for name in segment.columns}
    asked = _conditions(columns, wanted.version, wanted.output)
    if not near or asked is None:
        return [], ""
    later = segments.current(system, first, wanted.last, Table.FOLLOW_UPS)
    where, values = asked
    more_where, more_values = _more(wanted, columns, bool(later))
    if more_where is None:
        return [], ""
    paths = [str(segments.path_of(s)) for s in near]
    files = [str(segments.path_of(s)) for s in later]
    known = {name: kind for s in later for name, kind in s.columns.items()}
    joined = f" LEFT JOIN ({latest(known, False, 'read_parquet(?, union_by_name = true)')}) f USING (key)"
    sql = (
        f"SELECT d.*{', f.label' if later else ''} FROM read_parquet(?, union_by_name = true) d"  # noqa: S608
        f"{joined if later else ''} WHERE {' AND '.join(['d.key > ?', *where, *more_where])} ORDER BY d.key LIMIT ?"
    )
    with asking() as duck:
        rows = rows_of(duck, sql, [paths, *([files] if later else []), after, *values, *more_values, limit + 1])
    more = str(rows[limit - 1]["key"]) if len(rows) > limit else ""
    return [_with_label(row) for row in rows[:limit]], more


def _conditions(columns: set[str], version: str, output: str) -> tuple[list[str], list[Any]] | None:
    """What SQL asks for a version and an output, with its values; None where no such column came."""
    found: list[str] = []
    values: list[Any] = []
    if (version and "version" not in columns) or (output and "output" not in columns):
        return None
    if version:
        found.append("version = ?")
        values.append(version)
    number = _number(output)
    if output and number is not None and "output_number" in columns:
        found.append("(output = ? OR output_number = ?)")
        values += [output, number]
    elif output:
        found.append("output = ?")
        values.append(output)
    return found, values


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _with_label(row: dict[str, Any]) -> dict[str, Any]:
    label = row.pop("label", None)
    return as_sent(row) | ({} if label is None else {"label": label})


def _more(wanted: Wanted, columns: set[str], is_followed: bool) -> tuple[list[str] | None, list[Any]]:
    """Conditions on score, error, sort and label; None where nothing that came can meet them."""
    found: list[str] = []
    values: list[Any] = []
    for end, sign in ((wanted.low, ">="), (wanted.high, "<=")):
        if end is not None:
            found.append(f"d.score {sign} ?")
            values.append(end)
    if found and "score" not in columns:
        return None, []
    if wanted.sort:
        found.append("d.sort = ?")
        values.append(wanted.sort)
    if wanted.error and "error" in columns:
        found.append("d.error IS NOT NULL" if wanted.error == "any" else "d.error IS NULL")
    elif wanted.error == "any":
        return None, []
    if wanted.label in ("right", "wrong") and not (is_followed and "output" in columns):
        return None, []
    if wanted.label == "unknown":
        found += ["f.label IS NULL"] if is_followed else []
    elif wanted.label:
        number = "d.output_number" if "output_number" in columns else "NULL::DOUBLE"
        output = as_text("d.output", number)
        found.append(f"{output} {'=' if wanted.label == 'right' else '<>'} f.label")
    return found, values


def versions(system: UUID, first: dt.date, last: dt.date) -> list[tuple[str, int]]:
    """The versions that decided in a range of days, with how many decisions, the commonest first; "" where not said."""
    near = segments.current(system, first, last)
    paths = [str(segments.path_of(s)) for s in near]
    if not any("version" in s.columns for s in near):
        return [("", sum(s.rows for s in near))] if near else []
    sql = (
        "SELECT coalesce(version, '') AS version, count(*) AS n FROM read_parquet(?, union_by_name = true)"
        " GROUP BY 1 ORDER BY n DESC, 1"
    )
    with asking() as duck:
        return [(row["version"], row["n"]) for row in rows_of(duck, sql, [paths])]


def event_of(segment: Segment) -> int | None:
    """The number of the event that says the digest of `segment`: of its writing, or of what it took the place of."""
    rows = EventBody.objects.filter(event__kind="segment", event__at__gte=segment.made_at).order_by("event__seq")
    for seq, body in rows.values_list("event__seq", "body")[:_NEAR]:
        told = (body or {}).get("by") or body or {}
        if told.get("id") == str(segment.pk) and told.get("sha256") == segment.sha256:
            return int(seq)
    return None
