"""The OpenAPI document: valid, complete, typed, and the same for everybody."""

import json
import re
from typing import Any

import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from aims.api.urls import api, document
from aims.kernel.kinds import KINDS
from tests.api.asking import STRANGER, Program
from tests.api.roads import MATRIX, READS

VERBS = ("get", "post", "patch", "put", "delete")


@pytest.fixture
def said() -> Any:
    return json.loads(document())


def operations(said: Any) -> list[tuple[str, str, Any]]:
    return [(verb, path, one) for path, verbs in said["paths"].items() for verb, one in verbs.items() if verb in VERBS]


def test_it_is_openapi_3_1_and_open_to_everybody(said: Any) -> None:
    answer = STRANGER.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == said
    assert Program("", language="zh").get("/openapi.json").content == answer.content
    assert said["openapi"].startswith("3.1")
    OPENAPI_31_VALIDATOR.validate(said)


def test_every_operation_is_named_once_and_says_what_it_answers(said: Any) -> None:
    found = operations(said)
    names = [one["operationId"] for _verb, _path, one in found]
    assert len(names) == len(set(names))
    for verb, path, one in found:
        codes = set(one["responses"])
        assert codes & {"200", "201"}, path
        assert {"400", "401", "403", "404", "409", "422", "429"} <= codes, path
        for code, response in one["responses"].items():
            schema = next(iter(response["content"].values()))["schema"]
            assert schema, (verb, path, code)
            if int(code) >= 400:
                assert schema["$ref"].endswith("/Problem")
        assert one["security"], path


def test_every_kind_and_action_is_in_it(said: Any) -> None:
    names = {one["operationId"] for _verb, _path, one in operations(said)}
    wanted = {f"{what}_{kind.name}" for kind in KINDS for what in READS}
    wanted |= {f"{action}_{name}" for name, action in MATRIX}
    others = {"posture", "issue_posture", "requirement", "duties", "search", "me", "kinds", "reports", "report"}
    others |= {"send_events", "recording_rules", "send_traces", "decisions", "decision"}
    others |= {"oversight_plan", "oversight_pulse", "submit_decision", "cases_of_keys", "withdraw_case"}
    others |= {"figures", "series", "compare_windows", "arrivals"}
    assert names == wanted | others


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_filters_are_parameters_with_a_type(said: Any, name: str) -> None:
    parameters = {p["name"]: p for p in said["paths"][f"/api/v1/{name}"]["get"]["parameters"]}
    assert set(parameters) == {"limit", "after", *KINDS[name].filters}
    state = str(parameters["state"]["schema"])
    assert all(f"'{one}'" in state for one in KINDS[name].workflow.states)


def test_no_answer_is_untyped(said: Any) -> None:
    loose = [
        (path, verb)
        for verb, path, one in operations(said)
        for code, response in one["responses"].items()
        if code in ("200", "201") and not re.search(r"\$ref|items|octet-stream|binary", str(response["content"]))
    ]
    assert loose == []


def test_no_router_is_left_out(said: Any) -> None:
    bound = {
        f"/api/v1{re.sub(r'{path:', '{', prefix + path)}".replace("//", "/").rstrip("/")
        for prefix, router in api._routers
        for path in router.path_operations
    }
    assert bound == {path.rstrip("/") for path in said["paths"]}
