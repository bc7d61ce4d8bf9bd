"""Clauses 7.1, 7.4 and the part of 7.5 on keeping documents and records."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from aims.kernel.checks import Depth, Status
from aims.organisation.models import Process

from .bank import Bank
from .shared import Case, nothing, one_process

REACHED = {
    **dict.fromkeys(["7.5.3-a", "7.5.3-b", "7.5.3-d"], Depth.EFFECTIVE),
    **dict.fromkeys(["7.1-a", "7.4-b", "7.5.2-b", "7.5.3-f", "7.5.3-g"], Depth.OPERATING),
    **dict.fromkeys(["7.4-a", "7.4-c", "7.4-d"], Depth.DESIGNED),
}
PARTLY = {"7.5.1-b": Depth.DESIGNED}

FILE = {"digest": "ab" * 32, "size": 3, "media_type": "text/plain", "label": "minutes.txt"}
SORTS = ["customers", "regulators", "workers", "affected", "suppliers"]


def need(bank: Bank, process: Any, **given: Any) -> Any:
    words = {"title": "What it takes", "sorts": ["people", "money", "tools"], "need": "Two people and the register."}
    day = {"needed_by": bank.at.date() + dt.timedelta(days=30), "owner": bank.people["Arjun"], "process": process}
    return bank.by("Liang", "resource_need", "create", **words | day | given)


def granted(bank: Bank, process: Any, **given: Any) -> Any:
    return bank.by("Tan", "resource_need", "grant", need(bank, process, **given).id)


def provided(bank: Bank, process: Any, **given: Any) -> Any:
    return bank.by("Arjun", "resource_need", "provide", granted(bank, process, **given).id)


def line(bank: Bank, **given: Any) -> Any:
    words = {
        "title": "What our AI does",
        "purpose": "They can decide whether to ask for a person.",
        "interval_months": 6,
        "parties": SORTS,
        "channel": "A letter.",
        "owner": bank.people["Arjun"],
    }
    return bank.by("Liang", "communication_plan", "create", **words | given)


def told(bank: Bank, about: Any) -> Any:
    words = {"title": "The spring letter", "line": about.id, "to_whom": "All customers", "text": "We use AI."}
    return bank.by("Liang", "communication_sent", "create", **words)


def outside(bank: Bank, **given: Any) -> Any:
    words = {"title": "ISO/IEC 42001", "issuer": "ISO/IEC", "edition_used": "2023", "owner": bank.people["Arjun"]}
    return bank.by("Ines", "external_document", "create", **words | given)


def rule(bank: Bank, **given: Any) -> Any:
    words = {"title": "Ten years", "prefixes": "*", "years": 10, "why": "The bank act.", "disposal_how": "Shredded."}
    return bank.by("Ines", "retention_rule", "create", **words | {"owner": bank.people["Arjun"]} | given)


def access(bank: Bank, **given: Any) -> Any:
    words = {"title": "Access in spring", "scope": "All accounts.", "accounts": 23, "result": "as_needed"}
    trials = {"tried": 12, "refused": 12, "sought": 8, "found_in_time": 8}
    return bank.by("Ines", "access_review", "create", **words | trials | given)


def restored(bank: Bank, **given: Any) -> Any:
    words = {"title": "Restore in spring", "backup_on": bank.at.date(), "restored_where": "A spare server."}
    found = {"compared": "All records and files.", "result": "identical", "minutes": 41}
    return bank.by("Liang", "restore_test", "create", **words | found | given)


def first(bank: Bank) -> None:
    bank.kept["needs"] = [provided(bank, process.id) for process in bank.world().in_force(Process)]
    bank.kept["entries"] = [line(bank), outside(bank), rule(bank)]
    restored(bank)
    bank.by("Liang", "context_issue", "attach", bank.issue(side="internal").id, **FILE)


def again(bank: Bank) -> None:
    for one in bank.kept["needs"]:
        bank.by("Liang", "resource_need", "review", one.id)
    for one in bank.kept["entries"]:
        bank.by("Liang", one.kind, "review", one.id)
    told(bank, bank.kept["entries"][0])
    access(bank)
    bank.judge("7.5.1-b")


def with_one(make: Callable[..., Any], days: int = 0, **given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        make(bank, **given)
        bank.pass_days(days)

    return build


def with_policy(build: Callable[[Bank], None]) -> Callable[[Bank], None]:
    def both(bank: Bank) -> None:
        bank.policy()
        build(bank)

    return both


def for_a_process(make: Callable[..., Any], days: int = 0, **given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        make(bank, bank.process().id, **given)
        bank.pass_days(days)

    return build


def refused(bank: Bank) -> None:
    bank.by("Tan", "resource_need", "refuse", need(bank, bank.process().id).id)


def party_of_another_sort(bank: Bank) -> None:
    bank.party(sort="owners")
    line(bank)


def with_a_file(bank: Bank) -> None:
    bank.by("Liang", "context_issue", "attach", bank.issue().id, **FILE)


S = Status
CASES: list[Case] = [
    ("7.1-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.1-a", one_process(), S.UNMET, "resource_missing"),
    ("7.1-a", for_a_process(need), S.UNMET, "resource_undecided"),
    ("7.1-a", refused, S.UNMET, "resource_refused"),
    ("7.1-a", for_a_process(granted, 40), S.UNMET, "resource_late"),
    ("7.1-a", for_a_process(provided, sorts=["people"]), S.UNMET, "resource_missing"),
    ("7.1-a", for_a_process(provided, 400), S.STALE, "review_overdue"),
    ("7.4-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.4-a", with_one(line, purpose=""), S.UNMET, "text_empty"),
    ("7.4-b", with_one(line, 200), S.STALE, "communication_overdue"),
    ("7.4-b", with_one(line, interval_months=None), S.UNMET, "text_empty"),
    ("7.4-c", with_one(line, parties=[]), S.UNMET, "text_empty"),
    ("7.4-c", party_of_another_sort, S.PARTLY, "party_untold"),
    ("7.4-d", with_one(line, channel=""), S.UNMET, "text_empty"),
    ("7.4-d", with_one(line, owner=""), S.UNMET, "owner_missing"),
    ("7.5.1-b", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.2-b", with_a_file, S.UNMET, "trial_never"),
    ("7.5.3-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.3-a", with_policy(with_one(access, sought=0, found_in_time=0)), S.UNMET, "search_untried"),
    ("7.5.3-a", with_policy(with_one(access, found_in_time=7)), S.UNMET, "search_failed"),
    ("7.5.3-a", with_policy(with_one(access, 200)), S.UNMET, "trial_stale"),
    ("7.5.3-b", nothing, S.UNKNOWN, "trial_never"),
    ("7.5.3-b", with_one(access, tried=0, refused=0), S.UNMET, "refusal_untried"),
    ("7.5.3-b", with_one(access, refused=11), S.UNMET, "refusal_failed"),
    ("7.5.3-d", nothing, S.UNKNOWN, "trial_never"),
    ("7.5.3-d", with_one(restored, 400), S.STALE, "trial_stale"),
    ("7.5.3-d", with_one(restored, result="different"), S.UNMET, "restore_differs"),
    ("7.5.3-f", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.3-f", with_one(rule, prefixes="AIS"), S.PARTLY, "kind_unruled"),
    ("7.5.3-g", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.5.3-g", with_one(outside, issuer=""), S.UNMET, "text_empty"),
    ("7.5.3-g", with_one(outside, 400), S.STALE, "review_overdue"),
]
