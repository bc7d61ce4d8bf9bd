"""Today: what is the reader's stands apart from what is not, acts are called by their names, figures agree."""

import datetime as dt
import re
from collections.abc import Callable

from django.test import Client

from aims.kernel.world import present
from tests.bank import Bank, by_system, submit_policy

Enter = Callable[..., Client]


def panels(client: Client) -> dict[str, str]:
    """What stands under each heading."""
    shown = client.get("/").content.decode().split("<main")[1]
    return {re.findall(r"<h2>([^<]*)", one)[0]: one for one in shown.split("<section")[1:] if "<h2>" in one}


def test_what_others_close_does_not_stand_under_waiting_for_you(enter: Enter) -> None:
    found = panels(enter("jonas"))
    assert 'class="gap' in found["Worst open gaps"]
    assert 'class="gap' not in found["Waiting for you"]
    assert "Worst open gaps" not in panels(enter("sara"))


def test_an_act_is_called_by_its_name_and_the_list_says_whose_it_is(bank: Bank, enter: Enter) -> None:
    day = present().today
    words = dict.fromkeys(
        ("policy_sentence", "measure", "measure_unit", "plan", "resources", "evaluation_how"), "Cases"
    )
    aim = {"direction": "down", "target": 2, "due_on": day + dt.timedelta(100), "interval_months": 1}
    made = bank.does("mei", "objective", "create", title="Few", owner=bank.people["jonas"].pk, **words, **aim)
    bank.does("ingrid", "objective", "approve", made)
    start = {"baseline": 12, "baseline_on": day - dt.timedelta(100), "told_to": "The desk."}
    bank.does("jonas", "objective", "activate", made, **start)
    mine, others = panels(enter("jonas")), panels(enter("mei"))
    assert ">Measure<" in mine["Waiting for you"]
    assert "Create<" not in "".join((*mine.values(), *others.values()))
    assert "You" in mine["Due within 30 days, or overdue"]
    assert "Jonas Weber" in others["Due within 30 days, or overdue"]


def test_both_pages_count_the_systems_and_name_the_last_attestation_alike(bank: Bank, enter: Enter) -> None:
    today = present().today
    for name, unit, days in (("mei", bank.organisation, 3), ("jonas", bank.lending, 90)):
        said = {"title": "Ours", "statement": "Asked.", "systems_known": 1, "happened_on": today - dt.timedelta(days)}
        bank.does(name, "completeness_attestation", "create", unit=unit.pk, **said)
    gone = by_system("ai_system", title="Gone", lang="en", unit=bank.lending.pk)
    bank.does("jonas", "ai_system", "reject", gone, reason="Not wanted.")
    foot = panels(enter("mei"))["What the records show"].split("<footer>")[1]
    assert "2 AI systems on the register" in foot
    assert "by Mei Lindqvist" in foot, "who looked last, not who wrote last"
    counted = re.findall(r'data-label="AI systems">(\d+)<', enter("mei").get("/systems/").content.decode())
    assert sum(map(int, counted)) == 2


def test_what_a_reader_may_not_see_is_not_said_to_be_nothing(bank: Bank, enter: Enter) -> None:
    staff = enter("sara")
    register = staff.get("/systems/").content.decode()
    assert "No AI system yet" not in register
    assert "AI systems” that you can see" in register
    assert "All<b>0</b>" not in register
    audit = staff.get("/audit/").content.decode()
    assert "Nothing is recorded here that you can see" in audit
    assert "<b>0</b>" not in audit, "a kind that is closed to the reader has no count"


def test_whose_duties_are_overdue_is_not_everybodys_to_know(bank: Bank, enter: Enter) -> None:
    bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)
    due = "Due within 30 days, or overdue"
    assert "POL-0001" in panels(enter("sara"))[due]
    for name, still in (("sara", False), ("mei", True)):
        bank.does(name, "acknowledgement", "create", document=bank.records["policy"].pk)
        assert ("POL-0001" in panels(enter(name))[due]) is still, name


def test_a_decision_without_a_day_comes_after_what_is_late_and_before_what_has_a_day(bank: Bank, enter: Enter) -> None:
    today = present().today
    mine = {"lang": "en", "owner": bank.people["ingrid"].pk}
    for title, days in (("Tomorrow", 1), ("Late", -1)):
        by_system("external_document", title=title, review_due=today + dt.timedelta(days), **mine)
    submit_policy(bank)
    page = enter("ingrid").get("/").content.decode().split("Waiting for you")[1].split("</section>")[0]
    order = [page.index(words) for words in ("Late: its review", "POL-0001</span> AI policy waits", "Tomorrow: its")]
    assert order == sorted(order)
    inbox = enter("ingrid").get("/inbox").content.decode().split("<main")[1]
    heads = [words.strip() for words in re.findall(r"<h2>([^<]*)", inbox)]
    assert heads[:3] == ["Late", "To decide", "Within a week"]
    assert inbox.count("AI policy waits") == 1


def test_of_many_days_the_first_few_stand_open(bank: Bank, enter: Enter) -> None:
    day = present().today + dt.timedelta(9)
    for number in range(6):
        owner = bank.people["ingrid"].pk
        by_system("external_document", title=f"Law {number}", lang="en", owner=owner, review_due=day)
    shown = panels(enter("ingrid"))["Due within 30 days, or overdue"]
    first, rest = shown.split("<details")
    assert ("Law 3" in first, "Law 4" in first, "Law 4" in rest) == (True, False, True)
    assert "2 more" in rest
