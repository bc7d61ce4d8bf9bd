"""One thread from a system to its evidence and back, and Canada's questionnaire about a system: by clicking only."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.journeys.conftest import Bank
from tests.journeys.test_first_day import Visitor
from tests.questionnaires.samples import CANADA

pytestmark = pytest.mark.journey
IN_VIEW = "row => row.matches(':target') && row.getBoundingClientRect().bottom < innerHeight"
SHOWN = "all => all.filter(one => one.parentElement.checkVisibility()).map(one => one.value)"
CHINESE = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def shuyi(chromium: Any, served: Bank) -> Iterator[Visitor]:
    visitor = Visitor(chromium, served, "shuyi")
    yield visitor
    visitor.context.close()


# ---- the thread ----


class Walk:
    """Somebody who goes from record to record by the links of the page, and reads the heading of each."""

    def __init__(self, visitor: Visitor, language: str) -> None:
        self.page, self.language = visitor.page, language
        self.path: list[str] = []

    def follow(self, ref: str, within: str = "#thread") -> None:
        """Click the link to `ref` in the part of the page `within`; its words promise the heading."""
        link = self.page.locator(within).get_by_role("link", name=re.compile(rf"^{re.escape(ref)}\b")).first
        assert link.is_visible(), f"no link to {ref} in {within} of {self.page.url}"
        promised = " ".join(str(link.inner_text()).split()).removeprefix(ref).strip()
        link.click()
        self.page.wait_for_url(re.compile(rf"/r/{ref}/"))
        self.is_at(ref, promised)

    def is_at(self, ref: str, promised: str = "") -> None:
        heading = self.page.locator("main h1").inner_text().strip()
        assert self.page.locator("main .head .ref").first.inner_text().strip() == ref
        assert heading.startswith(promised.removesuffix("…")), f"{ref} is headed {heading}, and {promised} was promised"
        assert bool(CHINESE.search(heading)) is (self.language == "zh-hans"), heading
        self.path.append(ref)

    def to_the_line(self, control: str, statement: str) -> None:
        """Click the decision on `control`; the browser is brought to its line in the statement."""
        link = self.page.locator("#thread").get_by_role("link", name=re.compile(rf"^{re.escape(control)}\b"))
        assert link.count() == 1
        link.click()
        self.page.wait_for_url(re.compile(rf"/r/{statement}/#{re.escape(control)}$"))
        self.is_at(statement)
        row = self.page.locator(f'tr[id="{control}"]')
        assert row.locator(".c-ref").inner_text().strip() == control
        self.page.wait_for_function(IN_VIEW, arg=row.element_handle())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_one_thread_from_the_system_to_the_evidence_and_back(shuyi: Visitor, language: str) -> None:
    page = shuyi.go(f"/systems/?language={language}")
    walk = Walk(shuyi, language)
    page.locator("main a[href='/r/AIS-0007/']").first.click()
    page.wait_for_url("**/r/AIS-0007/")
    walk.is_at("AIS-0007")
    line = 'tr[id="A.9.2"]'

    walk.follow("IMP-0001", "#impact")
    walk.follow("RSK-0021")
    walk.follow("TRT-0010", "#treatments")
    walk.to_the_line("A.9.2", "SOA-0001")
    tested = page.locator(line).locator("a[href='/r/CTT-0001/']")
    assert tested.is_visible()
    tested.click()
    page.wait_for_url("**/r/CTT-0001/")
    walk.is_at("CTT-0001")

    walk.to_the_line("A.9.2", "SOA-0001")
    walk.follow("TRT-0010", line)
    walk.follow("RSK-0021")
    walk.follow("IMP-0001")
    walk.follow("AIS-0007")
    assert walk.path == [
        *("AIS-0007", "IMP-0001", "RSK-0021", "TRT-0010", "SOA-0001"),
        "CTT-0001",
        *("SOA-0001", "TRT-0010", "RSK-0021", "IMP-0001", "AIS-0007"),
    ]
    assert shuyi.complaints == []


# ---- Canada's questionnaire ----


def walked(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The questions of a page of the file, in its order."""
    if element.get("type") not in (None, "panel", "html"):
        yield element
    for inner in element.get("elements", ()):
        yield from walked(inner)


