"""A.4.3 to A.4.5 and A.7: components, what they run on, datasets and their quality."""

from collections.abc import Callable
from typing import Any

from aims.kernel.checks import Depth, Status

from .bank import Bank
from .monitoring import enter, trial
from .shared import Case, nothing

REACHED = dict.fromkeys(["A.4.5", "A.7.2", "A.7.3", "A.7.4", "A.7.6"], Depth.OPERATING)
PARTLY = {"A.4.3": Depth.OPERATING, "A.4.4": Depth.OPERATING, "A.7.5": Depth.OPERATING}

DATASET: dict[str, Any] = {
    "title": "Closed payments",
    "release": "2026.1",
    "uses": ["training", "testing"],
    "purpose": "To learn what a fraud looks like.",
    "source": "own",
    "provenance": "Payment systems, 2022 to 2025.",
    "digest": "0" * 64,
    "rights": "Legal duty to prevent fraud.",
    "lawful_basis": "legal_duty",
    "personal_data": ["financial"],
    "persons_concerned": "Customers.",
    "security_class": "confidential",
    "preparation": "labelled",
    "preparation_steps": "Fraud marked by two analysts.",
    "preparation_why": "To learn from what was confirmed.",
    "labelling_guideline": "Fraud is what an analyst confirmed.",
}
COMPONENT: dict[str, Any] = {
    "title": "Fraud model",
    "sort": "model",
    "release": "9.2",
    "origin": "own",
    "licence": "Own",
}
COMPUTING: dict[str, Any] = {
    "title": "Two servers",
    "sort": "computing",
    "location": "Singapore",
    "capacity": "2,000 payments a second.",
    "environment": "Nine kilowatts.",
}


def registered(bank: Bank, **given: Any) -> Any:
    """A dataset that Liang has written down."""
    days = {"acquired_on": bank.at.date(), "retained_until": bank.at.date().replace(year=bank.at.year + 3)}
    owner = {"owner": bank.people["Arjun"]}
    return bank.by("Liang", "dataset", "create", **DATASET | days | owner | given)


def criterion(bank: Bank, dataset: Any, **given: Any) -> Any:
    words = {"title": "Missing values", "measure": "missing_percent", "direction": "at_most", "limit": "2.0"}
    return bank.by("Liang", "quality_criterion", "create", dataset=dataset.id, **words | given)


def measured(bank: Bank, by: Any, value: str = "1.2") -> Any:
    return bank.by("Liang", "dataset_quality", "create", title="Measured", criterion=by.id, value=value)


def dataset(bank: Bank, **given: Any) -> Any:
    """A dataset approved for use, without any criterion."""
    made = registered(bank, **given)
    for who, move in (("Liang", "describe"), ("Liang", "check_quality"), ("Arjun", "approve_use")):
        made = bank.by(who, "dataset", move, made.id)
    return made


def component(bank: Bank, *links: tuple[str, Any], **given: Any) -> Any:
    until = {"supported_until": bank.at.date().replace(year=bank.at.year + 3), "owner": bank.people["Arjun"]}
    words = COMPUTING if given.get("sort") == "computing" else COMPONENT
    return bank.approved("component", **words | until | given, links=links)


def whole(bank: Bank, **given: Any) -> Any:
    """A dataset in which everything is right, measured and agreed on."""
    made = dataset(bank, **given)
    measured(bank, criterion(bank, made))
    agreed = criterion(bank, made, measure="label_agreement_percent", direction="at_least", limit="90")
    measured(bank, agreed, "96.5")
    return made


def first(bank: Bank) -> None:
    system = bank.kept["system"].id
    bank.kept["dataset"] = whole(bank)
    links = (("part_of", system), ("learned_from", bank.kept["dataset"].id))
    bank.kept["component"] = component(bank, *links)
    bank.kept["computing"] = component(bank, ("part_of", system), sort="computing")


def again(bank: Bank) -> None:
    bank.by("Tan", "dataset", "approve", bank.kept["dataset"].id)
    bank.renewed("component", bank.kept["component"].id)


def with_dataset(**given: Any) -> Callable[[Bank], None]:
    """One dataset in force, of which something is missing."""
    return lambda bank: whole(bank, **given) and None


def used_without_rights(bank: Bank) -> None:
    whole(bank)
    unclear = registered(bank, title="Campaign replies", rights="")
    component(bank, ("part_of", bank.system().id), ("learned_from", unclear.id))


def used_unapproved(bank: Bank) -> None:
    whole(bank)
    made = registered(bank, title="Campaign replies")
    component(bank, ("part_of", bank.system().id), ("learned_from", made.id))


