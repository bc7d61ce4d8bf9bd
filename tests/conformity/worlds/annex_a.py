"""Annex A."""

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .shared import Case, never_attested, nothing, past_review, without

REACHED = {
    **dict.fromkeys(["A.2.2", "A.2.3", "A.2.4", "A.3.3", "A.4.2"], Depth.OPERATING),
    **dict.fromkeys(["A.3.2"], Depth.DESIGNED),
}
PARTLY = {"A.9.2": Depth.OPERATING, "A.9.4": Depth.OPERATING}


def first(bank: Bank) -> None:
    bank.kept["use"] = bank.policy(title="Use of AI tools", topic="acceptable_use")
    for name, role in (
        ("Ines", "operator"),
        ("Ines", "human_overseer"),
        ("Arjun", "incident_manager"),
        ("Rosalind", "audit_programme_manager"),
    ):
        bank.assign(name, role)
    concern = bank.by("Ines", "concern", "create", title="A test", text="Does anybody answer?")
    bank.by("Ines", "concern", "acknowledge", concern.id, owner=bank.people["Ines"])
    bank.by("Ines", "concern", "assess", concern.id)
    bank.by("Grace", "concern", "decide", concern.id, outcome="unfounded", outcome_why="A test.")


def again(bank: Bank) -> None:
    bank.renewed("policy", bank.kept["use"].id)


def unowned_system(bank: Bank) -> None:
    bank.attest()
    left = bank.by_system("person", title="Somebody who leaves", unit=bank.unit).id
    bank.system(owner=left)
    bank.by("Liang", "person", "retire", left)


def late_concern(bank: Bank) -> None:
    bank.by("Ines", "concern", "create", title="Worry", text="It answers strangely.")
    bank.pass_days(4)


def undecided_concern(bank: Bank) -> None:
    concern = bank.by("Ines", "concern", "create", title="Worry", text="It answers strangely.")
    bank.by("Ines", "concern", "acknowledge", concern.id)
    bank.pass_days(40)


def unallowed_tool(bank: Bank) -> None:
    bank.policy(title="Use of AI tools", topic="acceptable_use")
    bank.system(sort="staff_tool")


S = Status
CASES: list[Case] = [
    ("A.2.2", nothing, S.UNMET, "nothing_recorded"),
    ("A.2.4", past_review, S.STALE, "review_overdue"),
    ("A.3.2", unowned_system, S.UNMET, "owner_missing"),
    ("A.3.2", never_attested, S.UNMET, "role_unfilled_in"),
    ("A.3.3", nothing, S.UNKNOWN, "no_concern"),
    ("A.3.3", late_concern, S.UNMET, "concern_not_acknowledged"),
    ("A.3.3", undecided_concern, S.UNMET, "concern_not_decided"),
    ("A.4.2", without("resources", "system"), S.UNMET, "text_empty"),
    ("A.9.2", nothing, S.UNMET, "nothing_recorded"),
    ("A.9.2", unallowed_tool, S.PARTLY, "tool_unallowed"),
    ("A.9.4", without("out_of_bounds_use", "system"), S.UNMET, "text_empty"),
]
