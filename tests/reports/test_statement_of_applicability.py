"""The Statement of Applicability on paper: each control once, decided, driven, tested, as the records show."""

from aims import catalogue
from aims.kernel.models import EventBody, Record
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import World, at_seq, present
from aims.press.blocks import Bullets, Paper, Table, plain, texts
from aims.reports.making import Language, file_name, written
from aims.reports.proof import grouped
from aims.reports.registry import ordered
from tests.bank import Bank, somebody
from tests.reports.stories import OWN, control, drafted, restated, signed, stated

NAME = "statement-of-applicability"


def made(which: str = "", actor: Actor = SYSTEM, speaking: Language = "en", world: World | None = None) -> Paper:
    return written(ordered(NAME, world or present(), actor, "", which), speaking)


def said(paper: Paper) -> str:
    return "\n".join(texts(paper))


def table(paper: Paper, head: str) -> list[tuple[str, ...]]:
    """The rows of the table whose second column is headed so."""
    found = next(b for b in paper.blocks if isinstance(b, Table) and plain(b.columns[1].label) == head)
    return [tuple(plain(cell) for cell in row) for group in found.groups for row in group.rows]


def lines(paper: Paper) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table(paper, "Control")}


def facts(paper: Paper) -> dict[str, str]:
    return {plain(label): plain(value) for label, value in paper.facts}


def concluded(bank: Bank, one: Record, result: str) -> None:
    own = {"tested": one.pk, "population": "March.", "sample": "Ten.", "lang": "en"}
    test = bank.does("mei", "control_test", "create", title="Ten files", **own)
    if "vera" not in bank.people:
        bank.people = bank.people | {"vera": somebody("Vera Holm", "verifier", bank.organisation)}
    bank.does("vera", "control_test", "conclude", test, result=result, found="Nine of ten.")


def test_each_control_stands_once_under_its_section_with_what_was_decided(bank: Bank) -> None:
    own = control(bank, title=OWN, title_alt="薄档案由第二人复核")
    stated(bank, A_10_4="We sell no AI service.")
    paper = made()
    assert list(lines(paper)) == [*(one.place for one in catalogue.controls()), own.ref]
    groups = next(b for b in paper.blocks if isinstance(b, Table)).groups
    assert plain(groups[0].title).startswith("A.2 ")
    assert plain(groups[-1].title) == "Controls of our own"
    assert lines(paper)["A.10.4"][1:3] == ("left out", "We sell no AI service.")
    assert lines(paper)[own.ref][:3] == (OWN, "taken in", "Lending needs it.")
    assert "39 controls: 38 taken in, 1 left out, 0 not decided." in said(paper)


def test_a_line_names_what_asks_for_it_how_it_is_done_and_what_its_last_test_found(bank: Bank) -> None:
    one = control(bank, title="Second look", annex_a="A.9.2")
    concluded(bank, one, "failed")
    concluded(bank, one, "passed")
    stated(bank)
    _title, _decision, _why, asked, done, last, shows, evidence = lines(made())["A.9.2"]
    assert asked == f"{bank.records['treatment'].ref} A person looks again"
    assert done == f"{one.ref} A second officer reads the file."
    assert last.startswith("it works, ")
    assert shows.split(" · ")[0] in ("met", "partly met", "unmet", "stale", "unknown")
    assert evidence.isdigit()


def test_the_front_says_which_version_who_approved_it_and_what_it_rests_on(bank: Bank) -> None:
    one = stated(bank)
    front = facts(made())
    assert front["Statement of Applicability"] == f"{one.ref} Statement of Applicability · version 1"
    assert front["Approved by"].startswith("Ingrid Solberg, ")
    criteria = bank.records["criteria"]
    assert front["Risk criteria"] == f"{criteria.ref} Risk criteria of the bank · version 1"
    assert front["Scope statement"] == "–"
    body = EventBody.objects.get(event__record=one.pk, event__action="approve").body
    assert grouped(body["signature"]["digest"]) in said(made())


def test_the_version_in_force_is_shown_unless_the_draft_is_asked_for_which_says_so(bank: Bank) -> None:
    restated(bank, stated(bank), A_10_4="We sell no AI service.")
    held, draft = made(), made("latest")
    assert lines(held)["A.10.4"][1] == "taken in"
    assert plain(held.title) == "Statement of Applicability"
    assert "not in force" not in said(held)
    assert lines(draft)["A.10.4"][1] == "left out"
    assert plain(draft.title) == "Statement of Applicability (draft)"
    assert "(draft)" in plain(draft.foot)
    assert "This version is not in force (draft)" in said(draft)
    assert facts(draft)["Approved by"] == "Nobody yet"
    assert "Ingrid Solberg" not in said(draft), "a signature on another version is none on this one"


def test_without_any_version_in_force_the_draft_is_shown_and_says_so(bank: Bank) -> None:
    drafted(bank)
    assert "This version is not in force" in said(made())


def test_what_differs_from_the_version_before_is_told_of_both(bank: Bank) -> None:
    one = stated(bank)
    assert "There is no version before." in said(made())
    draft = restated(bank, one, A_10_4="We sell no AI service.")
    change = [("A.10.4", "taken in, Lending needs it.", "left out, We sell no AI service.")]
    assert table(made("latest"), "Before") == change
    signed(bank, draft)
    assert table(made(), "Before") == change
    assert "1 line differs from version 1." in said(made())


def test_what_came_apart_since_is_told_of_the_version_in_force_alone(bank: Bank) -> None:
    one = stated(bank)
    assert "Nowhere: each control" in said(made())
    bank.does("arjun", "treatment", "cancel", bank.records["treatment"], reason="No longer.")
    (bullets,) = (block for block in made().blocks if isinstance(block, Bullets))
    assert [plain(text) for text in bullets.texts] == ["A.9.2 is taken in, and nothing asks for it any longer."]
    restated(bank, one)
    assert not [block for block in made("latest").blocks if isinstance(block, Bullets)]


def test_whoever_holds_a_role_gets_what_is_in_force_and_no_draft(bank: Bank) -> None:
    one = stated(bank)
    restated(bank, one, A_10_4="We sell no AI service.")
    assert lines(made(actor=bank.actor("sara")))["A.10.4"][1] == "taken in"
    assert lines(made("latest", actor=bank.actor("sara")))["A.10.4"][1] == "taken in"
    assert lines(made("latest"))["A.10.4"][1] == "left out"


def test_it_shows_the_day_that_was_asked_for(bank: Bank) -> None:
    one = stated(bank)
    held = present().history(one)[-1].seq
    signed(bank, restated(bank, one, A_10_4="We sell no AI service."))
    assert lines(made())["A.10.4"][1] == "left out"
    assert lines(made(world=at_seq(held)))["A.10.4"][1] == "taken in"


def test_in_chinese_no_word_is_english_but_what_a_person_wrote_so(bank: Bank) -> None:
    stated(bank, A_10_4="We sell no AI service.")
    paper = made(speaking="zh")
    assert plain(paper.title) == "适用性声明"
    row = next(
        row
        for block in paper.blocks
        if isinstance(block, Table)
        for group in block.groups
        for row in group.rows
        if plain(row[0]) == "A.10.4"
    )
    assert [plain(cell) for cell in row[1:4]] == ["客户", "已排除", "We sell no AI service."]


def test_the_file_says_which_record_and_which_reading(bank: Bank) -> None:
    one = stated(bank)
    order = ordered(NAME, present(), SYSTEM, one.ref, "latest")
    assert file_name(order, "zh", "docx") == f"{NAME}-{one.ref}-latest-{present().today.isoformat()}.zh.docx"
