"""Catalogues follow what a room says, and every fault gets its sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent.parent / "tools" / "messages.py"

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
def says(n):
    return _("Risk"), ngettext("%(n)s risk", "%(n)s risks", n), pgettext("of a risk", "Open")
"""
TEMPLATE = """{% load i18n %}<p title="{% translate "Close" %}">
{% blocktranslate %}Hello {{ who }}{% endblocktranslate %}</p>
{% blocktranslate count n=total %}one day{% plural %}{{ n }} days{% endblocktranslate %}"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    made = tmp_path / "aims" / "risk"
    (made / "templates").mkdir(parents=True)
    (made / "__init__.py").touch()
    (made / "kinds.py").write_text(CODE)
    (made / "templates" / "risk.html").write_text(TEMPLATE)
    return made


def run(room: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, TOOL, "--root", room.parent, *arguments], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


def po(room: Path) -> Path:
    return room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def translate(room: Path) -> None:
    """Fill in every translation, with the placeholders its sentence has."""
    text = po(room).read_text()
    for before, after in (
        ('msgid "Risk"\nmsgstr ""', 'msgid "Risk"\nmsgstr "风险"'),
        ('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "未关闭"'),
        ('msgid "Close"\nmsgstr ""', 'msgid "Close"\nmsgstr "关闭"'),
        ('msgid "Hello %(who)s"\nmsgstr ""', 'msgid "Hello %(who)s"\nmsgstr "%(who)s 您好"'),
        ('msgid_plural "%(n)s risks"\nmsgstr[0] ""', 'msgid_plural "%(n)s risks"\nmsgstr[0] "%(n)s 项风险"'),
        ('msgid_plural "%(n)s days"\nmsgstr[0] ""', 'msgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 天"'),
    ):
        assert before in text
        text = text.replace(before, after)
    po(room).write_text(text)


def test_a_new_room_gets_a_catalogue_and_check_names_what_is_missing(room: Path) -> None:
    code, said = run(room, "--check")
    assert code == 1
    assert "risk: “Hello %(who)s” (risk.html) is missing from the catalogue." in said
    assert not po(room).exists(), "checking changes nothing"
    assert run(room)[0] == 0
    code, said = run(room, "--check")
    assert code == 1
    assert said.count("has no translation.") == 6


def test_translations_and_order_are_kept_and_obsolete_ones_go(room: Path) -> None:
    run(room)
    translate(room)
    assert run(room, "--check") == (0, "")
    before = po(room).read_text()
    assert run(room)[1].startswith("Updated: nothing to do. Compiled: 1.")
    assert po(room).read_text() == before
    (room / "kinds.py").write_text(CODE.replace('_("Risk")', '_("New")'))
    _, said = run(room, "--check")
    assert "risk: “New” (kinds.py) is missing" in said
    assert "risk: “Risk” is obsolete" in said
    run(room)
    after = po(room).read_text()
    assert "风险" in after
    assert '"Risk"' not in after
    assert after.index("未关闭") < after.index("关闭", after.index("未关闭") + 3) < after.index('"New"')


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("%(who)s 您好", "您好", "“Hello %(who)s” and its translation differ in placeholders: %(who)s."),
        ("%(n)s 天", "%(m)s 天", "“one day” and its translation differ in placeholders: %(m)s, %(n)s."),
        ('msgid "Risk"', '#, fuzzy\nmsgid "Risk"', "“Risk” is fuzzy"),
    ],
)
def test_faults_of_a_translation_are_sentences(room: Path, before: str, after: str, sentence: str) -> None:
    run(room)
    translate(room)
    po(room).write_text(po(room).read_text().replace(before, after))
    code, said = run(room, "--check")
    assert code == 1
    assert sentence in said


def test_one_sentence_has_one_translation_in_all_installed_rooms(room: Path) -> None:
    """Django merges their catalogues, so that otherwise one room would speak with the words of another."""
    other = room.parent / "audit"
    other.mkdir()
    for place in (room, other):
        (place / "__init__.py").touch()
        (place / "apps.py").touch()
    (other / "kinds.py").write_text(CODE)
    run(room)
    translate(room)
    po(other).write_text(po(room).read_text().replace("风险", "危险"))
    run(room)
    code, said = run(room, "--check")
    assert code == 1
    assert "“Risk” is translated in several ways, and one wins everywhere: 危险 (audit); 风险 (risk)." in said
    po(other).write_text(po(other).read_text().replace("危险", "风险"))
    assert run(room, "--check") == (0, "")
