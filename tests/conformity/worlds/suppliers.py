"""A.10: suppliers, who answers for what, changes of their models, and what customers expect."""

from collections.abc import Callable
from typing import Any

from aims.kernel.checks import Depth, Status
from aims.systems.models import CLAUSES, ResponsibilitySplit

from .bank import Bank
from .datasets import component
from .shared import Case, nothing

REACHED = dict.fromkeys(["A.10.2", "A.10.3", "A.10.4"], Depth.OPERATING)
PARTLY: dict[str, Depth] = {}

SUPPLIER: dict[str, Any] = {
    "title": "Northlight Models",
    "gives": "A hosted language model.",
    "country": "Ireland",
    "supplier_roles": ["ai_producer"],
    "data_concerned": "Questions of customers, kept for thirty days.",
    "certificates": "ISO/IEC 27001, until 2027; model card of the model.",
    "due_diligence": "Forty questions answered in January.",
    "clauses": [code for code, _label in CLAUSES],
    "exit_plan": "Another model within a week; deletion confirmed in writing.",
}


def assessed(bank: Bank, **given: Any) -> Any:
    made = bank.by("Liang", "supplier", "create", **SUPPLIER | {"owner": bank.people["Arjun"]} | given)
    return bank.by("Liang", "supplier", "assess", made.id)


def supplier(bank: Bank, **given: Any) -> Any:
    made = assessed(bank, **given)
    moves = (("Tan", "approve_supplier"), ("Liang", "contract"), ("Liang", "activate"))
    for who, move in moves:
        made = bank.by(who, "supplier", move, made.id)
    return made


def split(bank: Bank, of: Any, **given: Any) -> Any:
    words = {"title": "Who answers for what", "agreed_on": bank.at.date(), "owner": bank.people["Arjun"]}
    duties = dict.fromkeys(ResponsibilitySplit.DUTIES, "us")
    return bank.approved("responsibility_split", supplier=of.id, **words | duties | given)


def notice(bank: Bank, of: Any, **given: Any) -> Any:
    words = {"title": "Lumen 4 became 5", "found": "notice", "what": "A new model overnight."}
    return bank.by("Liang", "model_change_notice", "create", supplier=of.id, **words | given)


def expectation(bank: Bank, **given: Any) -> Any:
    system = given.pop("system", None) or bank.system().id
    words = {"title": "An answer at night", "customers": "Card holders", "expects": "A person in the morning."}
    met = {"source": "A survey.", "how_met": "Calls by ten.", "complaints_trend": "none"}
    owner = {"owner": bank.people["Arjun"]}
    return bank.by("Liang", "customer_expectation", "create", system=system, **words | met | owner | given)


def first(bank: Bank) -> None:
    bank.kept["supplier"] = supplier(bank)
    bank.kept["split"] = split(bank, bank.kept["supplier"])
    silent = notice(bank, bank.kept["supplier"], found="silent", links=[("handled_by", bank.people["Liang"])])
    bank.by("Liang", "model_change_notice", "handle", silent.id)
    bank.kept["expectation"] = expectation(bank, system=bank.kept["system"].id)


def again(bank: Bank) -> None:
    bank.by("Tan", "supplier", "approve", bank.kept["supplier"].id)
    bank.renewed("responsibility_split", bank.kept["split"].id)
    bank.by("Liang", "customer_expectation", "review", bank.kept["expectation"].id, complaints_trend="none")


def used_unapproved(bank: Bank) -> None:
    supplier(bank)
    other = assessed(bank, title="Perchwise Hiring")
    component(bank, ("part_of", bank.system().id), origin="supplier", supplier=other.id)


def with_supplier(**given: Any) -> Callable[[Bank], None]:
    return lambda bank: supplier(bank, **given) and None


def with_split(**given: Any) -> Callable[[Bank], None]:
    return lambda bank: split(bank, supplier(bank), **given) and None


def split_of_another_system(bank: Bank) -> None:
    made = supplier(bank)
    one, other = bank.system(), bank.system(title="Chatbot")
    for system in (one, other):
        component(bank, ("part_of", system.id), origin="supplier", supplier=made.id)
    split(bank, made, system=one.id)


def agreement_over(bank: Bank) -> None:
    split(bank, supplier(bank), holds_until=bank.at.date())
    bank.pass_days(3)


def contract_over(bank: Bank) -> None:
    supplier(bank, contract_ends_on=bank.at.date())
    bank.pass_days(3)


def reviewed_long_ago(bank: Bank) -> None:
    supplier(bank)
    bank.pass_days(400)


def noticed(found: str) -> Callable[[Bank], None]:
    return lambda bank: notice(bank, supplier(bank), found=found) and None


def offered_unasked(bank: Bank) -> None:
    bank.system(ai_roles=["ai_provider"])


S = Status
CASES: list[Case] = [
    ("A.10.2", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.10.2", with_supplier(), S.UNMET, "split_missing"),
    ("A.10.2", split_of_another_system, S.UNMET, "split_missing"),
    ("A.10.2", with_split(explanation="nobody"), S.UNMET, "duty_unassigned"),
    ("A.10.2", with_split(logs=""), S.UNMET, "duty_unassigned"),
    ("A.10.2", agreement_over, S.UNMET, "split_over"),
    ("A.10.3", used_unapproved, S.PARTLY, "step_waits"),
    ("A.10.3", with_supplier(clauses=["exit", "deletion"]), S.UNMET, "clause_missing"),
    ("A.10.3", contract_over, S.UNMET, "contract_over"),
    ("A.10.3", reviewed_long_ago, S.STALE, "review_overdue"),
    ("A.10.3", noticed("notice"), S.UNMET, "notice_open"),
    ("A.10.3", noticed("silent"), S.UNMET, "link_needed"),
    ("A.10.4", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.10.4", offered_unasked, S.UNKNOWN, "expectation_missing"),
    ("A.10.4", lambda bank: expectation(bank, complaints_trend="") and None, S.UNMET, "text_empty"),
]
