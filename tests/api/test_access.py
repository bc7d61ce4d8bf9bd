"""Tokens, sessions, what a token cannot do, and how often one may ask."""

import datetime as dt
from collections.abc import Callable

import pytest

from aims.accounts.models import Token
from aims.api import rates
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.lib import clock
from tests.api.asking import STRANGER, V1, Program, last_event, program, signed_in, somebody, user_of
from tests.kernel.story import Story, values_for


def test_expired_revoked_unknown_and_locked_out_are_answered_alike(story: Story) -> None:
    person = story.person("aims_manager")
    expired = program(person, days=1, at=clock.now() - dt.timedelta(days=2))
    revoked, unscoped, left = program(person), program(person, Token.Scope.WRITE), program(somebody(story, "legal"))
    Token.objects.filter(digest=Token.hash(revoked.key)).update(revoked_at=clock.now())
    assert left.person
    perform(Command("person", "retire", SYSTEM, record=left.person, reason="Left."))
    locked = program(somebody(story, "legal"))
    assert locked.person
    user = user_of(locked.person)
    user.is_active = False
    user.save()
    unknown = [Program("aims_nothing"), Program(""), Program("aims_é"), Program("x" * 5000)]
    answers = [one.get("/me") for one in (expired, revoked, unscoped, left, locked, *unknown, STRANGER)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["WWW-Authenticate"].startswith("Bearer")


def test_a_stranger_who_writes_is_a_stranger_and_not_a_forger() -> None:
    assert STRANGER.post("/ai_system").status_code == 401


def test_a_token_is_kept_as_a_hash_and_never_answered(story: Story) -> None:
    one = program(story.person("aims_manager"))
    assert not Token.objects.filter(digest__contains=one.key[5:20]).exists()
    for path in ("/me", "/person", f"/person/{one.person}/history"):
        said = one.get(path).content.decode()
        assert one.key not in said
        assert Token.hash(one.key) not in said
        assert "password" not in said


def test_rights_end_with_the_assignment(story: Story) -> None:
    one = program(somebody(story, "aims_manager"))
    assert one.post("/ai_system", {"values": {"title": "A"}}).status_code == 201
    held = Assignment.objects.get(person=one.person)
    perform(Command("assignment", "retire", SYSTEM, record=held.pk, reason="Ended."))
    assert one.get("/me").json()["roles"] == []
    assert one.post("/ai_system", {"values": {"title": "A"}}).status_code == 403
    assert one.get("/unit").json()["rows"] == []


def test_a_session_writes_only_with_the_token_of_its_page(story: Story) -> None:
    client = signed_in(story.person("aims_manager"), csrf=True)
    body = {"values": {"title": "A"}}
    assert client.get(f"{V1}/me").status_code == 200
    before = last_event()
    answer = client.post(f"{V1}/ai_system", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")
    assert last_event() == before
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(f"{V1}/ai_system", body, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 201


def test_a_token_signs_nothing_even_beside_a_fresh_session(story: Story) -> None:
    """The session of one person does not lend its proof to the token of another."""
    kind = KINDS["policy"]
    record = story.act(story.create(kind), "submit")
    key = program(story.person("top_management")).key
    browser = signed_in(story.person("legal"))
    answer = browser.post(
        f"{V1}/policy/{record.ref}/approve",
        {"values": {}},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_again")
    assert (
        signed_in(story.person("top_management"))
        .post(f"{V1}/policy/{record.ref}/approve", {"expect": record.version}, content_type="application/json")
        .json()["in_force_version"]
    )


def test_a_read_only_role_reads_whatever_its_token_may(story: Story) -> None:
    one = program(story.person("external_auditor"))
    assert one.get("/me").json()["reads_only"] is True
    answer = one.post("/ai_system", {"values": {"title": "A"}})
    assert (answer.status_code, answer.json()["code"]) == (403, "read_only")


def test_the_author_does_not_approve_their_own_work(story: Story) -> None:
    one = program(somebody(story, "aims_manager"))
    values = values_for(KINDS["ai_system"], story, ("title", "intended_use"))
    ref = one.post("/ai_system", {"values": values}).json()["ref"]
    answer = one.post(f"/ai_system/{ref}/triage")
    assert (answer.status_code, answer.json()["code"]) == (403, "own_work")


def test_whoever_asks_too_often_waits(
    story: Story, ask: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "CAPACITY", 12.0)
    monkeypatch.setattr(rates, "PER_SECOND", 0.01)
    one, other = ask("aims_manager"), ask("legal")
    assert [one.get("/me").status_code for _ in range(12)] == [200] * 12
    answer = one.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 100
    assert other.get("/me").status_code == 200, "another's bucket is their own"
    assert program(story.person("aims_manager")).get("/me").status_code == 200, "the limit is a token's"
    assert Program("aims_wrong").get("/me").status_code == 401


def test_a_bucket_fills_again_and_costs_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "CAPACITY", full := 300.0)
    buckets = rates.Buckets()
    assert buckets.take("a", full, now=0.0) == 0
    assert buckets.take("a", rates.WRITE, now=0.0) == rates.WRITE / rates.PER_SECOND
    assert buckets.take("a", rates.WRITE, now=rates.WRITE / rates.PER_SECOND) == 0
    assert buckets.take("a", full, now=1e6) == 0, "never more than full"
    assert buckets.take("a", rates.READ, now=1e6) > 0
    assert rates.READ < rates.WRITE < rates.WHOLE_WORLD < rates.CAPACITY


def test_buckets_of_callers_long_gone_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 10)
    monkeypatch.setattr(rates, "CAPACITY", 300.0)
    buckets = rates.Buckets()
    for n in range(50):
        buckets.take(f"c{n}", 1.0, now=n * 1e6)
    assert len(buckets.left) <= 12
