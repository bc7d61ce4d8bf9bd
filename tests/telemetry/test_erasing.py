"""One person erased: no byte of them in any current file, and nobody else touched."""

import datetime as dt
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from aims_sdk.decisions import Decision
from django.conf import settings

from aims.kernel.models import EventBody
from aims.telemetry import columns
from aims.telemetry.arrival.arriving import SENT_KEPT
from aims.telemetry.models import Segment
from aims.telemetry.reading import lookup
from aims.telemetry.storage import erasing, fsck, keeping, rolling, segments
from tests.api.asking import Program
from tests.telemetry.conftest import NOW, event, lines, send

WHO = "subject-7f3a"


def texts_of(table: pa.Table) -> str:
    return repr(table.to_pylist())


def test_no_byte_of_a_subject_stays(sender: Program, system: Any, plan: Any) -> None:
    plan(groups={"sex": 12}, texts="keep")
    for day in range(3):
        at = (NOW - dt.timedelta(days=day)).isoformat()
        mine = event(f"mine-{day}", subject=WHO, at=at, groups={"sex": "F"}, prompt=f"I am {WHO}")
        other = event(f"other-{day}", subject="somebody", at=at, groups={"sex": "M"})
        ruled = {"type": "ruling", "key": f"mine-{day}", "at": NOW.isoformat(), "ruling": "rejected", "reason": WHO}
        bad = event("bad", subject=WHO, score="high")
        send(sender, system, lines(mine, other, ruled, bad))
        rolling.roll()
    send(sender, system, lines(event("late", subject=WHO)))  # it lies in a journal only
    assert erasing.erase(system.pk, WHO) == 4
    named = [
        one.path
        for one in Segment.objects.filter(replaced_at=None)
        if WHO in texts_of(pq.read_table(segments.path_of(one), partitioning=None)) or one.key_min.startswith("mine")
    ]
    assert named == []
    Segment.objects.exclude(replaced_at=None).update(replaced_at=NOW - dt.timedelta(hours=1))
    keeping.delete_replaced()
    tables = [texts_of(pq.read_table(p, partitioning=None)) for p in settings.HOME.telemetry.rglob("*.parquet")]
    assert tables
    assert not any(WHO in text or "mine-" in text for text in tables)
    assert not any(WHO.encode() in path.read_bytes() for path in settings.HOME.telemetry.rglob("*") if path.is_file())
    for day in range(3):
        assert lookup.decision(system.pk, f"mine-{day}") is None
        assert (lookup.decision(system.pk, f"other-{day}") or {})["subject"] == "somebody"
    said = list(EventBody.objects.filter(event__action="segment_replaced").values_list("body", flat=True))
    assert sum(body["gone"] for body in said) == 4 + 3 + 3 + 3, (
        "decisions, their groups, what followed, what was refused"
    )
    assert WHO not in repr(said)
    assert [flaw.sentence for flaw in fsck.flaws()] == []


def test_of_nobody_nothing_is_erased(sender: Program, system: Any) -> None:
    send(sender, system, lines(event("a", subject="x")))
    assert erasing.erase(system.pk, "y") == 0
    assert Segment.objects.filter(replaced_at=None).count() == 1


def test_a_refused_event_names_the_subject_however_it_was_written(sender: Program, system: Any) -> None:
    who = 'müller "7"/\\'
    escaped = json.dumps(event("a", subject=who, cost=-1)).encode()
    slashed = escaped.replace(b"/", b"\\/")
    plain = json.dumps(event("b", subject=who, cost=-1), ensure_ascii=False).encode()
    long = json.dumps(
        {"type": "decision", "key": "c", "at": "no", "error": "x" * (SENT_KEPT - 76), "subject": WHO}
    ).encode()
    assert WHO[:4].encode() in long[:SENT_KEPT]
    assert WHO.encode() not in long[:SENT_KEPT]
    other = event("d", subject="somebody", cost=-1)
    send(sender, system, lines(escaped, slashed, plain, long, other))
    rolling.roll()
    for subject in (who, WHO):
        erasing.erase(system.pk, subject)
    (left,) = Segment.objects.filter(replaced_at=None)
    sent = pq.read_table(segments.path_of(left), partitioning=None)["sent"].to_pylist()
    assert [json.loads(one)["key"] for one in sent] == ["d"]


def test_the_same_key_on_another_day_is_somebody_elses(system: Any) -> None:
    days = [NOW.date() - dt.timedelta(days=n) for n in range(2)]
    for day, who in zip(days, (WHO, "somebody"), strict=True):
        at = dt.datetime.combine(day, dt.time(9), dt.UTC)
        rows = columns.decisions([Decision(key="k", at=at, subject=who, output="yes")])
        segments.add([segments.write(system.pk, day, "decisions", rows)])
    assert erasing.erase(system.pk, WHO) == 1
    assert [one.day for one in Segment.objects.filter(replaced_at=None)] == [days[1]]