class Answering:
    """Somebody who answers a questionnaire section by section, and notes what they said."""

    def __init__(self, visitor: Visitor) -> None:
        content = json.loads(CANADA.read_text("utf-8"))
        self.page = visitor.page
        self.sections = [[q["name"] for q in walked(page)] for page in content["pages"]]
        self.file = {q["name"]: q for page in content["pages"] for q in walked(page)}
        self.triggers = set(re.findall(r"\{(\w+)\}", " ".join(q.get("visibleIf", "") for q in self.file.values())))
        self.said: dict[str, Any] = {}

    @property
    def number(self) -> int:
        return int(self.page.url.split("?")[0].rpartition("/")[2])

    def shown(self) -> list[str]:
        """The questions of the section as they stand on the page, which is in the order of the file."""
        inputs = self.page.locator("input[name=shown]")
        found: list[str] = inputs.evaluate_all(SHOWN)
        assert len(found) == inputs.count(), "what is asked is seen"
        of_file = self.sections[self.number - 1]
        assert found == [name for name in of_file if name in found]
        return found

    def answer(self, name: str, value: Any) -> None:
        """Choose or type; where that may open or close a question, until what comes back stands on the page."""
        wanted = value if isinstance(value, list) else [value]

        def is_told(answer: Any) -> bool:
            sent = parse_qs(answer.request.post_data or "")
            return sent.get(f"q-{name}") == wanted

        with self.page.expect_response(is_told) if name in self.triggers else nullcontext():
            self._put(name, wanted)
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        self.said[name] = value

    def _put(self, name: str, wanted: list[str]) -> None:
        field = self.page.locator(f"[name='q-{name}']")
        sort = self.file[name]["type"]
        if sort == "checkbox":
            for one in field.all():
                one.set_checked(one.get_attribute("value") in wanted)
        elif sort == "radiogroup":
            self.page.locator(f"[name='q-{name}'][value='{wanted[0]}']").check()
        elif sort == "dropdown":
            field.select_option(wanted[0])
        else:
            field.fill(wanted[0])

    def answer_section(self) -> None:
        """Every question, until no answer opens another."""
        done = {name for name in self.shown() if name in self.said}
        while left := [name for name in self.shown() if name not in done]:
            self.answer(left[0], self.reply(left[0]))
            done.add(left[0])

    def reply(self, name: str) -> Any:
        """By the place of the question in the file, so that light and heavy answers mix."""
        choices = [one["value"] for one in self.file[name].get("choices", ())]
        at = list(self.file).index(name)
        if not choices:
            return f"In our words, {at}."
        return choices[: 1 + at % 2] if self.file[name]["type"] == "checkbox" else choices[at % len(choices)]

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()

    def progress(self) -> str:
        return str(self.page.locator("#answering p[role=status]").inner_text())


@pytest.fixture(scope="module")
def questionnaire(shuyi: Visitor, chromium: Any, served: Bank) -> str:
    """Canada's, taken in by one person and approved by another."""
    if not CANADA.exists():
        pytest.skip("Canada's questionnaire is not on this machine")
    page = shuyi.go("/k/questionnaire/?language=en")
    page.locator("main a[href='/questionnaires/import']").first.click()
    page.set_input_files("input[name=file]", CANADA)
    page.fill("input[name=title]", "Algorithmic Impact Assessment")
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(re.compile(r"/r/QST-\d+/"))
    ref = re.search(r"QST-\d+", page.url)[0]  # type: ignore[index]
    _act(shuyi, ref, "submit")
    clara = Visitor(chromium, served, "clara")
    _act(clara, ref, "approve")
    clara.context.close()
    return ref


@pytest.fixture
def farid(chromium: Any, served: Bank) -> Iterator[Visitor]:
    """Who owns the system that is asked about."""
    visitor = Visitor(chromium, served, "farid")
    yield visitor
    visitor.context.close()


