"""Decisions sent over HTTP: kept before they are answered, once, and found again."""

import datetime as dt
import gzip
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aims.accounts.models import Token
from aims.kernel.kinds import KINDS
from aims.lib import clock
from aims.telemetry.models import Arrival, Segment, Table
from aims.telemetry.storage import rolling, segments
from tests.api.asking import STRANGER, Program, program
from tests.kernel.story import Story
from tests.telemetry.conftest import NOW, event, lines, send

NDJSON, MSGPACK, ARROW = "application/x-ndjson", "application/msgpack", "application/vnd.apache.arrow.stream"


def of_arrow(*events: dict[str, Any], nested: bool) -> bytes:
    rows = [
        {k: v for k, v in one.items() if k != "type"} | {"at": dt.datetime.fromisoformat(one["at"])} for one in events
    ]
    if not nested:
        rows = [
            {k: v for k, v in row.items() if k not in ("inputs", "groups")}
            | {f"{of}.{k}": v for of in ("inputs", "groups") for k, v in row.get(of, {}).items()}
            for row in rows
        ]
    table = pa.Table.from_pylist(rows)
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue().to_pybytes()


def bodies(*events: dict[str, Any]) -> list[tuple[str, bytes, str]]:
    plain = lines(*events)
    return [
        (NDJSON, plain, ""),
        (NDJSON, gzip.compress(plain), "gzip"),
        (NDJSON, pa.compress(plain, "zstd", asbytes=True), "zstd"),
        (MSGPACK, msgspec.msgpack.encode(events), ""),
        (ARROW, of_arrow(*events, nested=True), ""),
        (ARROW, of_arrow(*events, nested=False), ""),
    ]


@pytest.mark.parametrize("way", range(6))
def test_each_way_keeps_the_same(way: int, sender: Program, system: Any) -> None:
    sent = [event("a", output=1, subject=""), event("b", output=0, subject="s-1")]
    sort, body, coding = bodies(*sent)[way]
    answer = send(sender, system, body, sort, HTTP_CONTENT_ENCODING=coding)
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"accepted": 2, "rejected": 0, "duplicate": False, "dropped": {}, "problems": []}
    rolling.roll()
    (segment,) = Segment.objects.filter(table=Table.DECISIONS)
    rows = pq.read_table(segments.path_of(segment)).to_pylist()
    assert [row["key"] for row in rows] == ["a", "b"]
    assert rows[0]["output"] == "1.0"
    assert rows[0]["output_number"] == 1.0
    assert rows[0]["n.income"] == 1200.5
    assert rows[0]["t.region"] == "north"
    assert [row["subject"] for row in rows] == [None, "s-1"]
    assert rows[0]["sort"] == "prediction"
    assert rows[0]["at"] == NOW - dt.timedelta(minutes=5)


def test_a_batch_is_stored_once_whatever_process_took_it(sender: Program, system: Any) -> None:
    from aims.telemetry.arrival import taking

    counted = {"HTTP_AIMS_PRODUCER": "p1", "HTTP_AIMS_BATCH": "0"}
    assert send(sender, system, lines(event("a")), **counted).json()["duplicate"] is False
    assert send(sender, system, lines(event("a")), **counted).json()["duplicate"] is True
    taking._lately._held.clear()  # another process does not know of it yet
    assert send(sender, system, lines(event("a"), event("z")), **counted).json()["duplicate"] is False
    rolling.roll()
    assert send(sender, system, lines(event("a")), **counted).json()["duplicate"] is True
    rolling.roll()
    assert [s.rows for s in Segment.objects.all()] == [1]
    assert Arrival.objects.get().repeated == 2
    named = {"HTTP_IDEMPOTENCY_KEY": "monday"}
    assert [send(sender, system, lines(event("b")), **named).json()["duplicate"] for _ in range(2)] == [False, True]


def test_a_key_is_stored_once_a_day(sender: Program, system: Any) -> None:
    send(sender, system, lines(event("a", output="first"), event("b")))
    rolling.roll()
    send(sender, system, lines(event("a", output="second"), event("c")))
    send(sender, system, lines(event("c"), event("d")))
    rolling.roll()
    rows = [r for s in Segment.objects.all() for r in pq.read_table(segments.path_of(s)).to_pylist()]
    assert sorted(row["key"] for row in rows) == ["a", "b", "c", "d"]
    assert next(row["output"] for row in rows if row["key"] == "a") == "first"
    assert Arrival.objects.get().repeated == 2


def test_groups_are_taken_only_where_the_plan_says_and_lie_apart(sender: Program, system: Any, plan: Any) -> None:
    sent = lines(event("a", groups={"sex": "F", "age": "old"}), event("b"), event("c", groups={"sex": "M"}))
    assert send(sender, system, sent).json()["dropped"] == {"groups": 2}
    rolling.roll()
    assert not Segment.objects.filter(table=Table.GROUPS).exists()
    plan(groups={"sex": 12})
    again = sent.replace(b'"key":"', b'"key":"2')
    assert send(sender, system, again).json()["dropped"] == {"groups": 1}
    rolling.roll()
    apart, whole = Segment.objects.get(table=Table.GROUPS), Segment.objects.filter(table=Table.DECISIONS).last()
    rows = pq.read_table(segments.path_of(apart)).to_pylist()
    assert [(row["key"], row["g.sex"]) for row in rows] == [("2a", "F"), ("2b", None), ("2c", "M")]
    assert apart.path.rpartition("/")[2] == whole.path.rpartition("/")[2]
    assert not [name for name in whole.columns if name.startswith("g.")]


