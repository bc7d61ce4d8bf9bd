"""The real registers, imported: every row a record or a reason, a second run nothing, a newer snapshot a history."""

import datetime as dt
import random
from pathlib import Path

import pytest

from aims.exchange.duties import gone
from aims.exchange.imports import import_file
from aims.exchange.sheets import read_sheet
from aims.exchange.writing import write_csv
from aims.kernel.models import Event
from aims.kernel.standing import Standing, standings
from aims.kernel.world import as_of, present
from aims.lib import clock
from aims.systems.models import AISystem

from .conftest import People

DUTCH = Path(__file__).parent / "maps/dutch.yaml"


def real(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the folder of real registers")
    return path


def test_the_federal_inventory(people: People, shared: Path, tmp_path: Path) -> None:
    path = real(shared / "us-federal-ai-inventory-2024/data/2024_consolidated_ai_inventory_raw_v2.csv")
    asked = {"kind": "ai_system", "map": "us-federal-2024"}
    first = import_file(path, actor=people.actor("ann"), **asked)  # type: ignore[arg-type]
    assert first.created + first.rejected == first.read == 2133
    assert first.created == AISystem.objects.count()
    events = Event.objects.count()
    again = import_file(path, actor=people.actor("ann"), **asked)  # type: ignore[arg-type]
    assert (again.created, again.updated, again.gone, again.unchanged) == (0, 0, 0, first.created)
    sheet = read_sheet(path)
    lines = [cells for _number, cells in sheet.lines]
    random.Random(42001).shuffle(lines)
    with (tmp_path / "shuffled.csv").open("wb") as out:
        write_csv(out, sheet.columns, lines)
    other = import_file(tmp_path / "shuffled.csv", actor=people.actor("ann"), **asked)  # type: ignore[arg-type]
    assert (other.created, other.updated, other.gone, other.unchanged) == (0, 0, 0, first.created)
    assert Event.objects.count() == events


def test_the_dutch_register_as_history(people: People, shared: Path) -> None:
    folder = shared / "dutch-algorithm-register/data"
    days = {dt.date(2026, 5, 13): "algoritmes-2026-05-13.json", dt.date(2026, 8, 8): "algoritmes.json"}
    counts = []
    for day, name in days.items():
        with clock.set_to(dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC)):
            outcome = import_file(real(folder / name), kind="ai_system", map=DUTCH, actor=people.actor("ann"))
            counts.append(outcome.counts)
    assert counts[0] == {"read": 1431, "created": 1431, "updated": 0, "unchanged": 0, "rejected": 0, "gone": 0}
    assert counts[1] == {"read": 1530, "created": 100, "updated": 56, "unchanged": 1374, "rejected": 0, "gone": 1}
    before, after = as_of(dt.date(2026, 8, 7)), as_of(dt.date(2026, 8, 8))
    assert (len(before.all(AISystem)), len(after.all(AISystem))) == (1431, 1531)
    assert not gone(before)
    [record] = gone(after)
    assert Standing.GONE_FROM_SOURCE in standings(record, after)
    edited = [r for r in after.all(AISystem) if r.version == 2 and not r.gone_since]
    assert len(edited) == 56
    assert all(before.get(AISystem, r.pk) and r.lang == "nl" for r in edited)
    assert present().get(AISystem, record.pk) is not None
