"""Decisions of the past out of files: a map names the columns, and a second run adds nothing."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from aims.cli import app
from aims.telemetry.arrival import loading
from aims.telemetry.models import Segment, Table
from aims.telemetry.reading import lookup
from aims.telemetry.storage import rolling
from tests.telemetry.conftest import NOW

ROWS = 90
MAP = """
key: id
at: decided
output: approved
score: p
label: repaid
label_at: known
inputs: [income, region]
groups: {sex: gender}
constants: {version: "3.1"}
zone: Europe/Oslo
"""


def rows() -> pa.Table:
    days = [NOW.replace(tzinfo=None, microsecond=0) - dt.timedelta(days=20 + n % 3) for n in range(ROWS)]
    return pa.table(
        {
            "id": [f"{n:05}" for n in range(ROWS)],
            "decided": days,
            "known": [day + dt.timedelta(days=9) for day in days],
            "approved": [n % 2 == 0 for n in range(ROWS)],
            "p": [n / ROWS for n in range(ROWS)],
            "repaid": [None if n % 5 else n % 2 == 0 for n in range(ROWS)],
            "income": [1000.0 + n for n in range(ROWS)],
            "region": ["north" if n % 3 else None for n in range(ROWS)],
            "gender": ["F" if n % 2 else "M" for n in range(ROWS)],
        }
    )


def written(folder: Path, sort: str) -> Path:
    path = folder / f"past.{sort}"
    if sort == "parquet":
        pq.write_table(rows(), path)
    else:
        pa.csv.write_csv(rows(), path)
    return path


def aims(*arguments: str, fails: bool = False) -> Any:
    done = CliRunner().invoke(app, ["telemetry", *arguments])
    assert (done.exit_code != 0) is fails, done.output
    return done


@pytest.mark.parametrize("sort", ["csv", "parquet"])
def test_a_file_is_loaded_once(
    sort: str, tmp_path: Path, system: Any, plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(groups={"sex": 12})
    monkeypatch.setattr(loading, "ROWS", 40)
    path, by = written(tmp_path, sort), tmp_path / "map.yaml"
    by.write_text(MAP)
    load = ["load", str(path), "--system", system.ref, "--map", str(by), "--json"]
    said = json.loads(aims(*load).stdout)
    assert (said["accepted"], said["rejected"]) == (ROWS + ROWS // 5, 0), said
    again = json.loads(aims(*load).stdout)
    assert again["accepted"] == 0
    assert again["repeated_chunks"] > 0
    held = Segment.objects.filter(replaced_at=None)
    assert sum(one.rows for one in held if one.table == Table.DECISIONS) == ROWS
    assert sum(one.rows for one in held if one.table == Table.FOLLOW_UPS) == ROWS // 5
    assert sum(one.rows for one in held if one.table == Table.GROUPS) == ROWS
    one = json.loads(aims("show", "00010", "--system", system.ref, "--json").stdout)
    assert (one["output"], one["version"], one["inputs"]["income"]) == ("true", "3.1", 1010.0)
    assert one["follow_ups"][0]["text"] == "true"
    status = json.loads(aims("status", "--json").stdout)["systems"][0]
    assert (status["system"], status["decisions"]) == (system.ref, ROWS)
    assert "90" in aims("status").stdout


def test_an_interrupted_load_goes_on(tmp_path: Path, system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ROWS", 20)
    path, by = written(tmp_path, "parquet"), tmp_path / "map.yaml"
    by.write_text("key: id\nat: decided\n")
    steps = loading.load(system.pk, path, loading.read_map(by))
    next(steps)
    next(steps)
    steps.close()
    rolling.roll()
    *_rest, last = loading.load(system.pk, path, loading.read_map(by))
    assert (last.accepted, last.repeated) == (ROWS - 40, 2)
    rolling.roll()
    assert sum(one.rows for one in Segment.objects.all()) == ROWS


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("key: id", "at"),
        ("- a", "key"),
        ("key: id\nat: decided\ncolour: red", "colour"),
        ("key: id\nat: decided\nscore: nowhere", "nowhere"),
        ("key: id\nat: decided\nzone: Mars/Base", "Mars"),
        ("key: id\nat: decided\nscore: region", "score"),
        ("key: [", "YAML"),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused(said: str, answer: str, tmp_path: Path, system: Any) -> None:
    by = tmp_path / "map.yaml"
    by.write_text(said)
    done = aims("load", str(written(tmp_path, "csv")), "--system", system.ref, "--map", str(by), fails=True)
    assert answer in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_subject_is_erased_by_command(system: Any, tmp_path: Path) -> None:
    by = tmp_path / "map.yaml"
    by.write_text("key: id\nat: decided\nsubject: gender\n")
    aims("load", str(written(tmp_path, "csv")), "--system", system.ref, "--map", str(by))
    assert json.loads(aims("erase", "--system", system.ref, "--subject", "F", "--json").stdout)["erased"] == ROWS // 2
    assert lookup.decision(system.pk, "00001") is None
    assert "no decision" in aims("show", "00001", "--system", system.ref, fails=True).stderr.lower()
