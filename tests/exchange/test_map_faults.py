"""Maps that do not fit: every fault with its line and what to do, all at once, before any row."""

from pathlib import Path

import pytest

from aims.exchange.maps import BadMap, check, parse_map, read_map
from aims.exchange.sheets import read_sheet

from .test_maps import FIELDS

GOOD = """\
source: register
kind: ai_system
language: en
key: Name
fields:
  title: Name
"""


def faults(text: str) -> list[str]:
    with pytest.raises(BadMap) as bad:
        check(parse_map(text, "m.yaml"), read_sheet(b"Name,Purpose,If so,If so\nA,x,,\n"), FIELDS)
    return str(bad.value).splitlines()


def test_the_good_map_is_good() -> None:
    check(parse_map(GOOD), read_sheet(b"Name\nA\n"), FIELDS)


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("feilds:\n  use: x\n", "Line 7 of m.yaml: a map has no feilds here. Perhaps fields."),
        (
            "  use: {form: Purpose}\n",
            "Line 7 of m.yaml: a map has no form here. Perhaps from.",
        ),
        ("  use: Porpose\n", "Line 7 of m.yaml: the sheet has no column “Porpose”. Perhaps Purpose."),
        (
            "  use: Zweck der Anwendung\n",
            "Line 7 of m.yaml: the sheet has no column “Zweck der Anwendung”. "
            "There are: Name, Purpose, If so, If so (2).",
        ),
        (
            "  use:\n    from:\n      - Purpose\n      - If so (3)\n",
            "Line 10 of m.yaml: the sheet has no column “If so (3)”. Perhaps If so (2).",
        ),
        ("  stages: Purpose\n", "Line 7 of m.yaml: ai_system has no field stages. Perhaps stage."),
        (
            "  stage:\n    from: Purpose\n    fold:\n      x: runing\n",
            "Line 10 of m.yaml: stage has no choice runing. Perhaps running.",
        ),
        (
            "  stage: {from: Purpose, otherwise: zzz}\n",
            "Line 7 of m.yaml: stage has no choice zzz. There are: building, running.",
        ),
        (
            "  live: {from: Purpose, fold: {X: perhaps}}\n",
            "Line 7 of m.yaml: live cannot be “perhaps”: yes or no is needed.",
        ),
        (
            "  stage:\n    from: Purpose\n    fold:\n      In use: running\n      in  USE: building\n",
            "Line 11 of m.yaml: in  USE is folded a second time; case and spaces do not count.",
        ),
        (
            "  use:\n    from: Purpose\n    split: ;\n",
            "Line 9 of m.yaml: split means nothing for use, a text; leave it out.",
        ),
        (
            "  since: {from: Purpose, dates: DD/MM/YYYY}\n",
            "Line 7 of m.yaml: DD/MM/YYYY is not a date format; %d/%m/%Y is one.",
        ),
        ("  title: Purpose\n", "Line 7 of m.yaml: title stands here a second time; keep one."),
        (
            "  use: {from: Purpose, keep: perhaps}\n",
            "Line 7 of m.yaml: keep takes true or false.",
        ),
        (
            "  use:\n    from: {a: b}\n",
            "Line 8 of m.yaml: from takes one text or a list of texts.",
        ),
        ("on_repeat: skip\n", "Line 7 of m.yaml: on_repeat takes number or reject."),
        ("heading: zero\n", "Line 7 of m.yaml: heading takes a whole number, 1 or more."),
        ("constants: running\n", "Line 7 of m.yaml: constants takes pairs, one “name: value” a line."),
        ("constants:\n  title: x\n", "Line 8 of m.yaml: title is under fields and constants; keep one."),
        ("constants:\n  stage: up\n", "Line 8 of m.yaml: stage has no choice up. There are: building, running."),
        ("constants:\n  use: [a, b]\n", "Line 8 of m.yaml: use takes one text."),
        ("constants:\n  users: many\n", "Line 8 of m.yaml: users cannot be “many”: a number is needed."),
        (
            "constants:\n  use: *x\n",
            "Line 8 of m.yaml uses * or &; write the value out, or quote it if the sign belongs to it.",
        ),
        (
            "  use: Purpose: and more\n",
            "Line 7 of m.yaml is not YAML: look at its indentation, colons and quotation marks.",
        ),
        (
            "\tuse: Purpose\n",
            "Line 7 of m.yaml is not YAML: look at its indentation, colons and quotation marks.",
        ),
    ],
)
def test_fault(added: str, sentence: str) -> None:
    assert faults(GOOD + added) == [sentence]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("key: Name", "key: Nmae", "Line 4 of m.yaml: the sheet has no column “Nmae”. Perhaps Name."),
        ("key: Name\n", "", "Line 1 of m.yaml: key is missing; add it."),
        ("language: en", "language: English", "Line 3 of m.yaml: English is not a language; write en, nl or zh-Hans."),
        (
            "title: Name",
            "use: Name",
            "Line 1 of m.yaml: title is required; give it a column, a default or a constant.",
        ),
        (
            "title: Name",
            "title: {keep: true}",
            "Line 6 of m.yaml: title is required; give it a column, a default or a constant.",
        ),
    ],
)
def test_fault_in_the_head(old: str, new: str, sentence: str) -> None:
    assert faults(GOOD.replace(old, new)) == [sentence]


def test_all_faults_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("key: Name", "key: Id") + "  uses: Purpose\n  stage: {from: Stage, default: on}\n"
    assert [line.split(" of ")[0] for line in faults(text)] == ["Line 4", "Line 7", "Line 8", "Line 8"]


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_map_misses_everything(text: str) -> None:
    assert len(faults(text)) == 5


@pytest.mark.parametrize("text", ["just words", "- a\n- b\n", "[" * 150_000, "a: \x00b", "a: &x [1]\nb: *x\n"])
def test_what_is_no_map(text: str) -> None:
    assert faults(text)[0].startswith("Line ")


def test_files(tmp_path: Path) -> None:
    for name, content, code in (
        ("absent.yaml", None, "map_absent"),
        ("latin.yaml", "source: é".encode("latin-1"), "map_text"),
        ("large.yaml", b"#" * 300_000, "map_too_large"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(BadMap) as bad:
            read_map(tmp_path / name)
        assert [fault.code for fault in bad.value.faults] == [code]
        assert name in str(bad.value)
