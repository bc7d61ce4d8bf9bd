"""Files of decisions: written whole, named by the table, each a leaf of the ledger."""

import datetime as dt
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from aims.kernel.models import Event, EventBody
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM as SYSTEM_ACTOR
from aims.kernel.world import as_of, at_seq, present
from aims.ledger.fsck import fsck
from aims.ledger.log import extend, size
from aims.telemetry.models import Segment, Table
from aims.telemetry.storage import segments

SYSTEM = UUID("00000000-0000-7000-8000-000000000001")
DAY = dt.date(2026, 3, 2)


def rows(*keys: str, hour: int = 9) -> pa.Table:
    at = dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC)
    stamps = pa.array([at] * len(keys), pa.timestamp("us", "UTC"))
    nothing = pa.nulls(len(keys), pa.string())
    return pa.table({"key": list(keys), "at": stamps, "output": ["yes"] * len(keys), "error": nothing})


def test_a_segment_is_found_by_system_day_and_table(db: None) -> None:
    one = segments.write(SYSTEM, DAY, Table.DECISIONS, rows("a", "c"))
    segments.add([one])
    assert segments.current(SYSTEM, DAY, DAY) == [one]
    assert segments.current(None, DAY, DAY) == [one]
    assert segments.current(SYSTEM, DAY, DAY, Table.GROUPS) == []
    assert segments.current(SYSTEM, DAY - dt.timedelta(days=9), DAY - dt.timedelta(days=1)) == []
    assert (one.rows, one.key_min, one.key_max) == (2, "a", "c")
    assert set(one.columns) == {"key", "at", "output"}, "a column in which nothing stands is left out"
    assert pq.read_table(segments.path_of(one))["key"].to_pylist() == ["a", "c"]


def test_each_segment_is_a_leaf_of_the_ledger(db: None) -> None:
    perform(Command("unit", "create", SYSTEM_ACTOR, values={"title": "Bank"}))
    before = present()
    one = segments.write(SYSTEM, DAY, Table.DECISIONS, rows("a"))
    segments.add([one])
    event = Event.objects.get(kind="segment")
    assert event.record_id is None
    assert EventBody.objects.get(event=event).body["sha256"] == segments.digest(segments.path_of(one))
    assert present().seq == before.seq + 1 == at_seq(event.seq).seq
    assert as_of(present().today, "happened").count() == before.count()
    extend()
    assert size() == event.seq
    assert [p.sentence for p in fsck() if not p.is_note] == []


def test_what_is_replaced_is_current_no_more(db: None) -> None:
    old = [segments.write(SYSTEM, DAY, Table.DECISIONS, rows(key)) for key in "ab"]
    segments.add(old)
    new = segments.write(SYSTEM, DAY, Table.DECISIONS, rows("a", "b"))
    segments.replace(old, new, "merged")
    assert segments.current(SYSTEM, DAY, DAY) == [new]
    assert all(row.replaced_by_id == new.pk and row.replaced_at for row in Segment.objects.exclude(pk=new.pk))
    said = EventBody.objects.get(event__action="segment_replaced").body
    assert said["by"]["sha256"] == new.sha256
    assert set(said["replaced"]) == {str(one.pk) for one in old}
