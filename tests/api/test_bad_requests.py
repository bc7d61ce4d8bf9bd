"""Whatever is sent, the answer is {code, sentence, fields} in the language asked for, and nothing is changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from aims.api import urls
from aims.kernel.kinds import KINDS
from tests.api.asking import Program, last_event
from tests.kernel.story import Story

AI = "/ai_system"


@pytest.fixture
def one(ask: Callable[..., Program]) -> Program:
    return ask("aims_manager")


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert set(said) == {"code", "sentence", "fields"}
    assert said["sentence"]
    assert "Traceback" not in answer.content.decode()
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    return said


def titled(text: str) -> bytes:
    return b'{"values": {"title": ' + text.encode() + b"}}"


BODIES: list[tuple[str, bytes, int, str]] = [
    ("empty", b"", 422, "unreadable"),
    ("not JSON", b"{", 400, "malformed"),
    ("invalid UTF-8", b'{"values": {"title": "\xff\xfe"}}', 400, "malformed"),
    ("a list", b"[]", 422, "unreadable"),
    ("a number", b"5", 422, "unreadable"),
    ("null", b"null", 422, "unreadable"),
    ("too deep", b"[" * 100 + b"]" * 100, 400, "too_deep"),
    ("far too deep", b"[" * 100_000 + b"]" * 100_000, 400, "too_deep"),
    ("NUL", titled('"a\\u0000b"'), 400, "unstorable"),
    ("half a pair", titled('"\\ud800"'), 400, "unstorable"),
    ("half a pair as a name", b'{"values": {"\\udfff": 1}}', 400, "unstorable"),
    ("a huge number", titled("9" * 400), 400, "unstorable"),
    ("a number of 5,000 digits", titled("9" * 5000), 400, "malformed"),
    ("infinite", titled("1e999"), 400, "unstorable"),
    ("NaN", titled("NaN"), 400, "unstorable"),
    ("a number for text", titled("5"), 422, "unreadable"),
    ("too long", titled(json.dumps("x" * 301)), 422, "unreadable"),
    ("blank", titled('"  "'), 422, "invalid"),
    ("unknown field", b'{"values": {"title": "A", "colour": "red"}}', 422, "unreadable"),
    ("unknown beside", b'{"values": {"title": "A"}, "force": true}', 422, "unreadable"),
    ("not in the list", b'{"values": {"title": "A", "tier": "purple"}}', 422, "unreadable"),
    ("a day as a number", b'{"values": {"title": "A", "review_due": 5}}', 422, "unreadable"),
    ("no such day", b'{"values": {"title": "A", "review_due": "2026-02-30"}}', 422, "unreadable"),
    ("a day long ago", b'{"values": {"title": "A", "review_due": "0001-01-01"}}', 422, "invalid"),
    ("a day far off", b'{"values": {"title": "A", "review_due": "9999-12-31"}}', 422, "invalid"),
    ("owner no id", b'{"values": {"title": "A", "owner": "bob"}}', 422, "unreadable"),
    ("owner unknown", b'{"values": {"title": "A", "owner": "' + b"0" * 32 + b'"}}', 404, "ref_unknown"),
    ("relation unknown", b'{"values": {"title": "A"}, "links": [{"relation": "x", "target": "%s"}]}', 400, ""),
]


@pytest.mark.parametrize(("body", "status", "code"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_a_body_that_cannot_be_taken(one: Program, story: Story, body: bytes, status: int, code: str) -> None:
    if b"%s" in body:
        body, code = body % str(story.units["south"]).encode(), "relation_unknown"
    before = last_event()
    refused(one.post(AI, body), status, code)
    assert last_event() == before


@pytest.mark.parametrize("sort", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_only_json_is_taken(one: Program, sort: str) -> None:
    refused(one.post(AI, b'{"values": {"title": "A"}}', content_type=sort), 415, "not_json")


def test_a_body_too_large_is_refused_by_its_length(one: Program) -> None:
    refused(one.post(AI, b"x" * (urls.LARGEST_BODY + 1)), 413, "too_large")
    refused(one.post(AI, b"{}", CONTENT_LENGTH="lots"), 400, "bad_request")
    refused(
        one.post(AI, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2**40)), 413, "too_large"
    )


@pytest.mark.parametrize("path", ["/nothing", "/", "", "/ai_system/AIS-0001/nothing", "/ai_system/", "/openapi.yaml"])
def test_an_address_that_is_none(one: Program, path: str) -> None:
    refused(one.get(f"/api/v1{path}"), 404, "no_such_route")


def test_an_address_outside_the_version(one: Program) -> None:
    refused(one.ask("GET", "/api/"), 404, "no_such_route")
    refused(one.ask("GET", "/api/v2/me"), 404, "no_such_route")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_is_not_taken(one: Program, method: str) -> None:
    answer = one.ask(method, AI)
    refused(answer, 405, "method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


ASKED = [
    (f"{AI}?nope=1", 400, "filter_unknown"),
    (f"{AI}?state=flying", 422, "unreadable"),
    (f"{AI}?tier=purple", 422, "unreadable"),
    (f"{AI}?limit=0", 422, "unreadable"),
    (f"{AI}?limit=201", 422, "unreadable"),
    (f"{AI}?limit={'9' * 30}", 422, "unreadable"),
    (f"{AI}?limit={'9' * 5000}", 422, "unreadable"),
    (f"{AI}?limit=ten", 422, "unreadable"),
    (f"{AI}?unit=%00", 400, "unstorable"),
    (f"{AI}?after=x", 400, "page_unknown"),
    (f"{AI}?after=WzUsNV0", 400, "page_unknown"),
    (f"{AI}?after=W10", 400, "page_unknown"),
    (f"{AI}?after=%E4%BF%A1", 400, "page_unknown"),
    (f"{AI}/AIS-9999", 404, "ref_unknown"),
    (f"{AI}/%00", 400, "unstorable"),
    (f"{AI}/{'A' * 3000}", 404, "ref_unknown"),
    (f"{AI}/%ED%A0%80", 404, "ref_unknown"),
    ("/posture?as_of=2999-01-01", 422, "as_of_future"),
    ("/posture?as_of=9999-12-31", 422, "as_of_future"),
    ("/posture?as_of=yesterday", 422, "unreadable"),
    ("/posture?as_of=2026-02-30", 422, "unreadable"),
    ("/posture?as_of=1700000000", 422, "unreadable"),
    ("/posture?by=rumour", 422, "unreadable"),
    ("/requirements/iso42001:2023/99", 404, "ref_unknown"),
    ("/requirements/iso42001:2023/4.1-a?as_of=2999-01-01", 422, "as_of_future"),
    ("/search", 422, "unreadable"),
    ("/search?q=", 422, "unreadable"),
    (f"/search?q={'x' * 201}", 422, "unreadable"),
    ("/search?q=a&kind=dragon", 400, "kind_unknown"),
    ("/search?q=a&limit=1000", 422, "unreadable"),
]


@pytest.mark.parametrize(("path", "status", "code"), ASKED)
def test_a_question_that_cannot_be_answered(one: Program, path: str, status: int, code: str) -> None:
    refused(one.get(path), status, code)


def test_a_unit_that_nobody_has_holds_nothing(one: Program) -> None:
    assert one.get(f"{AI}?unit=UNI-9999").status_code == 200


@pytest.mark.parametrize("query", ["*", '"', "a OR b", "NEAR(a b)", "信", "-", "';--", "%F0%9F%98%80", "a" * 200])
def test_a_search_for_anything(one: Program, query: str) -> None:
    assert one.get(f"/search?q={query}").status_code == 200


def test_a_filter_by_an_unknown_ref_finds_nothing(one: Program, story: Story) -> None:
    system = story.create(KINDS["ai_system"])
    assert one.get(f"{AI}?owner=PER-9999").json()["rows"] == []
    assert one.get(f"{AI}?unit={system.unit_id}").json()["rows"][0]["ref"] == system.ref


def test_sentences_are_in_the_language_asked_for(one: Program) -> None:
    one.language = "zh"
    for answer in (
        one.get("/nothing"),
        one.post(AI, b"{"),
        one.post(AI, {"values": {"tier": "purple", "colour": 1}}),
        one.get("/posture?as_of=2999-01-01"),
        Program("", language="zh-CN").get(AI),
    ):
        said = answer.json()
        assert any("一" <= c <= "鿿" for c in said["sentence"]), said
        assert answer["Content-Language"] == "zh-hans"
        for words in said["fields"].values():
            assert any("一" <= c <= "鿿" for c in words[0]), said


def test_what_breaks_says_nothing_of_why(one: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("aims.api.conformity.lists.found", breaks)
    answer = one.get("/search?q=a")
    refused(answer, 500, "broken")
    assert "42" not in answer.content.decode()
    assert answer["X-Request-Id"]
