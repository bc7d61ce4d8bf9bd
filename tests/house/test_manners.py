"""What may not be said: claims of conformity, inline style, paths of somebody's machine, the tools of its making."""

import re
import subprocess

from babel.messages.pofile import read_po

from tests.house.reading import ROOT, name_of, python_files, strings, with_suffix

# Posture is what the records show; whether it conforms is for an auditor to conclude.
CLAIM = re.compile(
    r"\b(?:certified|compliant|non-?compliant|conforms|conformant|lawful|unlawful)\b|合规|已认证|已获认证|通过认证|合法",
    re.IGNORECASE,
)
# Passages that may hold such a word, each with its reason; taken out before looking.
ALLOWED = (
    ("whether it conforms is for an auditor to conclude", "the sentence that refuses the claim"),
    ("whether the system conforms", "a duty of the standard quoted as a question"),
    ("是否符合须由审核员判定", "the same sentence in Chinese"),
    ("lawful basis", "the name of a field in data protection law"),
    ("合法性依据", "the same field in Chinese"),
    ("合规义务", "the name of compliance obligations in other standards of the catalogue"),
)
CODE_SAID = {"src", "sdk"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|opt/pypi|opt/wheels)/|(?<![\w.])/tmp/\w|[a-z0-9-]+\.internal\b")
TOOLING = re.compile(
    r"\b(?:helper session|sub-?agents?|coding agents?|AI assistant|language model wrote|Claude|Copilot|ChatGPT|"
    r"context window|transcript|prompted by|generated with)\b",
    re.IGNORECASE,
)


def claims(text: str) -> list[str]:
    for passage, _ in ALLOWED:
        text = re.sub(re.escape(passage), "", text, flags=re.IGNORECASE)
    return CLAIM.findall(text)


def test_claims_are_recognised() -> None:
    assert claims("We are Certified.") == ["Certified"]
    assert claims("本组织已认证") == ["已认证"]
    assert claims("What the records show; whether it conforms is for an auditor to conclude.") == []


def test_no_template_or_translation_claims_conformity() -> None:
    said = []
    for path in with_suffix(".html", ".txt", under=("src",)):
        said += [f"{name_of(path)}: {claim}" for claim in claims(path.read_text(encoding="utf-8"))]
    for path in with_suffix(".po", under=("src",)):
        with path.open("rb") as f:
            for message in read_po(f):
                text = f"{message.id} {message.string}"
                said += [f"{name_of(path)}: {claim}: {message.id}" for claim in claims(text)]
    assert said == []


def test_no_sentence_in_the_code_claims_conformity() -> None:
    assert [
        f"{name_of(path)}:{line} {claim}"
        for path in python_files(*CODE_SAID)
        for line, text in strings(path)
        for claim in claims(text)
    ] == []


HANDED_ON = "src/aims/press/templates/press/page.html"
"""Never served: a file that is taken away carries its style with it."""


def test_no_template_has_inline_style_or_script() -> None:
    inline = re.compile(
        r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/)"
    )
    assert [
        f"{name_of(path)}: {found.group().strip()}"
        for path in with_suffix(".html", under=("src",))
        if name_of(path) != HANDED_ON
        for found in inline.finditer(path.read_text(encoding="utf-8"))
    ] == []


def test_no_machine_is_recognisable_from_a_file() -> None:
    kinds = (".md", ".py", ".toml", ".yaml", ".yml", ".html", ".js", ".css", ".po", ".cfg", ".txt", ".sh", "")
    assert [
        f"{name_of(path)}: {found.group()}"
        for path in with_suffix(*kinds)
        if path.name not in ("test_manners.py", "uv.lock")
        for found in MACHINE.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ] == []


def test_documents_speak_of_the_product() -> None:
    assert [
        f"{name_of(path)}: {found.group()}"
        for path in with_suffix(".md")
        for found in TOOLING.finditer(path.read_text(encoding="utf-8"))
    ] == []


def test_commits_speak_of_the_product() -> None:
    log = subprocess.run(
        ["git", "log", "--format=%h %B", "-200"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    assert TOOLING.findall(log) == []
    assert MACHINE.findall(log) == []


def test_every_page_of_the_documentation_has_its_twin() -> None:
    pages = {
        tongue: {path.relative_to(ROOT / "docs" / tongue) for path in (ROOT / "docs" / tongue).rglob("*.md")}
        for tongue in ("en", "zh")
    }
    assert pages["en"] == pages["zh"]
    assert pages["en"]
    assert (ROOT / "README.md").exists() == (ROOT / "README.zh.md").exists()
