"""Clause 7.2 and A.4.6: what roles take, and whether people have it."""

from typing import Any

from aims.conformity.competence import roles_of_work
from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case, nothing

REACHED = {
    **dict.fromkeys(["7.2-a", "7.2-b", "7.2-d", "A.4.6"], Depth.OPERATING),
    "7.2-c": Depth.EFFECTIVE,
}
PARTLY: dict[str, Depth] = {}


def profile(bank: Bank, role: str, **given: Any) -> Any:
    words = {"title": f"What {role} takes", "role": role, "level": "3", "evidence_wanted": "Twenty cases, watched."}
    return bank.approved("competence_requirement", **words | {"owner": bank.people["Arjun"]} | given)


def begun(bank: Bank, name: str, role: str, **given: Any) -> Any:
    words = {"title": f"{name} as {role}", "person": bank.people[name], "role": role}
    return bank.by("Liang", "competence", "create", **words | given)


def assessed(bank: Bank, name: str, role: str, level: str = "3", **given: Any) -> Any:
    record = begun(bank, name, role, **given)
    return bank.by(_other(name), "competence", "assess", record.id, level=level, evidence="Watched twenty cases.")


def rated(bank: Bank, name: str, role: str, days: int = 700, **given: Any) -> Any:
    record = assessed(bank, name, role, **given)
    until = bank.at.date() + _days(days)
    return bank.by(_other(name), "competence", "approve", record.id, valid_until=until)


def in_training(bank: Bank, name: str, role: str, days: int = 60) -> Any:
    record = bank.by(_other(name), "competence", "find_gap", assessed(bank, name, role).id, gap="Two cases short.")
    plan = {
        "plan": "Two more cases.",
        "supervision": "Liang looks at each.",
        "effect_criterion": "Both without a word.",
    }
    return bank.by(_other(name), "competence", "train", record.id, plan_due=bank.at.date() + _days(days), **plan)


def trained(bank: Bank, name: str, role: str) -> Any:
    record = in_training(bank, name, role)
    said = {"level": "3", "evidence": "Both cases watched.", "effect": "Neither needed a word."}
    bank.by(_other(name), "competence", "assess", record.id, **said)
    return bank.by(_other(name), "competence", "approve", record.id, valid_until=bank.at.date() + _days(700))


def _other(name: str) -> str:
    return "Tan" if name != "Tan" else "Arjun"


def _days(n: int) -> Any:
    import datetime as dt

    return dt.timedelta(days=n)


def first(bank: Bank) -> None:
    for name, role in (("Ines", "verifier"), ("Arjun", "release_approver"), ("Ines", "operator")):
        bank.assign(name, role)
    for role in ("human_overseer", "developer", "data_steward", "incident_manager", "audit_programme_manager"):
        bank.assign("Ines" if role != "audit_programme_manager" else "Rosalind", role)
    bank.kept["profiles"] = [profile(bank, role) for role in roles_of_work(bank.world())]
    names = {pk: name for name, pk in bank.people.items()}
    from aims.organisation.competence import holders

    evidence = bank.kept["context"][0].id
    for holder in holders(bank.world()):
        make = trained if holder.role == "human_overseer" else rated
        record = make(bank, names[holder.person.id], holder.role)
        bank.by("Liang", "competence", "link", record.id, relation="evidence", target=evidence)


def again(bank: Bank) -> None:
    for one in bank.kept["profiles"]:
        bank.renewed("competence_requirement", one.id)


def one_profile(bank: Bank) -> None:
    profile(bank, "risk_owner")


def profile_of_nobody(bank: Bank) -> None:
    profile(bank, "risk_owner", owner=None)


def profile_long_ago(bank: Bank) -> None:
    profile(bank, "risk_owner")
    bank.pass_days(400)


def waiting_for_rating(bank: Bank) -> None:
    one_profile(bank)
    assessed(bank, "Arjun", "risk_owner")


def seen_below(bank: Bank) -> None:
    profile(bank, "risk_owner", level="3")
    assessed(bank, "Arjun", "risk_owner", level="2")


def with_evidence(bank: Bank, record: Any) -> None:
    bank.by("Liang", "competence", "link", record.id, relation="evidence", target=bank.issue().id)


def expired(bank: Bank) -> None:
    one_profile(bank)
    with_evidence(bank, rated(bank, "Arjun", "risk_owner", days=30))
    bank.pass_days(31)


def too_low(bank: Bank) -> None:
    profile(bank, "risk_owner", level="3")
    with_evidence(bank, rated(bank, "Arjun", "risk_owner", level="2"))


def gap_without_plan(bank: Bank) -> None:
    one_profile(bank)
    bank.by("Tan", "competence", "find_gap", assessed(bank, "Arjun", "risk_owner").id, gap="Two cases short.")


def training_over(bank: Bank) -> None:
    one_profile(bank)
    in_training(bank, "Arjun", "risk_owner", days=30)
    bank.pass_days(31)


def without_evidence(bank: Bank) -> None:
    one_profile(bank)
    rated(bank, "Arjun", "risk_owner")


def nobody_runs_it(bank: Bank) -> None:
    bank.system()
    bank.attest()
    for role in ("verifier", "release_approver", "operator", "human_overseer", "developer", "data_steward"):
        profile(bank, role)


def somebody_unrated_runs_it(bank: Bank) -> None:
    nobody_runs_it(bank)
    bank.assign("Ines", "verifier")
    bank.assign("Ines", "data_steward")
    bank.assign("Ines", "developer")


S = Status
CASES: list[Case] = [
    ("7.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.2-a", one_profile, S.PARTLY, "profile_missing"),
    ("7.2-a", profile_of_nobody, S.UNMET, "owner_missing"),
    ("7.2-a", profile_long_ago, S.STALE, "review_overdue"),
    ("7.2-b", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.2-b", one_profile, S.UNMET, "competence_unrated"),
    ("7.2-b", waiting_for_rating, S.UNMET, "competence_waits"),
    ("7.2-b", seen_below, S.UNMET, "competence_below"),
    ("7.2-b", expired, S.STALE, "competence_expired"),
    ("7.2-b", too_low, S.UNMET, "competence_low"),
    ("7.2-b", gap_without_plan, S.UNMET, "competence_gap"),
    ("7.2-b", training_over, S.UNMET, "training_overdue"),
    ("7.2-c", nothing, S.UNKNOWN, "no_training"),
    ("7.2-c", gap_without_plan, S.UNKNOWN, "competence_gap"),
    ("7.2-c", training_over, S.UNMET, "training_overdue"),
    ("7.2-d", nothing, S.UNKNOWN, "nothing_recorded"),
    ("7.2-d", one_profile, S.UNKNOWN, "competence_unrated"),
    ("7.2-d", without_evidence, S.UNMET, "evidence_missing"),
    ("7.2-d", expired, S.STALE, "competence_expired"),
    ("A.4.6", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.4.6", nobody_runs_it, S.UNMET, "role_unfilled_in"),
    ("A.4.6", somebody_unrated_runs_it, S.UNMET, "competence_unrated"),
]
