"""From journals to segments: ended at any point it begins again, and each event is stored once."""

import datetime as dt
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from aims.kernel.models import Event
from aims.telemetry.models import Arrival, JournalRead, SeenBatches, Segment, Table
from aims.telemetry.storage import fsck, journal, keeping, rolling, segments
from tests.api.asking import Program
from tests.telemetry.conftest import NOW, event, lines, send

STEPS = [
    (journal, "frames"),
    (rolling, "_fresh"),
    (rolling, "_decisions"),
    (segments, "write"),
    (segments, "_write_parquet"),
    (segments, "_sync"),
    (rolling, "placed"),
    (segments, "add"),
    (segments, "note"),
    (rolling.seen, "see"),
    (rolling, "_count"),
    (rolling, "_drop"),
]


class Killed(BaseException):
    """The process is gone."""


def keys(table: str = Table.DECISIONS) -> list[str]:
    return sorted(
        key
        for one in Segment.objects.filter(replaced_at=None, table=table)
        for key in pq.read_table(segments.path_of(one), partitioning=None)["key"].to_pylist()
    )


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_ended_at_any_step_it_is_repeated(
    step: Any, call: int, sender: Program, system: Any, monkeypatch: pytest.MonkeyPatch, plan: Any
) -> None:
    plan(groups={"sex": 12})
    for n in range(3):
        label = {"type": "outcome", "key": f"{n}-0", "at": NOW.isoformat(), "label": "no"}
        batch = [event(f"{n}-{m}", groups={"sex": "F"}, at=(NOW - dt.timedelta(days=m)).isoformat()) for m in range(3)]
        headers = {"HTTP_AIMS_PRODUCER": "p", "HTTP_AIMS_BATCH": str(n)}
        assert send(sender, system, lines(*batch, label, b"{bad}"), **headers).status_code == 200
    module, name = step
    real, calls = getattr(module, name), 0

    def killed(*args: Any, **said: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed
        return real(*args, **said)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        try:
            rolling.roll()
        except Killed:
            assert keys() in ([], sorted(f"{n}-{m}" for n in range(3) for m in range(3)))
    rolling.roll()
    rolling.roll()
    assert keys() == sorted(f"{n}-{m}" for n in range(3) for m in range(3))
    assert keys(Table.GROUPS) == keys()
    assert keys(Table.FOLLOW_UPS) == ["0-0", "1-0", "2-0"]
    assert (Arrival.objects.get().accepted, Arrival.objects.get().rejected) == (12, 3)
    assert [(row.first, row.last) for row in SeenBatches.objects.all()] == [(0, 2)]
    assert Event.objects.filter(kind="segment").count() == Segment.objects.count()
    keeping.delete_replaced()
    place = settings.HOME.telemetry
    there = {p.relative_to(place).as_posix() for p in place.rglob("*.parquet")}
    assert there == {one.path for one in Segment.objects.all()}, "nothing lies there that no row names"
    assert [flaw.sentence for flaw in fsck.flaws()] == []


def test_a_journal_that_was_rolled_is_deleted_and_forgotten(sender: Program, system: Any) -> None:
    send(sender, system, lines(event("a")))
    rolling.empty_journals()
    assert list(journal.folder().glob("*.journal")) == []
    assert not JournalRead.objects.exists()
    send(sender, system, lines(event("b")))
    with segments.nothing_deleted():  # a backup runs
        rolling.empty_journals()
        assert len(list(journal.folder().glob("*.journal"))) == 1
    assert keys() == ["a", "b"]


def test_small_segments_are_merged_and_their_files_go_later(
    sender: Program, system: Any, plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(groups={"sex": 12})
    monkeypatch.setattr(keeping, "MANY_TODAY", 2)
    for n, groups in enumerate(({"sex": "F"}, {}, {"sex": "M"})):
        send(sender, system, lines(event(f"k{2 - n}", groups=groups)))
        rolling.roll()
    old = list(Segment.objects.filter(replaced_at=None))
    assert keeping.compact() == 3
    (whole,) = segments.current(system.pk, NOW.date() - dt.timedelta(days=1), NOW.date())
    (apart,) = segments.current(system.pk, NOW.date() - dt.timedelta(days=1), NOW.date(), Table.GROUPS)
    assert pq.read_table(segments.path_of(whole), partitioning=None)["key"].to_pylist() == ["k0", "k1", "k2"]
    rows = pq.read_table(segments.path_of(apart), partitioning=None)
    assert rows["key"].to_pylist() == ["k0", "k1", "k2"]
    assert rows["g.sex"].to_pylist() == ["M", None, "F"]
    assert keeping.delete_replaced() == 0, "somebody may be reading them"
    Segment.objects.exclude(replaced_at=None).update(replaced_at=NOW - dt.timedelta(hours=1))
    with segments.nothing_deleted():
        assert keeping.delete_replaced() == 0, "a backup copies them"
    assert keeping.delete_replaced() == len(old)
    assert [flaw.sentence for flaw in fsck.flaws()] == []
    assert keeping.compact() == 0


def test_what_is_older_than_the_plan_keeps_goes(sender: Program, system: Any, plan: Any) -> None:
    old = event("old", at=(NOW - dt.timedelta(days=250)).isoformat())
    send(sender, system, lines(old, event("new")))
    rolling.roll()
    assert keeping.expire() == 0
    plan(retention_months=6)
    assert keeping.expire() == 1
    assert keys() == ["new"]


def test_groups_go_before_their_decisions_where_the_plan_says_so(sender: Program, system: Any, plan: Any) -> None:
    """Each group has months of its own: what is left of the file of groups stays with its decisions."""
    plan(groups={"sex": 3, "age": 6})
    old = (NOW - dt.timedelta(days=120)).isoformat()
    send(sender, system, lines(*(event(f"k{n}", at=old, groups={"sex": "F", "age": "old"}) for n in range(3))))
    rolling.roll()

    def left() -> list[list[str]]:
        held = Segment.objects.filter(replaced_at=None, table=Table.GROUPS)
        return [sorted(name for name in one.columns if name.startswith("g.")) for one in held]

    assert left() == [["g.age", "g.sex"]]
    assert keeping.expire() == 1
    assert left() == [["g.age"]]
    assert keeping.expire() == 0
    plan(groups={"sex": 3, "age": 3})
    assert keeping.expire() == 1
    assert left() == []
    assert keys() == ["k0", "k1", "k2"], "the decisions are kept for twelve months"
    counted = settings.HOME.telemetry / "sums" / str(system.pk)
    counted.mkdir(parents=True)
    Segment.objects.exclude(replaced_at=None).update(replaced_at=NOW - dt.timedelta(hours=1))
    assert keeping.delete_replaced() == 2
    assert not counted.exists(), "what was counted of them goes with them"
    assert [flaw.sentence for flaw in fsck.flaws()] == []


def test_a_changed_a_missing_and_an_unlisted_file_are_found(sender: Program, system: Any) -> None:
    for key in "abc":
        send(sender, system, lines(event(key)))
        rolling.roll()
    one, two, three = Segment.objects.order_by("made_at")
    with segments.path_of(one).open("ab") as file:
        file.write(b"!")
    segments.path_of(two).unlink()
    Segment.objects.filter(pk=three.pk).delete()
    assert {flaw.code for flaw in fsck.flaws()} == {"segment_changed", "segment_missing", "segment_not_listed"}
