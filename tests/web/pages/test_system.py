"""The page of an AI system: what it depends on, its tier, who is trained, who decides; whole in both languages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aims.kernel.checks import Gap, Status, Verdict
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present
from aims.systems import readiness
from aims.systems.models import AISystem
from aims.web.pages import requirements
from aims.web.panels.surroundings import ROWS
from tests.bank import Bank, by_system
from tests.web.language import english_left
from tests.web.pages.test_words import OWN_NAMES

Enter = Callable[..., Client]
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {"title_alt": "示例", "lang": "en"}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def said(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def edited(bank: Bank, system: Record, **values: Any) -> Record:
    return perform(Command("ai_system", "edit", SYSTEM, system.pk, values))


def role(bank: Bank, name: str, role: str) -> None:
    given = {"title": role, "person": bank.people[name].pk, "role": role, "unit": bank.organisation.pk}
    by_system("assignment", starts_on=present().today, **given)


def profile(bank: Bank) -> None:
    wanted = {"role": "system_owner", "level": "2", "evidence_wanted": "A year.", "decides": True}
    made = bank.does(
        "mei", "competence_requirement", "create", title="Owning", owner=bank.people["ingrid"].pk, **wanted
    )
    bank.does("mei", "competence_requirement", "submit", made)
    bank.does("ingrid", "competence_requirement", "approve", made)


def rating(bank: Bank, until: dt.date) -> None:
    made = bank.does("mei", "competence", "create", title="J", person=bank.people["jonas"].pk, role="system_owner")
    bank.does("ingrid", "competence", "assess", made, level="3", evidence="Seen.")
    bank.does("ingrid", "competence", "approve", made, valid_until=until)


def course(bank: Bank) -> Record:
    made = bank.does("mei", "course", "create", title="AI at work", purpose="What I may do.", **WORDS)
    bank.does("mei", "course", "submit", made)
    return bank.does("ingrid", "course", "approve", made)


def surround(bank: Bank, n: int = 1) -> None:
    """A supplier and a dataset behind `n` components, and a system that is fed."""
    system = bank.records["system"]
    supplier = by_system("supplier", title="Northlight", gives="A model.", **WORDS)
    data = by_system("dataset", title="Loans", **WORDS)
    for _n in range(n):
        links = (("part_of", system.pk), ("learned_from", data.pk))
        part = {"title": "Trees", "sort": "model", "origin": "supplier", "supplier": supplier.pk}
        perform(Command("component", "create", SYSTEM, values=part | WORDS, links=links))
    perform(Command("ai_system", "link", SYSTEM, system.pk, {"relation": "feeds", "target": bank.records["tool"].pk}))


@BOTH
def test_its_page_is_whole_with_everything_on_it(bank: Bank, enter: Enter, language: str) -> None:
    surround(bank)
    role(bank, "sara", "operator")
    course(bank)
    profile(bank)
    edited(bank, bank.records["system"], final_decision="", final_decider=bank.people["jonas"].pk)
    change = {"title": "New model", "sort": "system", "purpose": "Better.", "system": bank.records["system"].pk}
    by_system("change", **change, **WORDS)
    html = page(enter("mei", language), "/r/AIS-0001/")
    for ref in ("SUP-0001", "DST-0001", "CMP-0001", "AIS-0002", "CHG-0001"):
        assert f">{ref}<" in html, ref
    assert ("Answer the seven questions" if language == "en" else "七个问题") in html
    assert html.count("<path d=") == 4  # data and supplier → component → system → system
    if language == "zh-hans":
        assert set(english_left(html)) <= OWN_NAMES
    for address in ("/systems/readiness", "/k/change/new", "/r/CHG-0001/"):
        assert language == "en" or set(english_left(page(enter("mei", language), address))) <= OWN_NAMES, address


@BOTH
def test_the_list_of_what_systems_lack_names_each_lack(
    bank: Bank, enter: Enter, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = edited(
        bank, bank.records["system"], ai_roles=["ai_user"], scope_decision="in", tier_answered_on=present().today
    )
    bank.does("mei", "ai_system", "triage", system)
    role(bank, "jonas", "risk_owner")
    with monkeypatch.context() as ready:
        ready.setattr(readiness, "readiness", lambda *_given: [])
        system = perform(Command("ai_system", "assess", SYSTEM, system.pk))
    html = page(enter("mei", language), "/systems/readiness")
    assert ("No supplier of it is recorded" if language == "en" else "均未记录其供应商") in html
    own = page(enter("mei", language), f"/r/{system.ref}/")
    assert ("No supplier of it is recorded" if language == "en" else "均未记录其供应商") in own
    step = "From “assessed” to “in acquisition”" if language == "en" else "从“已评估”到“采购中”"
    assert step in html
    assert step in own
    assert language == "en" or set(english_left(html)) <= OWN_NAMES


def test_where_nothing_is_lacking_the_next_step_stands_there_for_who_may(
    bank: Bank, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = edited(
        bank, bank.records["system"], ai_roles=["ai_user"], scope_decision="in", tier_answered_on=present().today
    )
    bank.does("mei", "ai_system", "triage", system)
    monkeypatch.setattr(readiness, "readiness", lambda *_given: [])
    system = perform(Command("ai_system", "assess", SYSTEM, system.pk))
    role(bank, "sara", "supplier_manager")

    def panel(name: str) -> str:
        return page(enter(name), f"/r/{system.ref}/").split('id="next"')[1].split("</section>")[0]

    assert f'href="/r/{system.ref}/do/acquire"' in panel("sara")
    assert "/do/" not in panel("mei")


def next_step(client: Client, system: Record) -> str:
    return page(client, f"/r/{system.ref}/").split('id="next"')[1].split("</section>")[0]


@pytest.mark.parametrize("stage", ["inception", "operation_and_monitoring"])
def test_the_open_questions_of_the_tier_are_lacking_before_it_is_taken_in(bank: Bank, enter: Enter, stage: str) -> None:
    system = edited(
        bank, bank.records["system"], ai_roles=["ai_user"], scope_decision="in", tier="", life_cycle_stage=stage
    )
    lacking = next_step(enter("jonas"), system)
    assert "Answer the seven questions that give its tier." in lacking
    assert f'href="/r/{system.ref}/tier"' in lacking
    assert f'href="/r/{system.ref}/edit"' not in lacking
    edited(bank, system, tier_answered_on=present().today)
    assert "seven questions" not in next_step(enter("jonas"), system)


def test_what_is_deployed_may_begin_operation_from_its_next_step(
    bank: Bank, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = edited(bank, bank.records["system"], ai_roles=["ai_user"], scope_decision="in")
    for name, part in (("hedda", "release_approver"), ("ingrid", "operator")):
        role(bank, name, part)
    system = bank.does("mei", "ai_system", "triage", system)
    with monkeypatch.context() as ready:
        ready.setattr(readiness, "readiness", lambda *_given: [])
        for move in ("assess", "acquire", "hand_over", "verify"):
            system = perform(Command("ai_system", move, SYSTEM, system.pk))
        system = bank.does("hedda", "ai_system", "deploy", system)
    shown = next_step(enter("ingrid"), system)
    assert "Its version is not stated." in shown
    assert f'href="/r/{system.ref}/do/operate"' in shown
    assert "/do/operate" not in next_step(enter("mei"), system)


def test_a_column_that_is_too_long_says_how_many_more_and_the_list_has_them(bank: Bank, enter: Enter) -> None:
    surround(bank, ROWS + 3)
    html = page(enter("mei"), "/r/AIS-0001/")
    picture, listed = html.split('<svg class="graph"')[1].split("</svg>", 1)
    assert picture.count(">CMP-") == ROWS
    assert "and 3 more" in picture
    assert len(set(re.findall(r">(CMP-\d+)<", listed.split("</section>")[0]))) == ROWS + 3


def test_users_are_trained_by_figures_and_days(bank: Bank, enter: Enter) -> None:
    def answer() -> str:
        return said(page(enter("mei"), "/r/AIS-0001/")).split("Users trained? ")[1].split("Responsibilities")[0]

    assert "Nobody is named who operates or oversees it." in answer()
    role(bank, "sara", "operator")
    role(bank, "hedda", "human_overseer")
    role(bank, "hedda", "staff_member")
    assert "for 2 of them no course is meant" in answer()
    made = course(bank)
    assert "0 of 2 who operate or oversee it are current" in answer()
    for name in ("sara", "hedda"):
        perform(Command("completion", "create", bank.actor(name), values={"title": "Done", "course": made.pk}))
        expected = "1 of 2 who operate or oversee it are current on their courses; Hedda Berg has until"
        assert (expected if name == "sara" else "2 of 2 who operate or oversee it are current") in answer()


def test_the_final_decision_is_with_somebody_here_and_competent(bank: Bank, enter: Enter) -> None:
    def answer() -> str:
        return said(page(enter("mei"), "/r/AIS-0001/")).split("takes the final decision?")[1].split("Results")[0]

    system, jonas = bank.records["system"], bank.people["jonas"]
    law = {"legal_roles": ["ai_act_deployer"], "ai_roles": ["ai_user"]}
    edited(bank, system, final_decider=jonas.pk, owner=bank.people["mei"].pk, **law)
    assert "No role of theirs today asks for a competence." in answer()
    profile(bank)
    assert "Nobody has rated them as “System owner”." in answer()
    rating(bank, dt.date(2001, 1, 1))
    assert "Not competent as “System owner” since 1 Jan 2001" in answer()
    rating(bank, present().today + dt.timedelta(days=300))
    assert "Jonas Weber takes the final decision. Rated competent today." in answer()
    perform(Command("person", "retire", SYSTEM, jonas.pk, reason="Left."))
    assert "Jonas Weber, named for the final decision, has not been here since" in answer()


def test_its_tier_says_why(bank: Bank, enter: Enter) -> None:
    html = said(page(enter("jonas"), "/r/AIS-0001/"))
    assert "Told by whoever registered it" in html
    assert AISystem.objects.get(ref="AIS-0001").tier == "high"


def test_what_is_refused_stands_folded_below_with_its_reason(bank: Bank, enter: Enter) -> None:
    bank.does("mei", "policy", "submit", bank.records["policy"])
    html = page(enter("mei"), f"/r/{bank.records['policy'].ref}/")
    bar, folded = html.split('class="head"')[1].split('<details class="not-now">')
    assert "aria-disabled" not in bar
    assert "You wrote POL-0001" not in said(bar)
    assert "You wrote POL-0001; someone else must do this" in said(folded.split("</details>")[0])


def test_what_the_reader_may_not_see_is_counted_and_not_named(enter: Enter, bank: Bank) -> None:
    system, found = bank.records["system"], bank.records["nonconformity"]
    bank.does("mei", "nonconformity", "link", found, relation="about", target=system.pk)
    edited(bank, system, owner=bank.people["sara"].pk)
    for name, named in (("sara", False), ("mei", True)):
        answer = said(page(enter(name), "/r/AIS-0001/").partition("Improvements made")[2].partition("</section>")[0])
        assert "Open nonconformities about it: 1;" in answer, name
        assert ("NCR-0001" in answer) is named


def test_until_the_worker_has_drawn_what_follows_from_a_change_the_page_says_so(bank: Bank, enter: Enter) -> None:
    system = bank.records["system"]
    given = {"sort": "system", "system": system.pk, "purpose": "P.", "consequences": "C.", "resources": "R."}
    run_reactions()
    change = by_system("change", title="Another model", significance=["model"], rollback="B.", **given)
    place = f"/r/{system.ref}/"
    waits = "is being worked out"
    assert waits not in said(page(enter("mei"), place))
    perform(Command("change", "implement_urgently", SYSTEM, change.pk, reason="It was down."))
    assert f"What follows from {change.ref}" in said(page(enter("mei"), place))
    assert "Everything that its stages ask for is recorded" not in said(page(enter("mei"), place))
    run_reactions()
    assert waits not in said(page(enter("mei"), place))


def test_in_a_requirement_gone_stale_what_was_never_there_is_not_called_stale(
    bank: Bank, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ("life_stale", "life_lacks", "part_unseen")
    found = [Gap(code, None, {"ref": "AIS-1", "why": code, "part": code}) for code in codes]
    stale = Verdict(Status.STALE, gaps=tuple(found))
    monkeypatch.setattr(requirements, "verdict_on", lambda world, requirement: stale)
    html = page(enter("mei"), "/requirement/iso42001:2023/8.1-c")
    assert re.findall(r'class="gap v-(\w+)', html) == ["stale", "unmet", "unknown"]
