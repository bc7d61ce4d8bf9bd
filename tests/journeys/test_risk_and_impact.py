"""One thread from a system to its evidence and back, and Canada's questionnaire about a system: by clicking only."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Bank
from tests.journeys.test_first_day import Visitor
from tests.questionnaires.samples import CANADA

pytestmark = pytest.mark.journey
IN_VIEW = "row => row.matches(':target') && row.getBoundingClientRect().bottom < innerHeight"
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