def test_canadas_questionnaire_is_answered_in_the_browser(farid: Visitor, questionnaire: str, tmp_path: Path) -> None:
    page, answering = farid.page, Answering(farid)
    page = farid.go(f"/r/{questionnaire}/")
    page.get_by_role("link", name="Answer it for a system").click()
    page.get_by_label("AI system").select_option(label="Clearstep, the credit decision model")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/r/QRS-\d+/$"))
    response = page.url
    page.get_by_role("link", name="Begin to answer").click()

    while answering.number < 3:
        answering.answer_section()
        answering.press("Save and go on")
    _a_question_opens_and_closes(answering)
    _the_last_of_quick_changes_counts(answering)
    _leaving_keeps_what_was_said(answering, response)
    _the_questions_change_their_language(answering)
    while not page.get_by_role("button", name="Save and see the result").count():
        answering.answer_section()
        answering.press("Save and go on")
    answering.answer_section()
    answering.press("Save and see the result")
    page.wait_for_url(response)
    assert len(answering.said) > 100
    _the_result_is_that_of_the_command(page.locator("main").inner_text(), answering.said, tmp_path)
    assert farid.complaints == []


def _a_question_opens_and_closes(answering: Answering) -> None:
    """What moves you: only who ticks the last is asked what else."""
    before = answering.shown()
    assert "motivation-other" not in before
    answering.answer("businessDrivers1", ["item1", "item6"])
    assert answering.shown() == [*before[:1], "motivation-other", *before[1:]]
    answering.answer("businessDrivers1", ["item1"])
    assert answering.shown() == before


def _the_last_of_quick_changes_counts(answering: Answering) -> None:
    """The server takes its time with the first of three: the last is not lost behind the one that waits."""
    page, held = answering.page, list[Any]()
    page.route("**/fill-in/*", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request(lambda sent: sent.method == "POST"):
        page.locator("[name='q-businessDrivers1'][value='item2']").check()
    for value in ("item3", "item6"):
        page.locator(f"[name='q-businessDrivers1'][value='{value}']").check()
    held[0].continue_()
    page.locator('[id="q-motivation-other"]').wait_for()
    page.unroute("**/fill-in/*")
    answering.answer("businessDrivers1", ["item1"])


def _leaving_keeps_what_was_said(answering: Answering, response: str) -> None:
    """Typed and not saved, and the page left by its address: answers and progress are there when one comes back."""
    page, here = answering.page, answering.page.url
    answering.answer("businessDrivers9", "item1-0")
    answering.answer("businessDrivers10", "Nobody asked before.")
    answering.page.locator("[name='q-businessDrivers10']").blur()
    page.get_by_text("Kept for you, not saved yet").wait_for()
    page.goto(response)
    page.get_by_role("link", name="Go on answering").click()
    page.goto(here)
    assert page.locator("[name='q-businessDrivers9'][value='item1-0']").is_checked()
    assert page.locator("[name='q-businessDrivers10']").input_value() == "Nobody asked before."
    known = sum(bool(answering.said.get(name)) for name in answering.said)
    assert answering.progress().startswith(f"{known} of "), answering.progress()


def _the_questions_change_their_language(answering: Answering) -> None:
    page, names = answering.page, answering.shown()
    legend = page.locator('[id="q-businessDrivers9"] legend')
    english, texts = legend.inner_text(), answering.file["businessDrivers9"]["title"]
    page.get_by_role("link", name="français").click()
    page.wait_for_load_state()
    assert legend.inner_text().split() != english.split()
    assert texts["fr"].split()[:4] == legend.inner_text().split()[:4]
    assert answering.shown() == names
    assert page.locator("[name='q-businessDrivers9'][value='item1-0']").is_checked()
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state()
    assert legend.inner_text() == english


def _the_result_is_that_of_the_command(shown: str, said: dict[str, Any], folder: Path) -> None:
    file = folder / "answers.json"
    file.write_text(json.dumps(said), "utf-8")
    asked = [sys.executable, "-m", "aims.cli", "questionnaire", "score", str(CANADA), str(file), "--json"]
    found = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert min(found["raw_risk"], found["mitigation"]) > 0, "nothing is shown by noughts"
    assert f"Level {found['level']} of 4." in shown
    for label, name in (("Raw impact", "raw_risk"), ("Mitigation", "mitigation"), ("Total", "total")):
        assert re.search(rf"{label}\s+{found[name]:g} of \d+", shown), (label, found)


def _act(visitor: Visitor, ref: str, action: str) -> None:
    page = visitor.go(f"/r/{ref}/do/{action}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(rf"/r/{ref}/?$"))
