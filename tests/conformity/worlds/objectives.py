"""Clause 6.2: AI objectives."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from aims.kernel.checks import Depth, Status
from aims.kernel.policy import SYSTEM

from .bank import POLICY, Bank
from .shared import Case, nothing

REACHED = {
    **dict.fromkeys(["6.2-e"], Depth.EFFECTIVE),
    **dict.fromkeys(["6.2-a", "6.2-d", "6.2-f", "6.2-g", "6.2-h", "6.2-k", "6.2-l"], Depth.OPERATING),
    **dict.fromkeys(["6.2-b", "6.2-c", "6.2-i", "6.2-j", "6.2-m"], Depth.DESIGNED),
}
PARTLY: dict[str, Depth] = {}

WHOLE: dict[str, Any] = {
    "title": "Human review that is real",
    "policy_sentence": POLICY["text"],
    "measure": "Wrong cases, put in on purpose, that reviewers catch",
    "measure_unit": "percent",
    "direction": "up",
    "target": 90,
    "interval_months": 12,
    "plan": "A day a month to make cases; talk about each one missed.",
    "resources": "One day a month.",
    "evaluation_how": "Twenty cases a month over both desks.",
}


def proposal(bank: Bank, **given: Any) -> Any:
    words = WHOLE | {"owner": bank.people["Arjun"], "due_on": bank.at.date() + dt.timedelta(days=300)}
    return bank.by("Liang", "objective", "create", **words | given)


def approved(bank: Bank, **given: Any) -> Any:
    return bank.by("Tan", "objective", "approve", proposal(bank, **given).id)


def active(bank: Bank, **given: Any) -> Any:
    found = approved(bank, **given)
    start = {"baseline": 70, "baseline_on": bank.at.date(), "told_to": "Both desks, in their meeting."}
    return bank.by("Arjun", "objective", "activate", found.id, **(start if found.measure else {"told_to": "All."}))


def result(bank: Bank, objective: Any, value: float | None = 95, **given: Any) -> Any:
    words = {"title": "A month's cases", "objective": objective.id, "method": "Counted.", "value": value}
    return bank.by("Liang", "measurement", "create", **words | given)


def first(bank: Bank) -> None:
    requirement = bank.issue(title="People must be able to rely on review")
    links = [("takes_up", requirement.id)]
    bank.kept["review_real"] = active(bank, links=links, due_on=bank.at.date() + dt.timedelta(days=400))
    bank.kept["ending"] = active(bank, links=links, due_on=bank.at.date() + dt.timedelta(days=190))
    bank.kept["issue_taken_up"] = requirement


def again(bank: Bank) -> None:
    bank.by("Liang", "context_issue", "review", bank.kept["issue_taken_up"].id)
    for name in ("review_real", "ending"):
        result(bank, bank.kept[name])
    bank.by("Liang", "objective", "achieve", bank.kept["ending"].id, outcome="Nine in ten, three months running.")


def proposed(**given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        proposal(bank, **given)

    return build


def running(**given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        active(bank, **given)

    return build


def waiting(bank: Bank) -> None:
    bank.policy()
    approved(bank)


def waiting_long(bank: Bank) -> None:
    waiting(bank)
    bank.pass_days(20)


def past_its_day(bank: Bank) -> None:
    one = active(bank, interval_months=60)
    result(bank, one, 71)
    bank.pass_days(340)


def past_its_day_and_reached(bank: Bank) -> None:
    result(bank, active(bank, interval_months=60))
    bank.pass_days(340)


def proposal_past_its_day(bank: Bank) -> None:
    proposal(bank)
    bank.pass_days(340)


def system_of_a_unit_without(bank: Bank) -> None:
    active(bank)
    lending = bank.by_system("unit", title="Lending", parent=bank.unit).id
    bank.system(unit=lending)


def not_measured_for_long(bank: Bank) -> None:
    active(bank, interval_months=1)
    bank.pass_days(60)


def off_track(bank: Bank) -> None:
    one = active(bank)
    bank.pass_days(100)
    result(bank, one, 71)


def owner_left(bank: Bank) -> None:
    other = bank.by_system("person", title="Somebody", unit=bank.unit).id
    bank.people["Somebody"] = other
    found = approved(bank, owner=other)
    start = {"baseline": 70, "baseline_on": bank.at.date(), "told_to": "Both desks."}
    bank.by("Somebody", "objective", "activate", found.id, **start)
    bank.do(SYSTEM, "person", "retire", other)


def achieved_without_evidence(bank: Bank) -> None:
    one = active(bank, measure="", not_measured_why="There is no scale for it.")
    bank.by("Liang", "objective", "achieve", one.id, outcome="It feels better.")


def other_sentence(bank: Bank) -> None:
    bank.policy()
    active(bank, policy_sentence="A sentence that nobody wrote.")


def linked_to_nothing(bank: Bank) -> None:
    active(bank)


S = Status
CASES: list[Case] = [
    ("6.2-a", nothing, S.UNKNOWN, "objective_missing"),
    ("6.2-a", proposed(), S.UNMET, "objective_proposed"),
    ("6.2-a", waiting, S.UNMET, "objective_not_begun"),
    ("6.2-a", past_its_day, S.STALE, "objective_undecided"),
    ("6.2-a", system_of_a_unit_without, S.UNMET, "objective_missing"),
    ("6.2-b", nothing, S.UNKNOWN, "nothing_recorded"),
    ("6.2-b", running(), S.UNMET, "nothing_recorded"),
    ("6.2-b", other_sentence, S.UNMET, "sentence_gone"),
    ("6.2-c", nothing, S.UNKNOWN, "nothing_recorded"),
    ("6.2-c", proposed(measure=""), S.UNMET, "text_empty"),
    ("6.2-c", waiting, S.UNMET, "text_empty"),
    ("6.2-d", linked_to_nothing, S.UNMET, "link_needed"),
    ("6.2-e", waiting, S.UNMET, "objective_unmeasured"),
    ("6.2-e", not_measured_for_long, S.STALE, "measurement_overdue"),
    ("6.2-e", off_track, S.UNMET, "objective_off_track"),
    ("6.2-f", proposed(), S.UNMET, "objective_proposed"),
    ("6.2-f", waiting_long, S.UNMET, "objective_not_begun_by"),
    ("6.2-g", past_its_day, S.UNMET, "objective_undecided"),
    ("6.2-g", past_its_day_and_reached, S.UNMET, "objective_undecided"),
    ("6.2-g", achieved_without_evidence, S.UNMET, "evidence_missing"),
    ("6.2-h", nothing, S.UNMET, "nothing_recorded"),
    ("6.2-h", proposed(), S.UNMET, "objective_proposed"),
    ("6.2-h", past_its_day, S.STALE, "objective_undecided"),
    ("6.2-i", proposed(plan=""), S.UNMET, "text_empty"),
    ("6.2-j", proposed(resources=""), S.UNMET, "text_empty"),
    ("6.2-k", proposed(owner=""), S.UNMET, "owner_missing"),
    ("6.2-k", owner_left, S.UNMET, "owner_missing"),
    ("6.2-l", past_its_day, S.UNMET, "objective_undecided"),
    ("6.2-l", proposal_past_its_day, S.UNMET, "objective_undecided"),
    ("6.2-m", proposed(evaluation_how=""), S.UNMET, "text_empty"),
]
