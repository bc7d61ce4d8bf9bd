"""The pages of risks: the map, one risk, the Statement of Applicability; who may accept, on page, API and command."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from aims.cli import app
from aims.conformity.applicability import entries, expected
from aims.conformity.models import StatementOfApplicability
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.risk.models import Risk
from tests.bank import Bank, by_system

RISK: dict[str, Any] = {
    "title": "Genuine payment held",
    "title_alt": "误冻正常支付",
    "family": "incorrect_outputs",
    "sources": ["C.3.4"],
    "event": "A payment is held.",
    "consequence": "Somebody cannot pay.",
    "why": "Nine cases.",
    **{f"{s}_{p}": 3 for s in ("inherent", "current") for p in ("likelihood", "organisation", "people", "society")},
}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


@pytest.fixture
def risk(bank: Bank) -> Record:
    """A risk that was judged: likelihood 3, worst consequence 3, medium by our proposal."""
    made = bank.does("mei", "risk", "create", **RISK, owner=bank.people["jonas"].pk)
    bank.does("mei", "risk", "analyse", made)
    return bank.does("mei", "risk", "evaluate", made, priority=1)


@pytest.fixture
def acceptor(bank: Bank) -> None:
    values = {"title": "Sara accepts", "person": bank.people["sara"].pk, "role": "risk_acceptor"}
    by_system("assignment", **values, starts_on=present().today - dt.timedelta(days=9), unit=bank.organisation.pk)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_map_counts_and_a_square_can_be_pressed(enter: Callable[..., Client], risk: Record, language: str) -> None:
    mei = enter("mei", language)
    shown = page(mei, "/risks/")
    squares = re.findall(r'<td [^>]*class="m-(\w+)[^"]*">\s*<a href="([^"]*)"[^>]*>(\d+)', shown)
    assert [(band, count) for band, _url, count in squares] == [("medium", "1")]
    row = f'<td class="c-ref"><a class="ref" href="/r/{risk.ref}/'
    assert row in page(mei, squares[0][1].replace("&amp;", "&"))
    assert row not in page(mei, "/risks/?cell=5-5")
    assert row in page(mei, "/risks/?flag=without_plan")
    assert row not in page(mei, "/risks/?flag=acceptance_over")


def test_a_day_that_is_none_is_said_and_the_page_stands(enter: Callable[..., Client], risk: Record) -> None:
    mei = enter("mei")
    assert "is no day" in page(mei, "/risks/?since=yesterday")
    assert "2000" in page(mei, "/risks/?since=2000-01-01")
    assert risk.ref in page(mei, f"/risks/?since={present().today}&stage=inherent&cell=9-9")


def test_a_risk_has_its_levels_its_thread_and_what_is_missing(enter: Callable[..., Client], risk: Record) -> None:
    shown = page(enter("mei"), f"/r/{risk.ref}/")
    assert "Medium 9" in shown
    assert "Above the appetite, without a plan" in shown
    assert 'id="thread"' in shown


def test_its_owner_and_whoever_lacks_the_authority_are_refused_on_page_and_api(
    bank: Bank, enter: Callable[..., Client], risk: Record, acceptor: None
) -> None:
    day = (present().today + dt.timedelta(days=60)).isoformat()
    for who, code in (("mei", "not_granted"), ("jonas", "not_granted")):
        client = enter(who)
        sent = {"accepted_until": day, "expected_version": risk.version}
        assert client.post(f"/r/{risk.ref}/do/accept", sent).status_code in (403, 404), who
        answer = client.post(
            f"/api/v1/risk/{risk.ref}/accept",
            {"values": {"accepted_until": day}, "expect": risk.version},
            content_type="application/json",
        )
        assert answer.status_code in (403, 404), (who, code, answer.content)
    sara = enter("sara")
    answer = sara.post(f"/r/{risk.ref}/do/accept", {"accepted_until": day, "expected_version": risk.version})
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())[-900:]
    assert f"until {int(day[8:])}" in page(sara, f"/r/{risk.ref}/")


@pytest.fixture
def statement(bank: Bank) -> Record:
    return bank.does(
        "mei", "statement_of_applicability", "create", title="SoA", disclosure="internal", additional="None."
    )


def decide(client: Client, statement: Record, control: str, applies: str, why: str) -> int:
    now = present().get(StatementOfApplicability, statement.pk)
    said = {"control": control, "applies": applies, "why": why, "why_alt": "我们不出售AI。", "version": now.version}
    return client.post(f"/r/{statement.ref}/entry", said).status_code


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_statement_has_all_controls_and_a_line_is_decided_in_place(
    enter: Callable[..., Client], statement: Record, language: str
) -> None:
    mei = enter("mei", language)
    shown = page(mei, f"/r/{statement.ref}/")
    assert len(re.findall(r'<tr id="A\.', shown)) == 38
    assert decide(mei, statement, "A.10.4", "no", "We sell no AI.") == 302
    found = present().get(StatementOfApplicability, statement.pk)
    assert (entries(found)["A.10.4"].applies, entries(found)["A.10.4"].why) == ("no", "We sell no AI.")
    assert len(entries(found)) == len(expected(present()))
    told = "We sell no AI." if language == "en" else "我们不出售AI。"
    assert f">{told}<" in page(mei, f"/r/{statement.ref}/?show=out").replace("</span>", "<").replace("\n", "")
    assert decide(mei, statement, "A.99", "no", "x") == 404
    assert decide(enter("ingrid"), statement, "A.10.4", "yes", "x") in (403, 409)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    bank: Bank, enter: Callable[..., Client], statement: Record
) -> None:
    mei = enter("mei")
    old = present().get(StatementOfApplicability, statement.pk).version
    assert decide(mei, statement, "A.2.2", "yes", "Asked for.") == 302
    late = {"control": "A.2.3", "applies": "yes", "why": "Late.", "version": old}
    assert mei.post(f"/r/{statement.ref}/entry", late).status_code == 409
    assert entries(present().get(StatementOfApplicability, statement.pk))["A.2.3"].applies == ""


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_line_that_cannot_be_taken_stands_as_it_was_typed(
    enter: Callable[..., Client], statement: Record, version: str
) -> None:
    said = {"control": "A.2.3", "applies": "no", "why": "Nobody here <does> that.", "version": version}
    answer = enter("mei").post(f"/r/{statement.ref}/entry", said)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Nobody here &lt;does&gt; that." in shown
    assert shown.count('<details class="decide" open>') == 1
    assert entries(present().get(StatementOfApplicability, statement.pk))["A.2.3"].applies == ""


def test_a_statement_names_no_restricted_record(bank: Bank, enter: Callable[..., Client], statement: Record) -> None:
    concern = bank.records["concern"]
    made = Command(
        "control", "create", SYSTEM, values={"title": "x", "annex_a": "A.3.3"}, links=[("asked_by", concern.pk)]
    )
    perform(made)
    mei = enter("mei")
    assert decide(mei, statement, "A.3.3", "no", "Nobody asks.") == 302
    with pytest.raises(Denied) as refused:
        bank.does("mei", "statement_of_applicability", "submit", statement)
    assert "A.3.3" in refused.value.sentence
    assert concern.ref not in refused.value.sentence + page(mei, f"/r/{statement.ref}/")
    fresh = bank.does("mei", "statement_of_applicability", "create", title="SoA 2", disclosure="internal")
    assert entries(fresh)["A.3.3"].drivers == "CON"


PARTS: dict[str, dict[str, Any]] = {
    "component": {"title": "Lumen, a hosted model", "sort": "model"},
    "dataset": {"title": "Replies of 2025"},
    "supplier": {"title": "Lumen AI", "gives": "A model."},
}


@pytest.mark.parametrize("kind", PARTS)
def test_a_risk_of_a_part_is_seen_where_it_comes_from_and_where_it_goes(
    bank: Bank, enter: Callable[..., Client], kind: str
) -> None:
    """On its own page the part and the systems that inherit it; on their pages the risk, its level and the part."""
    system, other = bank.records["system"], bank.records["tool"]
    part = bank.does("mei", kind, "create", **PARTS[kind], unit=bank.lending.pk)
    joint = {"supplier": part.pk} if kind == "supplier" else {}
    links = [("part_of", system.pk), *([("learned_from", part.pk)] if kind == "dataset" else [])]
    if kind == "component":
        bank.does("mei", kind, "link", part, relation="part_of", target=system.pk)
    else:
        model = {"title": "The model", "sort": "model", "unit": bank.lending.pk}
        bank.does("mei", "component", "create", links=links, **model, **joint)
    risk = bank.does("mei", "risk", "create", **RISK, unit=bank.lending.pk, links=[("comes_from", part.pk)])
    mei = enter("mei")
    own = panel(page(mei, f"/r/{risk.ref}/"), "inheritance")
    assert f"Comes from {kind.capitalize()}" in own
    assert f"{part.ref} {part.title}" in own
    assert f"Inherited by {system.ref}" in own
    assert "Medium 9" in own
    assert other.ref not in own
    for address, place in ((f"/r/{system.ref}/", "risks"), (f"/r/{system.ref}/risks", "inherited")):
        shown = panel(page(mei, address), place)
        assert risk.ref in shown
        assert "Medium 9" in shown
        assert f"inherited from {kind} {part.ref} {part.title}" in shown
        assert risk.ref not in panel(page(mei, address.replace(system.ref, other.ref)), place)


def panel(shown: str, place: str) -> str:
    """The words of one panel of a page."""
    found = re.search(rf'<section[^>]* id="{place}".*?</section>', shown, re.DOTALL)
    assert found, place
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def submitted_assessment(bank: Bank, system: Record, **given: Any) -> Record:
    """Of the risks of `system`, made by Mei by criteria that Arjun approved."""
    using = bank.does("mei", "risk_criteria", "create", title="How we judge", method="By two.", treating="By us.")
    bank.does("mei", "risk_criteria", "submit", using)
    bank.does("arjun", "risk_criteria", "approve", using)
    words = {"system": system.pk, "trigger": "first", "participants": "All.", "context": "Loans.", "conclusion": "One."}
    made = bank.does("mei", "risk_assessment", "create", title="Of it", **words | given)
    bank.does("mei", "risk_assessment", "begin", made)
    return bank.does("mei", "risk_assessment", "submit", made)


def judged_risk(bank: Bank, **given: Any) -> Record:
    made = bank.does("mei", "risk", "create", **RISK | given)
    bank.does("mei", "risk", "analyse", made)
    return bank.does("mei", "risk", "evaluate", made, priority=1)


def by_every_way(client: Client, monkeypatch: pytest.MonkeyPatch, who: Record, record: Record, action: str) -> None:
    """That `who` is refused `action` on `record` on the page, through the API and by the command line."""
    answer = client.post(f"/r/{record.ref}/do/{action}", {"expected_version": record.version, "reason": "So."})
    assert answer.status_code in (403, 409), answer.status_code
    place, sent = f"/api/v1/{record.kind}/{record.ref}/{action}", {"expect": record.version, "reason": "So."}
    answer = client.post(place, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "own_case"), answer.content
    monkeypatch.setenv("AIMS_LANG", "en")
    told = CliRunner().invoke(app, ["do", record.ref, action, "--reason", "So.", "--as", who.ref])
    assert (told.exit_code, "someone else must do this" in told.output) == (1, True), told.output


def test_the_owner_approves_no_assessment_of_their_own_by_any_way(
    bank: Bank, enter: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = bank.records["system"]
    judged_risk(bank, system=system.pk)
    made = submitted_assessment(bank, system, owner=bank.people["jonas"].pk)
    given = {"title": "Jonas decides", "person": bank.people["jonas"].pk, "role": "designated_management"}
    by_system("assignment", **given, unit=bank.organisation.pk, starts_on=present().today)
    by_every_way(enter("jonas"), monkeypatch, bank.people["jonas"], made, "approve")
    assert present().find(made.pk).state == "in_review"


@pytest.mark.parametrize("way", ["page", "api", "command"])
def test_an_acceptance_dies_when_the_risk_changes_by_any_way(
    bank: Bank,
    enter: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    risk: Record,
    acceptor: None,
    way: str,
) -> None:
    until = present().today + dt.timedelta(days=60)
    kept = bank.does("sara", "risk", "accept", risk, accepted_until=until)
    mei, place = enter("mei"), f"/api/v1/risk/{risk.ref}"
    if way == "page":
        edited = mei.post(f"/r/{risk.ref}/edit", {"why": "Ten.", "expected_version": kept.version})
        assert (edited.status_code, "Judge it anew" in edited.content.decode()) == (403, True)
        mei.post(f"/r/{risk.ref}/do/reopen", {"reason": "Ten cases.", "expected_version": kept.version})
        assert "Accepted by" not in page(mei, f"/r/{risk.ref}/")
    elif way == "api":
        sent = {"values": {"why": "Ten."}, "expect": kept.version}
        assert mei.patch(place, sent, content_type="application/json").json()["code"] == "not_editable"
        mei.post(f"{place}/reopen", {"reason": "Ten.", "expect": kept.version}, content_type="application/json")
    else:
        monkeypatch.setenv("AIMS_LANG", "en")
        said = ["--as", bank.people["mei"].ref]
        refused = CliRunner().invoke(app, ["do", risk.ref, "edit", "--set", "why=Ten.", *said])
        assert (refused.exit_code, "Judge it anew" in refused.output) == (1, True)
        assert CliRunner().invoke(app, ["do", risk.ref, "reopen", "--reason", "Ten.", *said]).exit_code == 0
    now = present().find(risk.pk)
    assert isinstance(now, Risk)
    assert (now.state, now.accepted_until) == ("identified", None)


def test_the_thread_shows_only_the_assessment_that_judged_the_risk(
    bank: Bank, enter: Callable[..., Client], risk: Record
) -> None:
    system = bank.records["system"]
    old = judged_risk(bank, system=system.pk)
    made = submitted_assessment(bank, system)
    bank.does("arjun", "risk_assessment", "approve", made)
    late = bank.does("mei", "risk", "create", **RISK | {"system": system.pk, "title": "Named since"})
    mei = enter("mei")
    assert f"/r/{made.ref}/" in page(mei, f"/r/{old.ref}/")
    assert f"/r/{made.ref}/" not in page(mei, f"/r/{late.ref}/")
    assert f"/r/{late.ref}/" not in page(mei, f"/r/{made.ref}/")


@pytest.mark.parametrize(("language", "word"), [("en", "3 possible:"), ("zh-hans", "3 可能：")])
def test_a_risk_is_rated_in_the_words_of_the_scales(
    enter: Callable[..., Client], risk: Record, language: str, word: str
) -> None:
    shown = page(enter("mei", language), f"/r/{risk.ref}/edit")
    assert shown.count('<fieldset class="field rated">') == 3
    chosen = re.search(r'<select name="current_likelihood".*?</select>', shown, re.S)[0]
    assert re.search(r'<option value="3" selected>([^<]*)', chosen)[1].startswith(word)
    assert len(re.findall("<option", chosen)) == 6
    assert ("As saved: Medium, 9." if language == "en" else "按已保存的数字：") in shown


def test_no_filter_of_a_kind_is_taken_for_the_order_of_its_list(enter: Callable[..., Client], bank: Bank) -> None:
    own = {"q", "order", "after", "before", "as_of", "by", "language"}
    assert not {(kind.name, name) for kind in KINDS for name in kind.filters if name in own}
    shown = page(enter("mei"), "/k/ai_system/?order=oldest")
    assert 'aria-sort="ascending"' in shown
    assert bank.records["system"].ref in shown


def words(client: Client) -> str:
    """The inbox without its marks."""
    return re.sub("<[^>]+>", "", page(client, "/inbox"))


def test_a_complete_treatment_waits_for_who_may_approve_it_and_may_come_back(
    bank: Bank, enter: Callable[..., Client], risk: Record
) -> None:
    made = bank.does(
        "mei", "treatment", "create", title="Ask twice", treats=risk.pk, option="reduce", owner=bank.people["jonas"].pk
    )
    waits = f"{made.ref} Ask twice is proposed: approve or return it."
    form = page(enter("mei"), f"/r/{made.ref}/edit")
    assert form.count("needed for “Approve”") == 4
    assert waits not in words(enter("arjun"))
    plan = {"why": "Cheap.", "resources": "A day.", "expected": "Fewer.", "due_on": present().today}
    bank.does("mei", "treatment", "edit", made, **plan)
    assert waits in words(enter("arjun"))
    assert waits not in words(enter("mei"))
    assert f"Approve {made.ref}" in page(enter("arjun"), f"/r/{risk.ref}/")
    bank.does("arjun", "treatment", "return", made, reason="By when, really?")
    assert waits not in words(enter("arjun"))
    assert "By when, really?" in words(enter("mei"))
    bank.does("mei", "treatment", "edit", made, resources="Two days.")
    assert waits in words(enter("arjun"))
    assert "By when, really?" not in words(enter("mei"))


def test_the_map_says_its_levels_in_words(enter: Callable[..., Client], risk: Record) -> None:
    shown = page(enter("mei"), "/risks/")
    assert re.findall(
        r'<span class="level m-\w+">([^<]*)</span></p>|<span class="level m-\w+">([A-Z][^<]* from \d+)', shown
    )
    assert shown.count("Medium from 5") == 1
    assert shown.count('<td title="Low, likelihood 1, consequence 1: 0"') == 1
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', page(enter("mei"), f"/r/{risk.ref}/"), re.S)[0]
    assert re.sub("<[^>]+>", " ", crumbs).split().count("Risks") == 1


def test_a_reason_is_asked_for_in_the_language_that_it_is_in(enter: Callable[..., Client], statement: Record) -> None:
    shown = page(enter("mei"), f"/r/{statement.ref}/")
    assert '<label class="small" for="why-A.2.2">Why (English)</label>' in shown
    assert '<label class="small" for="alt-A.2.2">Why (Simplified Chinese)</label>' in shown
    chinese = page(enter("mei", "zh-hans"), f"/r/{statement.ref}/")
    assert '<label class="small" for="alt-A.2.2">理由（简体中文）</label>' in chinese


def test_what_several_requirements_want_is_said_once(enter: Callable[..., Client], risk: Record) -> None:
    shown = page(enter("mei"), f"/r/{risk.ref}/")
    sentence = f"{risk.ref}</span> is medium, above what is tolerated, and has no approved treatment."
    assert shown.count(sentence) == 1
    gap = shown[shown.index(sentence) :].partition("</article>")[0]
    assert gap.count('class="ref"') > 1, "the requirements behind it are named"


def test_each_line_of_a_statement_keeps_what_is_typed_into_it(enter: Callable[..., Client], statement: Record) -> None:
    mei = enter("mei")
    keys = re.findall(r'data-draft="(soa[^"]*)"', page(mei, f"/r/{statement.ref}/"))
    assert len(keys) == len(set(keys)) == len(expected(present()))
    assert decide(mei, statement, "A.2.2", "yes", "Asked for.") == 302
    after = re.findall(r'data-draft="(soa[^"]*)"', page(mei, f"/r/{statement.ref}/"))
    assert [a.split(".", 2)[2].rpartition(".")[0] for a, b in zip(keys, after, strict=True) if a != b] == ["A.2.2"]


def test_a_signature_that_no_longer_binds_says_so(
    bank: Bank, enter: Callable[..., Client], risk: Record, acceptor: None
) -> None:
    bank.does("sara", "risk", "accept", risk, accepted_until=present().today + dt.timedelta(days=30))
    place = f"/r/{risk.ref}/"
    assert "No longer binds" not in page(enter("mei"), place)
    bank.does("mei", "risk", "reopen", risk, reason="New cases.")
    shown = page(enter("mei"), place)
    assert "No longer binds: changed on" in shown
    assert "Nobody has signed" not in shown
    bank.does("mei", "risk", "analyse", risk)
    assert "No longer binds: changed on" in page(enter("mei"), place)


def test_an_accepted_risk_offers_no_link_to_be_removed_that_it_was_accepted_with(
    bank: Bank, enter: Callable[..., Client], risk: Record, acceptor: None
) -> None:
    mei = enter("mei")
    bank.does("mei", "risk", "link", risk, relation="comes_from", target=bank.records["policy"].pk)
    assert f"/r/{risk.ref}/unlink" in page(mei, f"/r/{risk.ref}/")
    bank.does("sara", "risk", "accept", risk, accepted_until=present().today + dt.timedelta(days=9))
    assert f"/r/{risk.ref}/unlink" not in page(mei, f"/r/{risk.ref}/")
    assert "comes_from" not in page(mei, f"/r/{risk.ref}/link")
