"""The risk register on paper: what stands in it, for whom, in which language, as of when."""

import datetime as dt

from aims.kernel.models import EventBody
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import World, at_seq, present
from aims.ledger.log import extend
from aims.press.blocks import Both, Matrix, Paper, Table, plain, texts
from aims.reports.making import Language, file_name, written
from aims.reports.proof import grouped
from aims.reports.registry import ordered
from aims.risk.models import Risk
from tests.bank import Bank
from tests.reports.conftest import HIDDEN

NAME = "risk-register"


def made(actor: Actor = SYSTEM, speaking: Language = "en", world: World | None = None) -> Paper:
    return written(ordered(NAME, world or present(), actor), speaking)


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(plain(cell) for cell in row) for group in table.groups for row in group.rows]


def said(paper: Paper) -> str:
    return "\n".join(texts(paper))


def test_each_risk_stands_under_its_system_with_its_levels(bank: Bank) -> None:
    table = tables(made())[0]
    groups = {plain(group.title): [plain(row[0]) for row in group.rows] for group in table.groups}
    system, risk, bare = (bank.records[name] for name in ("system", "risk", "bare"))
    assert groups == {"The management system itself": [bare.ref], f"{system.ref} Retail credit scoring": [risk.ref]}
    first = next(row for row in rows(table) if row[0] == risk.ref)
    assert first[1:] == (
        HIDDEN,
        "Bias",
        "16 · very high",
        "12 · high",
        "6 · medium",
        "evaluated",
        "Jonas Weber",
        "–",
    )


def test_each_treatment_stands_under_its_risk(bank: Bank) -> None:
    plan = tables(made())[1]
    risk, treatment = bank.records["risk"], bank.records["treatment"]
    assert [plain(group.title) for group in plan.groups] == [f"{risk.ref} {HIDDEN}"]
    ((ref, title, option, controls, owner, due, state),) = rows(plan)
    assert (ref, title, option, owner, due, state) == (
        treatment.ref,
        "A person looks again",
        "reduce it",
        "Jonas Weber",
        "31 Jan 2030",
        "approved",
    )
    assert controls.startswith("A.9.2 ")


def test_the_picture_counts_each_rated_risk_once_and_says_who_is_not_rated(bank: Bank) -> None:
    paper = made()
    (picture,) = (block for block in paper.blocks if isinstance(block, Matrix))
    counted = [plain(cell.text) for _label, cells in picture.rows for cell in cells if "risk" in plain(cell.text)]
    assert counted == ["1 risk · high"]
    by_likelihood = {plain(label): cells for label, cells in picture.rows}
    assert plain(by_likelihood["3 possible"][3].text) == "1 risk · high"
    assert "1 of them is not rated: that is unknown, not low." in said(paper)


def test_it_says_who_signed_what_with_the_digest_that_was_signed(bank: Bank) -> None:
    signed = {row[0].split()[0]: row for row in rows(tables(made())[-1])}
    assert set(signed) == {bank.records["criteria"].ref, bank.records["treatment"].ref}
    criteria = signed[bank.records["criteria"].ref]
    body = EventBody.objects.get(event__record=bank.records["criteria"].pk, event__action="approve").body
    assert criteria[1:4] == ("1", "Approve", "Arjun Nair")
    assert criteria[5] == grouped(body["signature"]["digest"])
    assert criteria[5].replace(" ", "") == body["signature"]["digest"]


def test_a_signature_is_gone_when_what_was_signed_is_open_again(bank: Bank) -> None:
    accepted = bank.does(
        "arjun",
        "risk",
        "accept_as_management",
        bank.records["risk"],
        accepted_until=present().today + dt.timedelta(days=90),
    )
    assert accepted.ref in {row[0].split()[0] for row in rows(tables(made())[-1])}
    bank.does("mei", "risk", "reopen", accepted, reason="It changed.")
    assert accepted.ref not in {row[0].split()[0] for row in rows(tables(made())[-1])}


def test_who_may_not_see_a_risk_reads_no_word_of_it_and_is_told_that_something_is_missing(bank: Bank) -> None:
    theirs = made(bank.actor("sara"))
    assert HIDDEN not in said(theirs)
    assert bank.records["risk"].ref not in said(theirs)
    assert "Retail credit scoring" not in said(theirs)
    assert "Some records are not visible" in said(theirs)
    assert "Some records are not visible" not in said(made())


def test_who_owns_a_treatment_alone_reads_it_under_a_risk_without_a_name(bank: Bank) -> None:
    given = {"title": "Tell the branches", "lang": "en", "treats": bank.records["risk"].pk, "option": "reduce"}
    own = bank.does("mei", "treatment", "create", **given)
    bank.does("mei", "treatment", "edit", own, owner=bank.people["sara"].pk)
    theirs = made(bank.actor("sara"))
    plan = tables(theirs)[0]
    assert [plain(group.title) for group in plan.groups] == ["not visible to you"]
    assert [row[1] for row in rows(plan)] == ["Tell the branches"]
    assert HIDDEN not in said(theirs)


def test_in_chinese_no_word_is_english_but_what_a_person_wrote_so(bank: Bank) -> None:
    theirs = made(speaking="zh")
    assert theirs.lang == "zh-hans"
    assert plain(theirs.title) == "风险登记册与处置计划"
    assert [plain(column.label) for column in tables(theirs)[0].columns][:3] == ["编号", "风险", "类别"]
    assert "信用记录少的申请人更易被拒" in said(theirs)
    assert HIDDEN not in said(theirs)


def test_in_both_languages_titles_stand_twice_and_refs_once(bank: Bank) -> None:
    paper = made(speaking="both")
    assert isinstance(paper.title, Both)
    row = next(row for row in rows(tables(paper)[0]) if row[0] == bank.records["risk"].ref)
    assert row[1] == f"{HIDDEN}\n信用记录少的申请人更易被拒"


def test_it_shows_the_day_that_was_asked_for(bank: Bank) -> None:
    known = present().get(Risk, bank.records["risk"].pk)
    assert known is not None
    before = at_seq(present().history(known)[0].seq)
    earlier = made(world=before)
    assert "A person looks again" not in said(earlier)
    assert "No treatment is recorded." in said(earlier)


def test_without_criteria_in_force_it_says_on_what_the_levels_rest(bank: Bank) -> None:
    bank.does("ingrid", "risk_criteria", "retire", bank.records["criteria"], reason="Anew.")
    paper = made()
    assert "no level below rests on a decision" in said(paper)
    assert "The proposals that the levels follow" in said(paper)


def test_the_front_names_the_checkpoint_that_covers_what_is_shown(bank: Bank) -> None:
    assert "Not signed yet" in said(made())
    signed = extend()
    assert signed is not None
    assert grouped(bytes(signed.root).hex()) in said(made())
    assert bytes(signed.root).hex()[:16] in plain(made().foot)


def test_the_name_of_a_file_says_its_day(bank: Bank) -> None:
    at = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
    order = ordered(NAME, World(present()._position, at), SYSTEM)
    assert file_name(order, "both", "pdf") == "risk-register-2026-11-22.both.pdf"