def test_texts_and_inputs_lie_here_only_by_rule(sender: Program, system: Any, plan: Any) -> None:
    sent = event("a", sort="answer", prompt="Who am I?", answer="Nobody.")
    assert send(sender, system, lines(sent)).json()["dropped"] == {"texts": 1}
    plan(texts="keep", fields={"income": "drop"})
    assert send(sender, system, lines(sent | {"key": "b"})).json()["dropped"] == {"inputs": 1}
    rolling.roll()
    (segment,) = Segment.objects.all()
    rows = pq.read_table(segments.path_of(segment)).to_pylist()
    assert [row["prompt"] for row in rows] == [None, "Who am I?"]
    assert [row["n.income"] for row in rows] == [1200.5, None]


def test_what_follows_is_stored_under_the_day_of_its_decision(sender: Program, system: Any) -> None:
    before = NOW - dt.timedelta(days=40)
    send(sender, system, lines(event("old", at=before.isoformat())))
    rolling.roll()
    later = {"type": "outcome", "key": "old", "at": NOW.isoformat(), "label": 1}
    early = {
        "type": "ruling",
        "key": "to-come",
        "at": NOW.isoformat(),
        "ruling": "changed",
        "output": "no",
        "seconds": 3,
    }
    assert send(sender, system, lines(later, early)).json()["accepted"] == 2
    rolling.roll()
    followed = Segment.objects.get(table=Table.FOLLOW_UPS)
    assert followed.day == before.date()
    assert pq.read_table(segments.path_of(followed)).to_pylist()[0]["number"] == 1.0
    assert Segment.objects.get(table=Table.WAITING, replaced_at=None).rows == 1
    send(sender, system, lines(event("to-come")))
    rolling.roll()
    assert not Segment.objects.filter(table=Table.WAITING, replaced_at=None).exists()
    assert Segment.objects.filter(table=Table.FOLLOW_UPS, day=(NOW - dt.timedelta(minutes=5)).date()).count() == 1


def test_a_key_may_hold_what_an_address_divides_by(sender: Program, system: Any, story: Story) -> None:
    send(sender, system, lines(event("a/b:c")))
    rolling.roll()
    manager = program(story.person("aims_manager", "top"))
    assert manager.get(f"/telemetry/{system.ref}/decisions/a%2Fb:c").json()["key"] == "a/b:c"


def test_one_decision_and_the_pages_of_a_day_are_read(sender: Program, system: Any, story: Story) -> None:
    manager = program(story.person("aims_manager", "top"))
    made = [event(f"k-{n:03}", output="yes" if n % 2 else "no", groups={"sex": "F"}) for n in range(120)]
    send(sender, system, lines(*made, {"type": "outcome", "key": "k-007", "at": NOW.isoformat(), "label": "no"}))
    rolling.roll()
    one = manager.get(f"/telemetry/{system.ref}/decisions/k-007").json()
    assert one["inputs"] == {"income": 1200.5, "region": "north"}
    assert one["follow_ups"][0]["text"] == "no"
    assert "groups" not in one
    day = (NOW - dt.timedelta(minutes=5)).date()
    at, seen = f"/telemetry/{system.ref}/decisions?day={day}&output=yes&version=1.0", []
    cursor = ""
    while True:
        page = manager.get(f"{at}&cursor={cursor}").json()
        seen += [row["key"] for row in page["rows"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == [f"k-{n:03}" for n in range(120) if n % 2]
    assert manager.get(f"/telemetry/{system.ref}/decisions/none").status_code == 404


def test_who_may_read_and_who_may_send(story: Story, sender: Program, system: Any) -> None:
    body = lines(event())
    assert send(STRANGER, system, body).status_code == 401
    other = story.create(KINDS["ai_system"])
    assert send(sender, other, body).json()["code"] == "not_its_system"
    staff = program(story.person("staff_member", "top"))
    assert staff.get(f"/telemetry/{system.ref}/decisions/a").status_code in (403, 404)
    legal = program(story.person("legal", "top"))
    assert legal.get(f"/telemetry/{system.ref}/decisions/a").status_code == 403
    assert send(legal, system, body).status_code == 403
    assert send(program(story.person("aims_manager", "top"), "read"), system, body).status_code == 403
    assert send(program(story.person("aims_manager", "top")), system, body).status_code == 200
    assert sender.get(f"/telemetry/{system.ref}/decisions/a").status_code == 401, "it sends and does nothing else"
    assert sender.get("/me").status_code == 401
    assert sender.get(f"/telemetry/{system.ref}/rules").json()["texts"] == "drop"
    Token.objects.filter(scopes=["record"]).update(revoked_at=clock.now())
    assert send(sender, system, body).status_code == 401