def unmeasured_on_the_way(bank: Bank) -> None:
    made = registered(bank)
    criterion(bank, made)
    bank.by("Liang", "dataset", "describe", made.id)


def without_criterion(bank: Bank) -> None:
    dataset(bank)


def watched_past_its_limit(bank: Bank) -> None:
    """Nobody measures the dataset; a monitor of a system watches it, and its last reading is past the limit."""
    watched = dataset(bank)
    enter(bank, trial(bank, bank.system(), "sample_correct", links=[("watches", watched.id)]), 0.5)


def below(bank: Bank) -> None:
    measured(bank, criterion(bank, dataset(bank), limit="3.0"), "3.9")


def limit_set_after(bank: Bank) -> None:
    made = criterion(bank, dataset(bank))
    measured(bank, made)
    bank.by("Liang", "quality_criterion", "edit", made.id, limit="4.0")


def measured_long_ago(bank: Bank) -> None:
    made = whole(bank)
    bank.pass_days(200)
    bank.by("Tan", "dataset", "approve", made.id)
    bank.pass_days(200)


def labelled_without_second(bank: Bank) -> None:
    measured(bank, criterion(bank, dataset(bank)))


def reviewed_long_ago(bank: Bank) -> None:
    whole(bank)
    bank.pass_days(400)


def bare_system(bank: Bank) -> None:
    bank.attest()
    bank.system()


def system_with(*relations: str, **given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.attest()
        data = whole(bank)
        links = [("part_of", bank.system().id), *((name, data.id) for name in relations)]
        component(bank, *links, **given)

    return build


def drafted(bank: Bank) -> None:
    bank.by("Liang", "component", "create", **COMPONENT)


def agent_with_new_tool(bank: Bank) -> None:
    agent = component(bank, sort="agent")
    words = {"title": "pause_transfer", "what": "Pauses a transfer.", "acts": True, "owner": bank.people["Arjun"]}
    bank.by("Liang", "agent_tool", "create", agent=agent.id, **words)


def outlived(bank: Bank) -> None:
    component(bank, supported_until=bank.at.date())
    bank.pass_days(3)


def no_server_for_the_other(bank: Bank) -> None:
    bank.attest(systems=2)
    component(bank, ("part_of", bank.system().id), sort="computing")
    bank.system(title="Chatbot")


def server_with(**given: Any) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.attest()
        component(bank, ("part_of", bank.system().id), sort="computing", **given)

    return build


S = Status
CASES: list[Case] = [
    ("A.4.3", bare_system, S.UNMET, "component_missing"),
    ("A.4.3", system_with(), S.UNMET, "link_needed"),
    ("A.4.4", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.4.4", drafted, S.UNKNOWN, "not_approved"),
    ("A.4.4", system_with(licence=""), S.UNMET, "text_empty"),
    ("A.4.4", outlived, S.UNMET, "support_over"),
    ("A.4.4", agent_with_new_tool, S.UNMET, "not_approved"),
    ("A.4.5", bare_system, S.UNKNOWN, "nothing_recorded"),
    ("A.4.5", no_server_for_the_other, S.PARTLY, "computing_missing"),
    ("A.4.5", server_with(location=""), S.UNMET, "text_empty"),
    ("A.7.2", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.7.2", with_dataset(security_class=""), S.UNMET, "text_empty"),
    ("A.7.2", with_dataset(owner=""), S.UNMET, "owner_missing"),
    ("A.7.2", reviewed_long_ago, S.STALE, "review_overdue"),
    ("A.7.2", used_unapproved, S.PARTLY, "step_waits"),
    ("A.7.2", unmeasured_on_the_way, S.UNKNOWN, "quality_unmeasured"),
    ("A.7.3", used_without_rights, S.UNMET, "rights_unknown"),
    ("A.7.3", with_dataset(acquired_on=None), S.UNMET, "text_empty"),
    ("A.7.4", without_criterion, S.UNMET, "quality_unset"),
    ("A.7.4", limit_set_after, S.UNMET, "quality_unmeasured"),
    ("A.7.4", below, S.UNMET, "quality_missed"),
    ("A.7.4", measured_long_ago, S.UNMET, "quality_old"),
    ("A.7.4", watched_past_its_limit, S.UNMET, "limit_passed"),
    ("A.7.5", with_dataset(digest=""), S.UNMET, "text_empty"),
    ("A.7.5", system_with(), S.PARTLY, "link_needed"),
    ("A.7.6", labelled_without_second, S.UNMET, "agreement_unset"),
    ("A.7.6", with_dataset(preparation_why=""), S.UNMET, "text_empty"),
]
