"""The pages in a real browser: accessible in light and dark, whole on a phone, alive under the strictest policy."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

DESK, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SHOTS = Path(__file__).parent / "gallery" / "shots"
CHINESE_TOO = {"today", "requirement", "list", "detail", "form-wrong", "system", "login"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def names(gallery: Path) -> list[str]:
    return sorted(path.name for path in gallery.glob("*.html") if not path.name.startswith("act-"))


def shoot(page: Any, name: str) -> None:
    """`AIMS_SHOTS=1` keeps a picture of each page."""
    if os.environ.get("AIMS_SHOTS"):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.journey
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(names: list[str], site: str, browser: Any, theme: str) -> None:
    context = browser.new_context(viewport=DESK, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    found = {}
    for name in names:
        if ".zh." in name and (theme == "dark" or name.split(".")[0] not in CHINESE_TOO):
            continue  # neither colours nor structure depend on the language; names and labels do, on these
        page.goto(f"{site}/{name}")
        shoot(page, f"{name}.{theme}.desk")
        violations = Axe().run(page, options=RULES).response["violations"]
        if violations:
            found[name] = [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in violations]
    context.close()
    assert found == {}
    assert [line for line in said if "favicon" not in line] == []


@pytest.mark.journey
def test_nothing_is_wider_than_a_phone_and_targets_are_large_enough(names: list[str], site: str, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    wide, small = {}, {}
    for name in names:
        page.goto(f"{site}/{name}")
        shoot(page, f"{name}.phone")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[name] = over
        little = page.evaluate(
            "[...document.querySelectorAll('.btn, .tool, .bar a, button.face')].filter(e => e.checkVisibility())"
            ".filter(e => e.getBoundingClientRect().height < 39.5).map(e => e.outerHTML.slice(0, 90))"
        )
        if little:
            small[name] = little
    context.close()
    assert wide == {}
    assert small == {}


@pytest.mark.journey
def test_pressing_a_gap_opens_its_form_and_the_verdict_turns_without_a_reload(site: str, browser: Any) -> None:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/requirement-closed.en.html")
    page.evaluate("window.here = true")
    page.get_by_role("button", name="Give the reasons").click()
    form = page.locator("#gap-SOA-0001-reasons-form form")
    form.wait_for()
    assert page.locator(":focus").get_attribute("name") == "a104"
    page.keyboard.press("Escape")
    assert form.count() == 0
    assert page.locator(":focus").inner_text() == "Give the reasons"
    page.keyboard.press("Enter")
    form.wait_for()
    page.locator("[name=a104]").fill("No customer uses it.")
    page.locator("[name=a83]").focus()
    assert "No customer uses it." in page.evaluate("Object.values(localStorage).join()")
    form.get_by_role("button", name="Save the reasons").click()
    page.locator("#gap-SOA-0001-reasons.closed").wait_for()
    assert page.locator("#verdict-6-1-3-f").inner_text().split("\n")[0].startswith("Met")
    assert page.locator("#gaps-head").inner_text() == "2 gaps keep it from “met”"
    assert page.locator("#count-today").inner_text() == "2"
    assert page.locator("#said").text_content() == "6.1.3-f turned to met."
    assert page.evaluate("window.here")
    assert "No customer uses it." not in page.evaluate("Object.values(localStorage).join()")
    context.close()


@pytest.mark.journey
def test_a_draft_comes_back(site: str, browser: Any) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(f"{site}/form.en.html")
    page.locator("[name=title]").fill("A policy half written")
    page.locator("[name=note]").focus()
    page.reload()
    assert page.locator("[name=title]").input_value() == "A policy half written"
    assert page.locator("[data-restored-note]").is_visible()
    context.close()


@pytest.mark.journey
def test_dark_is_remembered_and_keys_lead_to_the_jobs(site: str, browser: Any) -> None:
    context = browser.new_context(viewport=DESK, color_scheme="light")
    page = context.new_page()
    page.goto(f"{site}/list.en.html")
    page.locator("[data-dark]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.locator("[data-dark]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("j")
    assert page.locator(":focus").inner_text() == "AIS-0001"
    page.keyboard.press("j")
    assert page.locator(":focus").inner_text() == "AIS-0002"
    page.keyboard.press("/")
    assert page.locator(":focus").get_attribute("id") == "find"
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    assert page.locator("#asof").is_visible()
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 700, "y": 900})
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/conformity")
    context.close()


@pytest.mark.journey
def test_another_day_shows_no_button_that_changes_anything(site: str, browser: Any) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    for name in ("requirement-asof", "today-asof", "list-asof"):
        page.goto(f"{site}/{name}.en.html")
        shown = page.locator("main .btn:visible, main form:visible:not([method=get])")
        labels = [
            text
            for text in shown.all_inner_texts()
            if not text.startswith(("All", "Tier", "Review", "Gone", "Further"))
        ]
        assert labels == [], name
        assert page.locator(".asof-bar").is_visible()
    context.close()
