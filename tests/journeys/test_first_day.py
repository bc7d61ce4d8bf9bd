"""The first day: where do we stand, close a gap, write a policy, have it approved, register a system, look back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from aims.lib import clock
from tests.journeys.conftest import SHOTS, Bank
from tests.web.language import WORD, english_left
from tests.web.test_browser import RULES

pytestmark = pytest.mark.journey
DESK = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


class Visitor:
    """Somebody at a browser: signs in, looks, and notes what the browser complains about."""

    def __init__(self, browser: Any, bank: Bank, name: str) -> None:
        self.bank = bank
        self.context = browser.new_context(viewport=DESK, locale="en-GB")
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{bank.url}/accounts/login/?language=en")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", bank.password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{bank.url}/")

    def go(self, path: str) -> Any:
        answer = self.page.goto(self.bank.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def shoot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def shuyi(chromium: Any, served: Bank) -> Iterator[Visitor]:
    visitor = Visitor(chromium, served, "shuyi")
    yield visitor
    visitor.context.close()


@pytest.fixture(scope="module")
def tan(chromium: Any, served: Bank) -> Iterator[Visitor]:
    visitor = Visitor(chromium, served, "tan")
    yield visitor
    visitor.context.close()


def _counts(page: Any, clause: str) -> str:
    row = page.locator("table.posture tbody tr").filter(has=page.locator("th b", has_text=re.compile(f"^{clause}$")))
    return str(row.locator(".sum").text_content()).strip()


def test_she_reads_the_posture_and_closes_the_first_gap_without_a_reload(shuyi: Visitor) -> None:
    page = shuyi.go("/")
    shuyi.shoot("1-today")
    assert "%" not in page.locator("table.posture").inner_text()
    before = _counts(page, "5")
    page.evaluate("window.stillTheSamePage = true")

    gap = page.locator("article.gap").filter(has_text="NCR-0005")
    gap.locator(".go button, .go a").first.click()  # 1
    form = gap.locator("form")
    form.locator("textarea[name=reason]").fill(
        "The sentence is back in both languages, and the page is read at release."
    )
    form.locator("button[type=submit]").first.click()  # 2
    page.locator("article.gap.closed").first.wait_for()

    assert _counts(page, "5") != before
    assert page.evaluate("window.stillTheSamePage")
    shuyi.shoot("2-closed")


def test_a_policy_is_written_by_one_and_approved_by_another(shuyi: Visitor, tan: Visitor) -> None:
    page = shuyi.go("/k/policy/new")
    page.fill("input[name=title]", "Working with agents")
    page.select_option("select[name=topic]", "other")
    page.fill("textarea[name=text]", "An agent drafts and proposes. A person decides, and can say why.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/r/POL-\d+"))
    ref = re.search(r"POL-\d+", page.url)[0]  # type: ignore[index]
    _act(shuyi, ref, "submit")
    assert tan.context.request.get(f"{tan.bank.url}/r/{ref}/").status == 200

    refused = shuyi.context.request.get(f"{shuyi.bank.url}/r/{ref}/do/approve")
    assert refused.status == 403

    _act(tan, ref, "approve")
    tan.go(f"/r/{ref}/")
    tan.shoot("3-approved")
    assert "Tan Bee Hoon" in tan.page.locator("main").inner_text()


def _act(visitor: Visitor, ref: str, action: str) -> None:
    page = visitor.go(f"/r/{ref}/do/{action}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/r/{ref}/?$"))


def test_a_system_is_registered_and_found_again(shuyi: Visitor) -> None:
    page = shuyi.go("/k/ai_system/new")
    page.fill("input[name=title]", "Letter sorter")
    page.fill("textarea[name=intended_use]", "Sorts incoming letters by desk. A person opens every letter.")
    page.select_option("select[name=sort]", "predictive_analytics")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/r/AIS-\d+"))
    shuyi.shoot("4-system")
    page = shuyi.go("/search?q=letter+sorter")
    assert page.locator("main a", has_text="Letter sorter").count()


def _names_in_chinese_texts() -> set[str]:
    """What the story itself writes in Latin letters within Chinese: names of products and suppliers."""
    story = "\n".join(one.read_text("utf-8") for one in (files("aims.cli.demo") / "selasih").iterdir())
    return {word for line in story.splitlines() if re.search("[一-鿿]", line) for word in WORD.findall(line)}


def test_she_switches_to_chinese_and_nothing_is_left_in_english(shuyi: Visitor) -> None:
    names = _names_in_chinese_texts() | {"UTC", "PNG", "JPEG", "TXT", "DOCX", *["Working", "with", "agents"]}
    page = shuyi.go("/")
    page.get_by_role("link", name="中文").first.click()
    page.wait_for_load_state("networkidle")
    for n, path in enumerate(("/", "/conformity/", "/requirement/iso42001:2023/5.2-c", "/systems/", "/r/AIS-0007/")):
        page = shuyi.go(path)
        shuyi.shoot(f"5-zh-{n}")
        assert [word for word in english_left(page.content()) if word not in names] == [], path
    page.set_viewport_size(PHONE)
    shuyi.go("/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shuyi.shoot("6-zh-phone")
    page.set_viewport_size(DESK)


def test_yesterday_is_as_it_was_and_nothing_can_be_changed_there(shuyi: Visitor) -> None:
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
    page = shuyi.go(f"/requirement/iso42001:2023/5.2-c?as_of={yesterday}&language=en")
    assert page.locator("html").get_attribute("data-asof")
    assert page.locator(".verdict.big").first.inner_text().strip().lower().startswith("unmet")
    assert page.locator("main form[method=post]").count() == 0
    shuyi.shoot("7-yesterday")
    today = shuyi.go("/requirement/iso42001:2023/5.2-c?language=en")
    assert not today.locator(".verdict.big").first.inner_text().strip().lower().startswith("unmet")
    assert shuyi.complaints == []


LIVE = (
    "/",
    "/conformity/",
    "/requirement/iso42001:2023/5.2-c",
    "/requirement/iso42001:2023/A.4.2",
    "/systems/",
    "/r/AIS-0001/",
    "/r/POL-0001/",
    "/r/POL-0001/history",
    "/r/POL-0001/compare",
    "/r/PST-0001/",
    "/k/policy/new",
    "/k/ai_system/",
    "/people/",
    "/import/",
    "/search?q=policies",
    "/audit/",
)


def test_a_posture_is_given_out_and_every_page_is_accessible_and_fits_a_phone(shuyi: Visitor) -> None:
    page = shuyi.go("/conformity/?language=en")
    page.get_by_role("link", name="Give out the posture").click()
    page.get_by_label("Given to").select_option(label="Tan Bee Hoon")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/r/PST-0001/")
    found = {}
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for path in LIVE:
            shuyi.go(path)
            violations = Axe().run(page, options=RULES).response["violations"]
            if violations:
                found[path] = [(one["id"], [node["html"][:120] for node in one["nodes"]][:2]) for one in violations]
            if size is PHONE and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[f"{path}, width"] = []
    page.set_viewport_size(DESK)
    assert found == {}
    assert shuyi.complaints == []
