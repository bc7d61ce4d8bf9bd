"""`aims status` and `aims requirement`: their shape is a promise to programs."""

from typing import Any

import pytest

from aims import catalogue
from aims.jobs.founding import Founded
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_status_holds_all_202_ids_in_the_promised_shape(home: Founded, ask: Any) -> None:
    said = ask("status")
    assert set(said) == {"at", "requirements"}
    assert [r["id"] for r in said["requirements"]] == list(catalogue.requirements())
    assert len(said["requirements"]) == 202
    for row in said["requirements"]:
        assert set(row) == {"id", "status", "depth", "evidence", "gaps"}
        assert row["depth"] in ("none", "designed", "operating", "effective")
        for gap in row["gaps"]:
            assert set(gap) == {"code", "en", "zh", "do"}


def test_a_refused_day_is_a_matter_of_usage(home: Founded, run: Run) -> None:
    result = run("status", "--as-of", "yesterday")
    assert result.exit_code == 2
    assert "2026-11-01" in result.stderr


def test_before_anything_was_recorded_nothing_is_said(home: Founded, run: Run) -> None:
    """Not “unmet”: there was nothing yet that could have met anything."""
    for by in ("recorded", "happened"):
        result = run("status", "--as-of", "2020-01-01", "--by", by)
        assert result.exit_code == 1
        assert "Nothing was recorded yet on 1 Jan 2020" in result.output


def test_a_person_reads_a_table_and_who_concludes(home: Founded, run: Run) -> None:
    result = run("status", "--worst", "3")
    assert result.exit_code == 0
    assert "Leadership" in result.stdout
    assert "A.6" in result.stdout
    assert result.stdout.rstrip().endswith("whether it meets the standard is for an auditor to conclude.")


def test_it_is_said_in_chinese(home: Founded, run: Run) -> None:
    result = run("--lang", "zh", "status", "--worst", "0")
    assert "由审核员" in result.stdout
    assert "Leadership" not in result.stdout
    assert "As of" not in result.stdout


def test_what_the_reader_may_not_see_is_said_to_be_there(home: Founded, ask: Any, run: Run) -> None:
    ask("user", "add", "carl", "--name", "Carl", "--role", "staff_member")
    ask("new", "policy", "--set", "title=Quiet policy", "--set", "text=We …", "--set", "topic=ai")
    everything = next(r for r in ask("status")["requirements"] if r["id"].endswith("/5.2-e"))
    assert "POL-0001" in everything["gaps"][0]["en"]
    for command in (("status", "--as", "carl"), ("requirement", "5.2-e", "--as", "carl")):
        result = run(*command)
        assert result.exit_code == 0
        assert "Quiet" not in result.stdout


def test_one_requirement_by_its_short_id(home: Founded, ask: Any, run: Run) -> None:
    assert ask("requirement", "5.2-e")["id"] == "iso42001:2023/5.2-e"
    result = run("requirement", "99.9-z")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "aims status" in result.stderr
