"""A served home killed again and again while decisions are held and ruled on: each is one case with one ruling."""

import datetime as dt
import http.client
import json
import random
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.jobs.test_serve import answers, start, until
from tests.telemetry.test_killed import aims, kill_all, stored

from .test_racing import Room, act, room

UNDO_SECONDS = 1
OVER = ("released", "refused")


class Client(threading.Thread):
    """A program: submits one decision after the other, the same again until it is answered, and asks for the held."""

    def __init__(self, address: str, told: dict[str, Any], name: str) -> None:
        super().__init__(daemon=True)
        self.address = f"{address}/api/v1/oversight/{told['system']}"
        self.headers = {"Authorization": f"Bearer {told['key']}", "Content-Type": "application/json"}
        self.producer, self.over = name, threading.Event()
        self.passed: list[str] = []
        self.held: dict[str, str] = {}
        self.told: dict[str, dict[str, Any]] = {}

    def asked(self, path: str, body: Any = None) -> Any:
        """The answer, or nothing where there was none."""
        sent = urllib.request.Request(self.address + path, body and json.dumps(body).encode(), self.headers)
        try:
            with urllib.request.urlopen(sent, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            raise
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.02)
            return None

    def run(self) -> None:
        turn = 0
        while not self.over.is_set():
            key = f"{self.producer}-{turn:06}"
            at = dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251  the server holds it against its own clock
            output = "decline" if turn % 3 == 0 else "grant"
            decision = {"key": key, "at": at, "version": "3.1", "inputs": {"amount": 1_000.0}, "output": output}
            while not self.over.is_set():
                if answer := self.asked("/decisions", {"decision": decision}):
                    self.note(key, answer)
                    break
            turn += 1
            if turn % 5 == 0:
                self.look()

    def note(self, key: str, answer: dict[str, Any]) -> None:
        assert answer["key"] == key
        if answer["state"] == "passed":
            self.passed.append(key)
        else:
            self.held[key] = answer["case"]

    def look(self) -> None:
        """What became of those that are held."""
        waiting = [key for key in self.held if key not in self.told][:50]
        for case in self.asked("/cases?" + urlencode({"key": waiting}, doseq=True)) or () if waiting else ():
            if case["state"] != "waiting":
                self.told[case["key"]] = case


class Reviewers(threading.Thread):
    """Two at once, in a process of their own, which the server's end does not touch."""

    def __init__(self, desk: Room) -> None:
        super().__init__(daemon=True)
        self.desk, self.over = desk, threading.Event()

    def run(self) -> None:
        turn = 0
        while not self.over.is_set():
            for answer in self.desk.at_once([act("rule_next", number, turn + number) for number in (0, 1)]):
                assert "ok" in answer or answer["said"]
            turn += 1
            time.sleep(0.02)


def survives(place: Path, said: Path, desk: Room, times: int) -> list[Client]:
    """The clients, after the server was killed so many times."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    clients, reviewers = [Client(address, desk.told, f"p{n}") for n in range(3)], Reviewers(desk)

    def is_up() -> bool:
        assert process.poll() is None, said.read_text()
        return answers(address)

    def acknowledged() -> tuple[int, int]:
        return sum(len(one.held) for one in clients), sum(len(one.told) for one in clients)

    process = start(place, port, said)
    try:
        until(is_up)
        for one in (*clients, reviewers):
            one.start()
        for _ in range(times):
            held, told = acknowledged()
            until(lambda: acknowledged()[0] > held + 5 and acknowledged()[1] > told)  # noqa: B023
            time.sleep(random.random() / 2)
            kill_all(process)
            process = start(place, port, said)
            until(is_up)
        held, told = acknowledged()
        until(lambda: acknowledged()[1] > told)
    finally:
        for one in (*clients, reviewers):
            one.over.set()
        for one in (*clients, reviewers):
            one.join(30)
        kill_all(process)
    return clients


def is_one_case(case: dict[str, Any], ref: str, told: dict[str, Any] | None) -> None:
    """As it was acknowledged, with one ruling that stands, and told only after the time to undo it."""
    actions, at = case["actions"], [dt.datetime.fromisoformat(one) for one in case["at"]]
    assert case["ref"] == ref
    assert case["versions"] == list(range(1, len(actions) + 1))
    assert actions.count("create") == 1
    standing = actions.count("rule") - actions.count("undo")
    assert standing == (1 if case["state"] in ("ruled", "released") else 0), case
    if case["state"] != "released":
        assert told is None, "told before it was released"
        return
    assert (actions[-2:], actions.count("release")) == (["rule", "release"], 1)
    assert at[-1] - at[-2] >= dt.timedelta(seconds=UNDO_SECONDS), "released while it could be undone"
    if told:
        assert told["state"] == ("refused" if case["ruling"] == "rejected" else "released")
        assert (told["ruling"], told["reason"]) == (case["ruling"], case["why"])
        outputs = {"confirmed": "decline", "changed": case["released"], "rejected": None}
        assert told["output"] == outputs[case["ruling"]]


def holds(place: Path, said: Path, times: int) -> None:
    place.mkdir(mode=0o700)
    with room(place, "", 2, 1, undo_seconds=UNDO_SECONDS, minutes=480, escalation=[]) as desk:
        clients = survives(place, said, desk, times)
        keys = desk.one("keys")
        cases = {key: desk.one("look", key) for key in keys}
    held = {key: ref for one in clients for key, ref in one.held.items()}
    told = {key: case for one in clients for key, case in one.told.items()}
    passed = [key for one in clients for key in one.passed]
    assert len(held) > 5 * times
    assert len(told) > times
    assert len(passed) > 5 * times
    assert len(keys) == len(set(keys)), "two cases of one decision"
    assert len(set(held.values())) == len(held), "two decisions in one case"
    assert sorted(held.keys() - cases.keys()) == [], "acknowledged and lost"
    for key, ref in held.items():
        is_one_case(cases[key], ref, told.get(key))
    assert not cases.keys() & set(passed), "passed and held"
    there = list(stored(place))
    assert sorted((held.keys() | set(passed)) - set(there)) == [], "acknowledged and not recorded"
    assert len(there) == len(set(there)), "recorded twice"
    assert "is as it was signed" in aims(place, "fsck").replace("everything ", "")
    print(f"{times} kills: {len(held)} held, {len(told)} told, {len(passed)} passed, none lost or doubled")


def test_killed_twice(tmp_path: Path) -> None:
    holds(tmp_path / "home", tmp_path / "said", 2)


@pytest.mark.soak
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    holds(tmp_path / "home", tmp_path / "said", 200)
