"""The gate over HTTP: what a program in any language sends and is answered."""

import datetime as dt
import hmac
import json
from typing import Any

import pytest

from aims.accounts.models import Token
from aims.kernel.denied import Denied
from aims.lib import clock
from aims.oversight import running
from aims.oversight.models import CaseContent, ReviewCase
from aims.telemetry import rules as rules_module
from aims.telemetry.rules import Rules
from tests.api.asking import Program, user_of

from .story import Desk


@pytest.fixture
def program(desk: Desk) -> Program:
    """A token that names the system."""
    with desk.now():
        user = user_of(desk.people["Liang"])
        return Program(Token.issue(user, "gate", ["record"], clock.now(), 400, [desk.ai.ref])[1])


def decision(desk: Desk, key: str = "k-1", **said: Any) -> dict[str, Any]:
    plain = {"key": key, "at": clock.iso(desk.at), "version": "3.1", "inputs": {"amount": 12_000}, "output": "decline"}
    return {"decision": plain | said}


def post(program: Program, desk: Desk, body: Any) -> Any:
    with desk.now():
        return program.post(f"/oversight/{desk.ai.ref}/decisions", body)


def get(program: Program, desk: Desk, path: str) -> Any:
    with desk.now():
        return program.get(f"/oversight/{path}")


def test_held_polled_and_released(desk: Desk, program: Program) -> None:
    desk.planned()
    sent = decision(desk, "loan,1") | {"title": "Loan of 12,000"}
    first = post(program, desk, sent)
    assert first.status_code == 201
    said = first.json()
    assert (said["state"], said["key"]) == ("waiting", "loan,1")
    assert said["why"]["en"] == "Held because the output is “decline”."
    assert "decline" in said["why"]["zh"]
    assert post(program, desk, sent).status_code == 200, "the same key is the same case"
    case = ReviewCase.objects.get(key="loan,1")
    desk.rules("Priya", case, "changed", "grant")
    address = f"{desk.ai.ref}/cases?key=loan%2C1&key=unknown"
    (waiting,) = get(program, desk, address).json()
    assert (waiting["state"], waiting["ruling"], waiting["output"]) == ("waiting", "", None), "nothing before its time"
    desk.at += dt.timedelta(seconds=61)
    (over,) = get(program, desk, address).json()
    assert (over["state"], over["ruling"], over["output"]) == ("released", "changed", "grant")
    assert (over["by"], over["reason"]) == ("Priya of the desk", "Seen the papers.")


def test_what_passes_is_recorded_at_once(desk: Desk, program: Program) -> None:
    desk.planned()
    answer = post(program, desk, decision(desk, "a", output="grant"))
    assert (answer.status_code, answer.json()["state"]) == (200, "passed")
    assert not ReviewCase.objects.exists()


