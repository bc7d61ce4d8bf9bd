"""One's own account in a real browser: a passkey made, used to sign in and to sign; codes; both languages; a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.journeys.conftest import SHOTS, Bank
from tests.journeys.test_first_day import DESK, PHONE, Visitor
from tests.web.language import english_left
from tests.web.test_browser import RULES

pytestmark = pytest.mark.journey
ACCOUNT = (
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/activate/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/accounts/sessions/",
)
NAMES = {"PIN", "JavaScript", "TLS", "localhost"}


@pytest.fixture(scope="module")
def named(served: Bank) -> Bank:
    """A passkey belongs to a name, not to a number."""
    return Bank(served.url.replace("127.0.0.1", "localhost"), served.password)


@pytest.fixture(scope="module")
def tan(chromium: Any, named: Bank) -> Iterator[Visitor]:
    """Who approves, with a device that keeps passkeys and knows its owner."""
    visitor = Visitor(chromium, named, "tan")
    devices = visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    sort = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    sort |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": sort})
    yield visitor
    visitor.context.close()


def test_a_passkey_is_added(tan: Visitor, named: Bank) -> None:
    page = tan.go("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", named.password)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/webauthn/add/")
    page.fill("input[name=name]", "办公室电脑")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10, "codes come with the first passkey, and are shown once"
    tan.go("/accounts/2fa/recovery-codes/")
    assert page.locator(".codes li").count() == 0
    page = tan.go("/accounts/2fa/webauthn/")
    assert "办公室电脑" in page.locator("main").inner_text()


def test_it_signs_in_by_itself(tan: Visitor, named: Bank) -> None:
    page = tan.page
    tan.context.clear_cookies()
    page.goto(f"{named.url}/accounts/login/?language=en")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{named.url}/")
    assert tan.context.request.get(f"{named.url}/inbox").status == 200


def test_it_signs_a_policy_where_the_sign_in_is_too_old(tan: Visitor, named: Bank, chromium: Any) -> None:
    author = Visitor(chromium, named, "shuyi")
    page = author.go("/k/policy/new")
    page.fill("input[name=title]", "Keys of our people")
    page.select_option("select[name=topic]", "other")
    page.fill("textarea[name=text]", "A key belongs to one person and never leaves the device.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/r/POL-\d+"))
    ref = re.search(r"POL-\d+", page.url)[0]  # type: ignore[index]
    author.go(f"/r/{ref}/do/submit").locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/r/{ref}/?$"))
    author.context.close()

    page = tan.page
    page.goto(f"{named.url}/accounts/2fa/webauthn/reauthenticate/?next=/r/{ref}/do/approve")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**/r/{ref}/do/approve")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/r/{ref}/?$"))
    said = page.locator("main").inner_text()
    assert "Tan Bee Hoon" in said
    assert "proven by passkey" in said


def test_it_is_renamed_and_every_page_is_accessible_in_both_languages(tan: Visitor, named: Bank) -> None:
    page = tan.page
    found: dict[str, Any] = {}
    for n, path in enumerate(ACCOUNT):
        for size, name in ((DESK, "desk"), (PHONE, "phone")):
            page.set_viewport_size(size)
            for language in ("en", "zh-hans"):
                page.goto(f"{named.url}{path}?language={language}")
                SHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SHOTS / f"account-{n}-{name}-{language}.png", full_page=True)
                wrong = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wrong.append("width")
                if language == "zh-hans" and (left := set(english_left(page.content())) - NAMES):
                    wrong.append(f"english: {left}")
                if wrong:
                    found[f"{path} {name} {language}"] = wrong
    page.set_viewport_size(DESK)
    assert found == {}
    page = tan.go("/accounts/2fa/webauthn/?language=en")
    page.get_by_role("link", name="Rename").click()
    page.fill("input[name=name]", "Phone")
    page.get_by_role("button", name="Rename").click()
    page.wait_for_url("**/webauthn/")
    assert "Phone" in page.locator("main").inner_text()


def test_it_is_removed_and_opens_nothing_any_more(tan: Visitor, named: Bank) -> None:
    page = tan.go("/accounts/2fa/webauthn/?language=en")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/webauthn/")
    tan.context.clear_cookies()
    page.goto(f"{named.url}/accounts/login/?language=en")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/accounts/login/")
    page.locator("input[name=password]").wait_for()  # the address is the same before it is answered
    assert [line for line in tan.complaints if "Content Security" in line] == []
