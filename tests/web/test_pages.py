"""What holds of every page's HTML, in both languages."""

import hashlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import aims.web
from tests.web.conftest import ROOT
from tests.web.language import english_left

WEB = Path(aims.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OPTIONAL_END = {"li", "p", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody"}
BANNED = re.compile(
    r"\b(certified|compliant|conforms|lawful|successfully|oops|please)\b|合规|已认证|合法|您|抱歉|请稍候|成功|利益相关者|管理系统",
    re.IGNORECASE,
)


class Tree(HTMLParser):
    """A strict reader: every element closed in order, every control named, every id once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.named = [""]
        self.labels: set[str] = set()
        self.fields: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._forbid(tag, named, attrs)
        if named.get("id"):
            self.ids.append(named["id"] or "")
        if tag == "label" and named.get("for"):
            self.labels.add(named["for"] or "")
        wrapped = any(name == "label" for name, _ in self.open)
        if (
            tag in ("select", "textarea", "input")
            and named.get("type") not in ("hidden", "submit")
            and not wrapped
            and not named.get("aria-label")
        ):
            self.fields.append(named.get("id") or f"<{tag}>")
        if tag in ("a", "button"):
            self.named.append(named.get("aria-label") or "")
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0]))

    def _forbid(self, tag: str, named: dict[str, str | None], attrs: list[tuple[str, str | None]]) -> None:
        if len(named) != len(attrs):
            self.faults.append(f"attribute twice on <{tag}>")
        for name in named:
            if name == "style" or (name.startswith("on") and name != "on"):
                self.faults.append(f"{name} on <{tag}>")
        if tag == "script" and not named.get("src"):
            self.faults.append("inline script")
        if tag == "style":
            self.faults.append("style element")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.named[-1] += data
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} closes {self.open[-1:]}")
            return
        self.open.pop()
        if tag in ("a", "button") and not self.named.pop().strip():
            self.faults.append(f"<{tag}> without a name at line {self.getpos()[0]}")


def read(path: Path) -> Tree:
    tree = Tree()
    tree.feed(path.read_text(encoding="utf-8"))
    tree.close()
    return tree


def test_every_page_is_well_formed_and_needs_no_inline_anything(gallery: Path) -> None:
    faults = {}
    for path in sorted(gallery.glob("*.html")):
        tree = read(path)
        twice = sorted({name for name in tree.ids if tree.ids.count(name) > 1})
        nameless = [name for name in tree.fields if name not in tree.labels]
        found = [
            *tree.faults,
            *(f"id twice: {name}" for name in twice),
            *(f"field without a label: {name}" for name in nameless),
        ]
        if tree.open:
            found.append(f"left open: {tree.open}")
        if found:
            faults[path.name] = found
    assert faults == {}


def test_no_english_on_chinese_pages(gallery: Path) -> None:
    left = {
        path.name: words
        for path in sorted(gallery.glob("*.zh.html"))
        if (words := english_left(path.read_text(encoding="utf-8")))
    }
    assert left == {}


def test_english_left_finds_words_and_spares_what_is_marked() -> None:
    page = '<p>方针 Save <span lang="en">kept words</span> RSK-0042</p><input placeholder="Find">'
    assert english_left(page) == ["Save", "Find"]


def test_banned_words_stand_nowhere(gallery: Path) -> None:
    found = {path.name: hits for path in gallery.glob("*.html") if (hits := BANNED.findall(read(path).text))}
    assert found == {}
    catalogue = (WEB / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert BANNED.findall(catalogue) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_templates_hold_no_colour_and_no_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?![\w-])|rgb\(", text)
    assert not re.search(r"\bstyle=|(?<![\w-])on[a-z]+=\"|<style", text)
    assert not re.search(
        r"\b(text|bg|btn-outline|btn)-(success|danger|warning|blue|red|green|yellow|secondary)\b", text
    )


def test_every_message_has_its_chinese(gallery: Path) -> None:
    from babel.messages.pofile import read_po

    with (WEB / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    assert [message.id for message in catalogue if message.id and (not message.string or message.fuzzy)] == []


def test_the_vendored_sheet_is_the_one_recorded() -> None:
    vendor = WEB / "static" / "aims" / "vendor"
    digest = hashlib.sha256((vendor / "tabler.min.css").read_bytes()).hexdigest()
    assert digest in (vendor / "VENDOR.md").read_text(encoding="utf-8")


def test_every_shape_that_templates_name_is_in_the_sprite(gallery: Path) -> None:
    shapes = set(re.findall(r'<symbol id="([^"]+)"', (WEB / "static/aims/icons.svg").read_text(encoding="utf-8")))
    used = {
        name
        for path in gallery.glob("*.html")
        for name in re.findall(r"icons\.svg#([\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert used <= shapes


def test_the_time_of_a_list_of_fifty_can_be_measured() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.gallery.draw", "--measure"],
        cwd=ROOT,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert float(done.stdout) > 0  # for the bench to print; the suite asserts no times