def test_a_program_may_hold_what_its_own_plan_held(desk: Desk, program: Program) -> None:
    plan = desk.planned()
    sent = decision(desk, "a", output="grant") | {"held": [1], "plan": plan.version}
    answer = post(program, desk, sent)
    assert answer.status_code == 201
    assert answer.json()["why"]["en"] == "Held because “amount” is above 20,000."


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"decision": {"key": "a"}}, 422, "unreadable"),
        ({"unknown": 1}, 422, "unreadable"),
        ({"decision": {"at": "1970-01-01T00:00:00Z"}}, 422, "too_old"),
        ({"by": "PER-9999"}, 404, "ref_unknown"),
    ],
)
def test_what_cannot_be_taken_is_said(desk: Desk, program: Program, change: Any, status: int, code: str) -> None:
    desk.planned()
    whole = decision(desk)
    whole["decision"]["key"] = "a"
    if "at" in change.get("decision", {}):
        change = {"decision": whole["decision"] | change["decision"]}
    answer = post(program, desk, whole | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert not ReviewCase.objects.exists()


def test_the_same_decision_made_once_more_is_the_same_case(desk: Desk, program: Program) -> None:
    desk.planned()
    assert post(program, desk, decision(desk, "a", latency_ms=3.0)).status_code == 201
    desk.at += dt.timedelta(seconds=9)
    assert post(program, desk, decision(desk, "a", latency_ms=4.0)).status_code == 200
    assert ReviewCase.objects.count() == 1


def test_another_decision_under_the_same_key(desk: Desk, program: Program) -> None:
    desk.planned()
    post(program, desk, decision(desk, "a"))
    answer = post(program, desk, decision(desk, "a", score=0.1))
    assert (answer.status_code, answer.json()["code"]) == (409, "other_content")


def test_a_stop_refuses_until_it_is_restarted(desk: Desk, program: Program) -> None:
    desk.planned()
    stop = desk.by("Tan", "system_stop", "create", system=desk.ai.id, of_version="3.1", why="Wrong for weeks.")
    refused = post(program, desk, decision(desk, "a"))
    assert (refused.status_code, refused.json()["code"]) == (409, "stopped")
    assert stop.ref in refused.json()["sentence"]
    assert post(program, desk, decision(desk, "b", version="3.0")).status_code == 201, "another version goes on"
    (told,) = get(program, desk, f"pulse?systems={desk.ai.ref}").json()[desk.ai.ref]["stopped"]
    assert (told["ref"], told["version"], told["reason"]) == (stop.ref, "3.1", "Wrong for weeks.")
    desk.by("Tan", "system_stop", "restart", stop.id, reason="Retrained and tested.")
    assert get(program, desk, f"pulse?systems={desk.ai.ref}").json()[desk.ai.ref]["stopped"] == []
    assert post(program, desk, decision(desk, "a")).status_code == 201


def test_who_may_stop_is_said_by_the_plan(desk: Desk) -> None:
    desk.planned(stoppers=["top_management"])
    with pytest.raises(Denied, match="does not name your roles"):
        desk.by("Priya", "system_stop", "create", system=desk.ai.id, why="It is wrong.")
    with pytest.raises(Denied):
        desk.by("Ines", "system_stop", "create", system=desk.ai.id, why="It is wrong.")


def test_the_plan_is_sealed_for_whoever_asked(desk: Desk, program: Program) -> None:
    plan = desk.planned(when_held="pending")
    said = get(program, desk, f"{desk.ai.ref}/plan").json()
    told = said["plan"]
    assert (told["ref"], told["when_held"], told["version"]) == (plan.ref, "pending", plan.version)
    body = {"plan": told, "stopped": said["stopped"], "system": desk.ai.ref}
    spelled = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert said["seal"] == hmac.digest(program.key.encode(), spelled, "sha256").hex()
    assert get(program, desk, f"pulse?systems={desk.ai.ref}").json()[desk.ai.ref]["plan"] == plan.version


def test_a_token_of_another_system_opens_nothing(desk: Desk) -> None:
    with desk.now():
        other = Program(Token.issue(user_of(desk.people["Liang"]), "x", ["record"], clock.now(), 400, ["AIS-0099"])[1])
    assert post(other, desk, decision(desk, "a")).status_code == 403
    for path in (f"{desk.ai.ref}/plan", f"pulse?systems={desk.ai.ref}", f"{desk.ai.ref}/cases?key=a"):
        assert get(other, desk, path).status_code == 403


def test_withdrawn_by_the_program(desk: Desk, program: Program) -> None:
    desk.planned()
    post(program, desk, decision(desk, "a/b"))
    with desk.now():
        gone = program.ask("DELETE", f"/oversight/{desk.ai.ref}/cases/a%2Fb")
    assert gone.json()["state"] == "withdrawn"
    assert CaseContent.objects.count() == 1, "what it was about stays for whoever asks why"


def test_what_the_recording_plan_leaves_out_is_not_shown_to_reviewers(
    desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.planned()
    monkeypatch.setattr(rules_module, "_asked", [lambda _system: Rules(fields={"diagnosis": "drop"})])
    sent = decision(desk, "a", inputs={"amount": 12_000, "diagnosis": "x"}, groups={"sex": "F"})
    assert post(program, desk, sent).status_code == 201
    content = CaseContent.objects.get().decision
    assert content["inputs"] == {"amount": 12_000.0}
    assert "groups" not in content


def test_a_program_withdraws_what_a_reviewer_took_meanwhile(desk: Desk) -> None:
    desk.planned()
    seen = desk.held()
    desk.takes("Priya", seen)
    with desk.now():
        assert running.withdraw(seen), "it is not over: the program is told that it is withdrawn, and so it is"
    assert desk.fresh(seen).state == "withdrawn"
    ruled = desk.held("k-2")
    desk.rules("Priya", ruled)
    with desk.now():
        assert not running.withdraw(ruled)
    assert desk.fresh(ruled).state == "ruled"
