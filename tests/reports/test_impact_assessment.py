"""An impact assessment on paper, in its three readings: element by element, and a draft input until it is signed."""

from typing import Any

import pytest

from aims.impact.dimensions import dimensions
from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import present
from aims.press.blocks import Facts, Paper, Table, plain, texts
from aims.reports.making import LANGUAGES, Language, file_of, written
from aims.reports.registry import REPORTS, ordered
from tests.bank import Bank
from tests.reports.stories import JUDGED, assessed, assessing, notified, stated

NAME = "impact-assessment"


def made(which: str, actor: Actor = SYSTEM, speaking: Language = "en", ref: str = "") -> Paper:
    return written(ordered(NAME, present(), actor, ref, which), speaking)


def said(paper: Paper) -> str:
    return "\n".join(texts(paper))


def tables(paper: Paper) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(plain(cell) for cell in row) for group in block.groups for row in group.rows]
        for block in paper.blocks
        if isinstance(block, Table)
    ]


def elements(paper: Paper) -> dict[str, str]:
    """What is said of each element, by its place."""
    return {row[0]: row[2] for row in tables(paper)[0]}


def told(paper: Paper) -> dict[str, str]:
    found = (row for block in paper.blocks if isinstance(block, Facts) for row in block.rows)
    return {plain(label): plain(value) for label, value in found}


def test_each_reading_lists_the_elements_of_its_provision_as_filled_or_missing(bank: Bank) -> None:
    assessed(bank)
    assert set(elements(made("aisia")).values()) == {"filled"}
    fria, dpia = elements(made("fria")), elements(made("dpia"))
    assert [place for place, state in fria.items() if state == "missing"] == ["27(3)"]
    assert [place for place, state in dpia.items() if state == "missing"] == ["35(2)", "35(9)"]
    assert set(fria) == {*(f"27(1)({letter})" for letter in "abcdef"), "27(2)", "27(3)"}


def test_it_is_a_draft_input_on_every_page_until_the_legal_role_signed(bank: Bank) -> None:
    one = assessed(bank)
    paper = made("fria")
    assert plain(paper.title) == "Fundamental-rights impact assessment (draft input)"
    assert "(draft input)" in plain(paper.foot)
    assert "Draft input: 1 of 8 elements is missing." in said(paper)
    one = notified(bank, one)
    assert "Draft input: nobody of the legal role has signed this reading." in said(made("fria"))
    bank.does("rosalind", "impact_assessment", "sign_fria", one)
    paper = made("fria")
    assert "raft input" not in said(paper)
    signers = {row[3] for row in tables(paper)[-1]}
    assert signers == {"Arjun Nair", "Rosalind Achterberg"}
    assert {row[3] for row in tables(made("dpia"))[-1]} == {"Arjun Nair"}, "one signature is of one reading"


def test_a_version_in_work_carries_no_signature_of_the_one_before(bank: Bank) -> None:
    one = assessed(bank)
    assert "Arjun Nair" in said(made("aisia"))
    bank.does("mei", "impact_assessment", "revise", one)
    assert "Nothing that this paper shows is signed." in said(made("aisia"))


def test_every_dimension_says_figures_benefits_harms_measures_and_what_remains(bank: Bank) -> None:
    rows: list[dict[str, Any]] = [{"dimension": pk} | JUDGED for pk in dimensions()]
    rows[-1] = dict.fromkeys(rows[-1], "") | {"dimension": rows[-1]["dimension"], "not_rated_why": "No device."}
    assessed(bank, dimensions=rows)
    found = tables(made("aisia"))[1]
    assert len(found) == len(dimensions())
    assert found[0][1] == "12 · high"
    assert found[0][2:5] == (JUDGED["who"], JUDGED["benefits"], JUDGED["harms"])
    assert "everity" in found[0][5]
    assert found[0][6:] == (JUDGED["measures"], "low")
    assert found[-1][1:4] == ("not judged", "–", "No device.")


def test_who_was_heard_what_was_decided_and_under_which_conditions(bank: Bank) -> None:
    assessed(bank)
    paper = made("dpia")
    assert ("Six applicants", "May", "Tell me why.") in tables(paper)[2]
    assert told(paper)["Decision"] == "It may run."
    assert told(paper)["Conditions"] == "A person decides each refusal."
    assert told(paper)["Necessity and proportion"] == "Rules alone are blunter."


def test_what_is_not_asked_for_says_why_and_lacks_nothing(bank: Bank) -> None:
    assessed(bank, dpia_not_asked_why="No personal data.")
    paper = made("dpia")
    assert {plain(a): plain(b) for a, b in paper.facts}["Not asked for here"] == "No personal data."
    assert elements(paper)["35(9)"] == "not asked for"
    assert "elements are missing" not in said(paper)


def test_whoever_may_not_see_it_gets_no_paper_and_a_ref_is_asked_for_where_there_are_two(bank: Bank) -> None:
    one, other = assessed(bank), assessing(bank, title="Impact of minutes", system=bank.records["tool"].pk)
    for actor, ref, code in (
        (bank.actor("sara"), one.ref, "ref_unknown"),
        (SYSTEM, "IMP-9999", "ref_unknown"),
        (SYSTEM, "", "report_about"),
    ):
        with pytest.raises(Denied) as refused:
            made("fria", actor, ref=ref)
        assert refused.value.code == code
    assert other.ref in refused.value.sentence
    with pytest.raises(Denied):
        made("nonsense", ref=one.ref)
    with pytest.raises(Denied):
        ordered("risk-register", present(), SYSTEM, one.ref)


def test_in_chinese_labels_are_chinese(bank: Bank) -> None:
    assessed(bank)
    paper = made("fria", speaking="zh")
    assert plain(paper.title) == "基本权利影响评估（草稿输入）"
    assert elements(paper)["27(3)"] == "缺失"


def test_every_report_comes_in_every_format_and_language(bank: Bank) -> None:
    about: dict[str, Record | None] = {
        "statement-of-applicability": stated(bank),
        "impact-assessment": assessed(bank),
        "risk-register": None,
    }
    starts = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>"}
    assert set(about) == set(REPORTS)
    for name, record in about.items():
        order = ordered(name, present(), bank.actor("mei"), record.ref if record else "")
        for speaking in LANGUAGES:
            for format, start in starts.items():
                assert file_of(order, speaking, format).startswith(start)
