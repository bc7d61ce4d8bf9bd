"""A batch of events as it was sent, turned into what is kept of it: columns, and what was refused with its reason."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from aims_sdk.decisions import Correction, Decision, Event, Outcome, Ruling

from aims.lib import clock
from aims.telemetry import columns
from aims.telemetry.models import Table
from aims.telemetry.reasons import Problem, Refused
from aims.telemetry.rules import Rules

from .checking import CONTROL, problems

MOST_EVENTS, MOST_OF_ONE = 50_000, 256 * 1024
SENT_KEPT = 4_096
"""Bytes of a refused event that are kept."""
NDJSON, MSGPACK, ARROW = "application/x-ndjson", "application/msgpack", "application/vnd.apache.arrow.stream"
_OF_JSON, _OF_MSGPACK = msgspec.json.Decoder(Event), msgspec.msgpack.Decoder(Event)
_ARRAY = msgspec.msgpack.Decoder(list[msgspec.Raw])
_MAY_BE_CONTROL = re.compile(rb"\\u00[01]|\\[bf]|\x7f|\\u007[fF]")
_AT_PLACE = re.compile(r" - at `\$\.?(.*)`$")


@dataclass
class Arrived:
    """What is kept of a batch, by table, and what is answered about it."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    accepted: int = 0
    problems: list[Problem] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    """Of how many events groups, texts or inputs were left out, because the rules do not let them lie here."""

    def as_json(self) -> dict[str, Any]:
        """The answer, with the first twenty problems."""
        said = [one.as_json() for one in self.problems[:20]]
        return {
            "accepted": self.accepted,
            "rejected": len(self.problems),
            "duplicate": False,
            "dropped": self.dropped,
            "problems": said,
        }


def arrived(body: bytes, sort: str, rules: Rules) -> Arrived:
    """Decode and check an unpacked `body` of the media type `sort`; raises `Refused` where none can be read."""
    if not body:
        raise Refused("empty")
    if sort == ARROW:
        from .arrow import of_arrow

        return of_arrow(body, rules)
    if sort not in (NDJSON, MSGPACK):
        raise Refused("media_type", known=", ".join((NDJSON, MSGPACK, ARROW)))
    found = Arrived()
    if sort == NDJSON:
        sent = [line for line in body.split(b"\n") if line and not line.isspace()]
        decode: Callable[[bytes], Event] = _OF_JSON.decode
    else:
        try:
            sent = [bytes(one) for one in _ARRAY.decode(body)]
        except (msgspec.DecodeError, RecursionError) as wrong:
            raise Refused("unreadable", sort="MessagePack", said=str(wrong)) from wrong
        decode = _OF_MSGPACK.decode
    if not sent:
        raise Refused("empty")
    if len(sent) > MOST_EVENTS:
        raise Refused("too_many", limit=MOST_EVENTS)
    events, rows = _decoded(sent, decode, found.problems)
    printable = sort == NDJSON and not _MAY_BE_CONTROL.search(body)
    return _kept(found, events, rows, sent, rules, printable=printable)


def of_events(events: Sequence[Event], refused: Sequence[Problem], rules: Rules) -> Arrived:
    """Events that this program itself made of something else, such as spans; each with its row, in order."""
    gone = {one.row for one in refused}
    rows = [n for n in range(len(events) + len(gone)) if n not in gone]
    sent = [b""] * (len(events) + len(gone))
    return _kept(Arrived(problems=list(refused)), list(events), rows, sent, rules, printable=False)


def _decoded(
    sent: list[bytes], decode: Callable[[bytes], Event], wrong: list[Problem]
) -> tuple[list[Event], list[int]]:
    """All at once where all are right, else one after the other."""
    if sent and max(map(len, sent)) <= MOST_OF_ONE:
        try:
            return list(map(decode, sent)), list(range(len(sent)))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    events, rows = [], []
    for row, one in enumerate(sent):
        try:
            if len(one) > MOST_OF_ONE:
                wrong.append(Problem(row, "too_large", {"size": len(one), "limit": "256 kB"}))
                continue
            events.append(decode(one))
            rows.append(row)
        except msgspec.ValidationError as why:
            said = _AT_PLACE.search(str(why))
            what = str(why)[: said.start()] if said else str(why)
            wrong.append(Problem(row, "type", {"where": said[1] if said else "event", "said": what}))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
            wrong.append(Problem(row, "malformed", {"said": str(why)}))
    return events, rows


