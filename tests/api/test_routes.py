"""No route without a policy: every address of the project asks for sign-in or is listed here or in the API as open."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from aims.api.urls import ABOUT_NO_RECORD, OPEN, api
from aims.kernel import policy
from aims.kernel.kinds import KINDS, Audience
from aims.lib import clock
from tests.api.asking import STRANGER, Program, program, signed_in
from tests.api.roads import MATRIX, Road, acting, brought_to, reading
from tests.kernel.story import Story

OPEN_FOR_SIGN_IN = {
    "account_login": "the page to sign in",
    "account_signup": "answers that sign-up is closed",
    "account_signup_by_passkey": "answers that sign-up is closed",
    "account_logout": "leads to the first page",
    "account_inactive": "says that the account is closed",
    "account_email_verification_sent": "says that a mail was sent",
    "account_confirm_email": "opened from a mail, by its key",
    "no_reset_by_mail": "leads to sign-in where no mail is sent",
    "account_reset_password": "asks for a mail to reset the password",
    "account_reset_password_done": "says that a mail was sent",
    "account_reset_password_from_key": "opened from a mail, by its key",
    "account_reset_password_from_key_done": "says that the password was set",
    "account_confirm_login_code": "the second step of signing in",
    "account_request_login_code": "asks for a code by mail",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signing in with a passkey",
    "mfa_signup_webauthn": "answers that sign-up is closed",
    "openid_connect_login": "leads to the identity provider, or answers 404 where there is none",
    "openid_connect_again": "the same; what is proven there opens only the account that it proves",
    "openid_connect_callback": "opened from the identity provider, by its code and our state",
    "socialaccount_login_cancelled": "says that nobody was signed in",
    "linked": "opened from a mail, by its signed link, for one act on one record",
    "invited": "opened from a mail, by its signed link, to choose a first password",
    "mfa_trust": "the second step of signing in",
}
"""Addresses of allauth that are asked before anybody is signed in."""
FOR_PEOPLE_AFFECTED = {
    "ask": "whoever an AI system decides about asks here without an account",
    "heard": "what became of a contest, by its number and its code",
}
"""Addresses for people who have no account and need none."""
ASKS = [
    policy.decide,
    policy.refused_anyhow,  # asked before what is new has any value; what it refuses needs no decision
    policy.condition,
    policy.sees,
    policy.as_seen,
    policy.show,
    policy.visible_records,
    policy.opens_posture,
    policy.refused_use,
]
UNSENT = ("decision", "compare_windows", "withdraw_case")
"""What is refused while no decision came: there is nothing to show."""
DECISION = b'{"type": "decision", "key": "k-1", "at": "%s"}' % clock.iso(clock.now()).encode()
SUBMITTED = {"key": "k-1", "at": clock.iso(clock.now())}
FILL = {"int": "1", "uuid": "00000000-0000-7000-8000-000000000000", "path": "a/b", "slug": "a", "str": "a"}


def addresses(patterns: Any = None, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, an address that the pattern takes) of every pattern of the project."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda m: FILL[m[1] or "str"], route)
            filled = re.sub(r"\(\?P<\w+>[^)]*\)", "0-a", filled)
            yield pattern.name or route, "/" + filled.rstrip("$").replace("\\", "")


def is_refused(answer: Any) -> bool:
    leads_to = str(answer.headers.get("Location", ""))
    return answer.status_code == 401 or (answer.status_code == 302 and leads_to.startswith("/accounts/login/?next="))


def test_every_address_asks_for_sign_in_or_is_listed_as_open(db: None) -> None:
    client, unguarded = Client(raise_request_exception=False), []
    for name, address in addresses():
        if name in OPEN or name in OPEN_FOR_SIGN_IN or name in FOR_PEOPLE_AFFECTED:
            continue
        answers = [client.get(address), client.post(address, {}, content_type="application/json")]
        if not all(is_refused(answer) or answer.status_code == 405 for answer in answers):
            unguarded.append((name, address, [answer.status_code for answer in answers]))
    assert unguarded == []


def test_what_is_listed_as_open_exists_and_has_its_reason() -> None:
    names = {name for name, _address in addresses()}
    assert set(OPEN) <= names
    assert set(ABOUT_NO_RECORD) <= names
    assert all(reason for listed in (OPEN, ABOUT_NO_RECORD, OPEN_FOR_SIGN_IN) for reason in listed.values())
    assert len(OPEN) <= 3
    assert len(ABOUT_NO_RECORD) <= 2


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """How often the policy is asked within, by whatever name it was imported."""
    codes, found = {one.__code__: one.__name__ for one in ASKS}, Counter[str]()

    def watch(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield found
    finally:
        sys.setprofile(before)


@pytest.fixture
def manager(ask: Callable[..., Program]) -> Program:
    return ask("aims_manager")


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_each_way_to_read_a_kind_asks_the_policy(name: str, story: Story, manager: Program) -> None:
    for road in reading(KINDS[name], story.create(KINDS[name])):
        with asked() as found:
            manager.take(road)
        assert found["condition"], road


@pytest.mark.parametrize(("name", "action"), MATRIX)
def test_each_action_asks_the_policy(name: str, action: str, story: Story, ask: Callable[..., Program]) -> None:
    kind = KINDS[name]
    record = None if action == "create" else story.create(kind)
    reader = ask({"secret": "legal", "concern": "concern_handler"}.get(name, "lead_auditor"))
    road = acting(kind, action, record, story)
    with asked() as found:
        reader.take(road)
    is_decided = found["decide"] or found["refused_anyhow"]
    assert is_decided or found["condition"] > 0, road
    assert is_decided or KINDS[name].audience is Audience.RESTRICTED, (road, found)


def test_each_other_route_asks_the_policy(story: Story, manager: Program) -> None:
    brought_to(story, KINDS["policy"], "approve")
    story.create(KINDS["risk"])
    sent = f"/telemetry/{story.create(KINDS['ai_system']).ref}"
    held = sent.replace("telemetry", "oversight")
    roads = [
        Road("posture", "GET", "/posture"),
        Road("issue_posture", "POST", "/posture", {}),
        Road("requirement", "GET", "/requirements/iso42001:2023/4.1-a"),
        Road("search", "GET", "/search?q=unit"),
        Road("duties", "GET", "/duties"),
        Road("reports", "GET", "/reports"),
        Road("report", "GET", "/reports/risk-register?format=html"),
        Road("send_events", "POST", f"{sent}/events", DECISION, "application/x-ndjson"),
        Road("recording_rules", "GET", f"{sent}/rules"),
        Road("oversight_plan", "GET", f"{held}/plan"),
        Road("oversight_pulse", "GET", f"/oversight/pulse?systems={held.rpartition('/')[2]}"),
        Road("submit_decision", "POST", f"{held}/decisions", {"decision": SUBMITTED}),
        Road("cases_of_keys", "GET", f"{held}/cases?key=k-1"),
        Road("withdraw_case", "DELETE", f"{held}/cases/k-1"),
        Road("send_traces", "POST", f"{sent}/otlp/v1/traces", {"resourceSpans": []}),
        Road("decisions", "GET", f"{sent}/decisions?day=2026-03-01"),
        Road("decision", "GET", f"{sent}/decisions/k-1"),
        Road("figures", "GET", f"{sent}/figures?metric=volume&first=2026-03-01&last=2026-03-07"),
        Road("series", "GET", f"{sent}/series?metric=volume&first=2026-03-01&last=2026-03-28"),
        Road("arrivals", "GET", f"{sent}/arrivals?first=2026-03-01&last=2026-03-07"),
        Road("compare_windows", "GET", f"{sent}/compare?first=2026-03-01&last=2026-03-07"),
        *(Road(name, "GET", f"/{name}") for name in ABOUT_NO_RECORD),
    ]
    known = {road.name for road in roads} | {f"{action}_{name}" for name, action in MATRIX}
    known |= {road.name for kind in KINDS for road in reading(kind, kind.model(ref="X"))}
    routed = {
        operation.operation_id
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    }
    assert routed == known, "a route of the API is not in this matrix"
    for road in roads:
        with asked() as found:
            assert manager.take(road).status_code in (200, 201) or road.name in UNSENT, road
        assert bool(found.total()) or road.name in ABOUT_NO_RECORD, road


def test_a_browser_is_asked_as_a_program_is(story: Story) -> None:
    client = signed_in(story.person("staff_member"))
    assert client.get("/api/v1/posture").status_code == 403
    assert program(story.person("staff_member")).get("/posture").status_code == 403
    assert STRANGER.get("/posture").status_code == 401
