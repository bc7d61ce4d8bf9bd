"""Many at once on one case: exactly one ruling is stored, and everybody else is told why theirs is not."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.house.reading import ROOT
from tests.kernel.test_races import environment_of

RACER = [sys.executable, "-m", "tests.oversight.racer"]
RULINGS = ("confirmed", "changed", "rejected")
INSTANT = dt.timedelta(milliseconds=1)


class Room:
    """Processes of racers on one database, told round by round what to do at once."""

    def __init__(self, told: dict[str, Any], processes: "list[subprocess.Popen[str]]") -> None:
        self.told, self.processes, self.made = told, processes, 0

    def at_once(self, acts: list[dict[str, Any]]) -> list[Any]:
        """The answer to each act, all of them begun together, dealt out to the processes in turn."""
        several = self.processes[: len(acts)]
        for number, process in enumerate(several):
            assert process.stdin
            process.stdin.write(json.dumps(acts[number :: len(several)]) + "\n")
            process.stdin.flush()
        answers: list[Any] = [None] * len(acts)
        for number, process in enumerate(several):
            answers[number :: len(several)] = heard(process)
        return answers

    def one(self, do: str, *given: Any, clock: dt.datetime | None = None) -> Any:
        (answer,) = self.at_once([act(do, *given, clock=clock)])
        return answer["ok"]

    def held(self) -> str:
        """The key of a new case, which two programs submitted at once."""
        self.made += 1
        key, at = f"k-{self.made}", dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251  the server holds it against its own clock
        told = [answer["ok"] for answer in self.at_once([act("submit", key, at)] * 2)]
        assert sorted(status for status, _case in told) == [200, 201], told
        assert told[0][1]["case"] == told[1][1]["case"] != ""
        assert self.one("look", key)["actions"] == ["create"]
        return key

    def when(self, key: str, what: str) -> tuple[dt.datetime, dt.datetime]:
        """The last instant before what the clock does to a case and the first after; what else was due is done."""
        at = dt.datetime.fromisoformat(self.one("times", key)[what])
        while self.one("step", clock=at - INSTANT):
            pass
        return at - INSTANT, at + INSTANT


def act(do: str, *given: Any, clock: dt.datetime | None = None) -> dict[str, Any]:
    return {"do": do, "with": given} | ({"clock": clock.isoformat()} if clock else {})


def heard(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout
    line = process.stdout.readline()
    assert line, "a racer fell; its words are in the folder of the home"
    return json.loads(line)


@contextmanager
def room(home: Path, url: str, reviewers: int, processes: int, **planned: Any) -> Iterator[Room]:
    """A home with a desk and a plan, and racers on it."""
    environment = environment_of(home, url)
    command = [*RACER, "prepare", str(reviewers), json.dumps(planned)]
    made = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    with ExitStack() as ends:
        begun, pipe, command = [], subprocess.PIPE, [*RACER, "race", json.dumps(told)]
        for number in range(processes):
            wrong = ends.enter_context((home / f"racer-{number}").open("w"))
            process = subprocess.Popen(
                command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=wrong, text=True
            )
            begun.append(ends.enter_context(process))
            ends.callback(process.kill)
        for process in begun:
            assert process.stdout
            assert process.stdout.readline() == "ready\n", "a racer did not start"
        yield Room(told, begun)


@contextmanager
def own_database() -> Iterator[str]:
    if not (url := os.environ.get("AIMS_DATABASE_URL")):
        pytest.skip("runs in the run on PostgreSQL")
    name = f"race_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


# ---- the races ----


def ruled_by_all(room: Room, reviewers: int) -> None:
    """Everybody rules on one case, half of them after taking it in a step of its own."""
    key = room.held()
    said = [RULINGS[(number + room.made) % 3] for number in range(reviewers)]
    does = [("rule", "take_and_rule")[(number // 2) % 2] for number in range(reviewers)]
    answers = room.at_once([act(does[n], key, n, said[n]) for n in range(reviewers)])
    won = [number for number, answer in enumerate(answers) if "ok" in answer]
    assert len(won) == 1, answers
    assert all(answer["said"] for number, answer in enumerate(answers) if number not in won)
    (winner,) = won
    case = room.one("look", key)
    assert answers[winner]["ok"] == case["ruling"] == said[winner]
    assert (case["state"], case["by"]) == ("ruled", room.told["people"][winner])
    assert case["why"] == f"As {winner} sees it."
    assert case["released"] == (f"by {winner}" if said[winner] == "changed" else None)
    assert case["ruled"] == [said[winner]]
    assert (case["actions"], case["versions"]) == (["create", "take", "rule"], [1, 2, 3])


def undone_or_released(room: Room) -> str:
    """Undone in the last instant and released in the next; which of the two it was."""
    key = room.held()
    room.one("rule", key, 0, "confirmed")
    before, after = room.when(key, "release")
    answers = room.at_once(
        [
            act("undo", key, 0, clock=before),
            act("step", clock=after),
            act("ask", key, clock=after),
            act("ask", key, clock=after),
        ]
    )
    undone, _moved, *told = answers
    case = room.one("look", key)
    was_told = any(answer["ok"]["state"] == "released" for answer in told)
    assert ("undo" in case["actions"]) == ("ok" in undone)
    assert case["actions"].count("undo") + case["actions"].count("release") == 1, case
    assert case["state"] == ("taken" if "ok" in undone else "released")
    assert not (was_told and "ok" in undone), "undone, and told as released"
    assert "ok" in undone or undone["said"]
    return str(case["state"])


def withdrawn_or_ruled(room: Room) -> str:
    """The program no longer wants it while a reviewer rules: told as it is."""
    key = room.held()
    withdrawn, ruled = room.at_once([act("withdraw", key), act("take_and_rule", key, 1, "confirmed")])
    case = room.one("look", key)
    status, told = withdrawn["ok"]
    assert status == 200
    assert (told["state"] == "withdrawn") == (case["state"] == "withdrawn"), "told otherwise than it is"
    assert ("ok" in ruled) == (case["state"] == "ruled"), "open still, though withdrawn"
    assert case["actions"].count("rule") + case["actions"].count("withdraw") == 1, case
    assert "ok" in ruled or ruled["said"]
    return str(case["state"])


def escalated_or_ruled(room: Room) -> str:
    """The time is over in the instant in which a reviewer rules."""
    key = room.held()
    room.one("take", key, 2)
    _before, late = room.when(key, "due")
    _moved, ruled = room.at_once([act("step", clock=late), act("rule", key, 2, "rejected")])
    case = room.one("look", key)
    assert (case["state"], case["actions"][2:]) in (("ruled", ["rule"]), ("waiting", ["escalate"])), case
    assert ("ok" in ruled) == (case["state"] == "ruled")
    assert "ok" in ruled or ruled["said"]
    assert case["ruling"] == ("rejected" if "ok" in ruled else "")
    return str(case["state"])


def whole(home: Path, url: str, reviewers: int, rounds: int, others: int, processes: int = 2) -> None:
    with room(home, url, reviewers, processes) as racing:
        for _ in range(rounds):
            ruled_by_all(racing, reviewers)
        came = {
            what.__name__: [what(racing) for _ in range(others)]
            for what in (undone_or_released, withdrawn_or_ruled, escalated_or_ruled)
        }
        print({name: {state: states.count(state) for state in set(states)} for name, states in came.items()})


def test_eight_reviewers_on_sqlite(tmp_path: Path) -> None:
    whole(tmp_path, "", 8, 20, 6)


@pytest.mark.postgres
def test_eight_reviewers_on_postgresql(tmp_path: Path) -> None:
    with own_database() as url:
        whole(tmp_path, url, 8, 20, 6)


@pytest.mark.soak
def test_sixty_four_reviewers_on_sqlite(tmp_path: Path) -> None:
    whole(tmp_path, "", 64, 1_000, 300, processes=4)


@pytest.mark.soak
@pytest.mark.postgres
def test_sixty_four_reviewers_on_postgresql(tmp_path: Path) -> None:
    with own_database() as url:
        whole(tmp_path, url, 64, 1_000, 300, processes=4)