def _kept(
    found: Arrived, events: list[Event], rows: list[int], sent: Sequence[bytes], rules: Rules, *, printable: bool
) -> Arrived:
    decided = [(row, e) for row, e in zip(rows, events, strict=True) if type(e) is Decision]
    if len(decided) == len(events):
        later: list[tuple[int, Outcome | Correction | Ruling]] = []
    else:
        later = [(row, e) for row, e in zip(rows, events, strict=True) if not isinstance(e, Decision)]
    if decided:
        _keep_decisions(found, [e for _row, e in decided], np.array([r for r, _e in decided]), rules, printable)
    if later:
        _keep(found, Table.FOLLOW_UPS, columns.follow_ups([e for _r, e in later]), [r for r, _e in later], printable)
    found.problems.sort(key=lambda one: one.row)
    if found.problems:
        found.tables[Table.REJECTS] = rejects(found.problems, sent)
    return found


def _keep_decisions(
    found: Arrived, events: list[Decision], rows: "np.ndarray[Any, Any]", rules: Rules, printable: bool
) -> None:
    table = columns.decisions(events)
    groups, dropped = columns.groups(events, rules.groups.keys())
    if dropped:
        found.dropped["groups"] = dropped
    wrong = [Problem(int(row), "not_finite", {"where": where}) for row, where in _endless(events, rows)]
    keep_decisions(found, table, groups, rows, rules, printable=printable, wrong=wrong)


def _endless(events: list[Decision], rows: "np.ndarray[Any, Any]") -> Iterator[tuple[int, str]]:
    """Contributions that are no finite numbers; the rest of an explanation is text."""
    for row, event in zip(rows, events, strict=True):
        for name, value in event.explanation.contributions.items() if event.explanation else ():
            if not math.isfinite(value):
                yield row, f"explanation.contributions.{name}"


def keep_decisions(
    found: Arrived,
    table: pa.Table,
    groups: pa.Table | None,
    rows: "np.ndarray[Any, Any]",
    rules: Rules,
    *,
    printable: bool,
    wrong: Sequence[Problem] = (),
) -> None:
    """Take of decisions, which are columns now, what is right and may lie here; what is `wrong` is known already."""
    wrong = [*wrong, *problems(table, rows, once=True, printable=printable)]
    if groups is not None:
        wrong += [p for p in problems(groups, rows, once=False, printable=printable) if p.code == "control"]
    table = _permitted(found, table, rules)
    if wrong:
        right = pa.array(~np.isin(rows, [one.row for one in wrong]))
        table = table.filter(right)
        groups = groups.filter(right) if groups is not None else None
        first: dict[int, Problem] = {}
        for one in wrong:
            first.setdefault(one.row, one)
        found.problems += first.values()
        table = table.drop_columns([name for name in table.column_names if CONTROL.search(name)])
    found.accepted += len(table)
    if len(table):
        found.tables[Table.DECISIONS] = table
        if groups is not None:
            found.tables[Table.GROUPS] = groups


def _permitted(found: Arrived, table: pa.Table, rules: Rules) -> pa.Table:
    texts = [n for n in columns.TEXTS if n in table.column_names] if rules.texts == "drop" else []
    inputs = [n for n in table.column_names if columns.input_of(n) and not rules.keeps(columns.input_of(n))]
    for what, names in (("texts", texts), ("inputs", inputs)):
        if names:
            held = np.zeros(len(table), bool)
            for name in names:
                held |= table[name].is_valid().to_numpy()
            found.dropped[what] = int(held.sum())
    return table.drop_columns(texts + inputs)


def _keep(found: Arrived, name: str, table: pa.Table, rows: list[int], printable: bool) -> None:
    numbers = np.array(rows)
    wrong = problems(table, numbers, once=False, printable=printable)
    if wrong:
        table = table.filter(pa.array(~np.isin(numbers, [one.row for one in wrong])))
        found.problems += wrong
    found.accepted += len(table)
    if len(table):
        found.tables[name] = table


def keep_follow_ups(found: Arrived, table: pa.Table, rows: list[int]) -> None:
    """Take of outcomes, corrections or rulings, which are columns now, what is right."""
    _keep(found, Table.FOLLOW_UPS, table, rows, printable=False)


def rejects(wrong: Sequence[Problem], sent: Sequence[bytes]) -> pa.Table:
    """Refused events as rows, each as it was sent, cut, and with its reason in English."""
    from django.utils.translation import override

    now: dt.datetime = clock.now()
    with override("en"):
        said = [one.sentence for one in wrong]
    held = [sent[one.row] if one.row < len(sent) else b"" for one in wrong]
    values: dict[str, list[Any]] = {
        "key": ["" for _one in wrong],
        "at": [now] * len(wrong),
        "row": [one.row for one in wrong],
        "code": [one.code for one in wrong],
        "said": said,
        "sent": [one[:SENT_KEPT].decode("utf-8", "replace").replace("\0", "\ufffd") for one in held],
        "producer": [None] * len(wrong),
    }
    return pa.table({name: pa.array(values[name], kind) for name, kind in columns.REJECT.items()})


def parts(found: Arrived) -> Iterator[tuple[str, bytes]]:
    """The tables of a batch as they lie in a journal."""
    for name, table in found.tables.items():
        yield str(name), columns.streamed(table)
