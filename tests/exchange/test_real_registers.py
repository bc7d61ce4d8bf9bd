"""The registers as they really are. They are not ours to keep here; without them these tests say so and skip."""

from pathlib import Path

import pytest

from aims.exchange.maps import Rejected, Row, apply, read_map
from aims.exchange.sheets import read_sheet
from aims.exchange.snapshots import compare

from .fields import AI_SYSTEM

DUTCH = Path(__file__).parent / "maps/dutch.yaml"


def taken(map_name: str | Path, path: Path) -> tuple[list[Row], list[Rejected]]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the folder of real registers")
    map_ = read_map(map_name)
    found = list(apply(map_, read_sheet(path, table=map_.table, heading=map_.heading), AI_SYSTEM))
    return [row for row in found if isinstance(row, Row)], [row for row in found if isinstance(row, Rejected)]


@pytest.fixture(scope="session")
def federal(shared: Path) -> Path:
    return shared / "us-federal-ai-inventory-2024/data/2024_consolidated_ai_inventory_raw_v2.csv"


@pytest.fixture(scope="session")
def dutch(shared: Path) -> Path:
    return shared / "dutch-algorithm-register/data"


def test_every_federal_system_is_taken_or_rejected(federal: Path) -> None:
    rows, rejected = taken("us-federal-2024", federal)
    assert (len(rows), len(rejected)) == (2133, 0)
    assert len({row.key for row in rows}) == 2133
    assert sum(row.key != row.stem for row in rows) == 50
    assert len({str(row.values["life_cycle_stage"]) for row in rows}) == 6
    assert all(row.values["title"] and row.values["unit_name"] for row in rows)
    assert any("’" in str(row.values["intended_use"]) for row in rows)


def test_a_second_run_changes_nothing(federal: Path) -> None:
    first, _ = taken("us-federal-2024", federal)
    second, _ = taken("us-federal-2024", federal)
    held = {row.key: row.digest for row in first}
    assert [(row.key, row.digest) for row in second] == list(held.items())
    assert compare(held, second).counts["unchanged"] == 2133
    assert compare(held, reversed(second)).counts["unchanged"] == 2133


def test_the_federal_file_as_it_is_told(federal: Path) -> None:
    if not federal.is_file():
        pytest.skip("the federal inventory is not in the folder of real registers")
    sheet = read_sheet(federal)
    assert (sheet.encoding, sheet.delimiter, len(sheet), len(sheet.columns)) == ("cp1252", ",", 2133, 62)
    assert [column for column in sheet.columns if column.startswith("If Other")][-1] == "If Other, please explain. (9)"
    assert not sheet.faults
    assert not sheet.notices


def test_the_dutch_register_between_two_snapshots(dutch: Path) -> None:
    before, _ = taken(DUTCH, dutch / "algoritmes-2026-05-13.json")
    now, rejected = taken(DUTCH, dutch / "algoritmes.json")
    brought = compare({row.key: row.digest for row in before}, [*now, *rejected])
    assert brought.counts == {
        "read": 1530,
        "created": 100,
        "updated": 56,
        "unchanged": 1374,
        "rejected": 0,
        "gone": 1,
    }
