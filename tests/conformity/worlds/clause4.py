"""Clause 4: the context and the scope."""

from collections.abc import Callable

from aims.kernel.checks import Depth, Status

from .bank import SYSTEM_WHOLE, Bank
from .shared import Case, drafts, never_attested, nothing, one_process, past_review, silent_process, without

REACHED = {
    **dict.fromkeys(
        ["4.1-a", "4.1-b", "4.1-c", "4.1-d", "4.2-a", "4.2-b", "4.2-c", "4.3-a", "4.3-b", "4.3-d", "4.4-a"],
        Depth.OPERATING,
    ),
    **dict.fromkeys(["4.4-b"], Depth.DESIGNED),
}
PARTLY: dict[str, Depth] = {}


def first(bank: Bank) -> None:
    bank.kept["context"] = bank.context()
    bank.kept["scope"] = bank.scope()
    bank.kept["system"] = bank.system()
    bank.attest()


def again(bank: Bank) -> None:
    for entry in bank.kept["context"]:
        bank.by("Liang", entry.kind, "review", entry.id)
    bank.renewed("scope_statement", bank.kept["scope"].id)
    bank.renewed("ai_system", bank.kept["system"].id, ai_roles_on=bank.at.date())


def one_sided(bank: Bank) -> None:
    bank.issue(side="internal")


def entries_long_ago(bank: Bank) -> None:
    bank.context()
    bank.pass_days(400)


def climate_twice(bank: Bank) -> None:
    bank.issue(climate_decision="relevant")
    bank.issue(climate_decision="not_relevant")


def party_with(**given: str) -> Callable[[Bank], None]:
    return lambda bank: bank.party(**given)


def obligation(submits: bool) -> Callable[[Bank], None]:
    """Beside what the parties require, a law that applies since today and that nobody has confirmed."""

    def build(bank: Bank) -> None:
        bank.context()
        bank.assign("Ines", "legal")
        words = {"title": "A law", "source": "law", "text": "Tell people.", "applies_from": bank.at.date()}
        made = bank.by("Liang", "obligation", "create", owner=bank.people["Arjun"], **words)
        if submits:
            bank.by("Liang", "obligation", "submit", made.id)

    return build


def scope_before_an_issue(bank: Bank) -> None:
    bank.scope()
    bank.pass_days(1)
    bank.issue()


def proposed(**given: str) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.by("Liang", "ai_system", "create", title="Chatbot", **given)
        bank.attest()

    return build


def described(bank: Bank) -> None:
    bank.by("Liang", "ai_system", "create", **SYSTEM_WHOLE | {"owner": bank.people["Arjun"]})
    bank.attest()


def old_system(bank: Bank) -> None:
    bank.system()
    bank.pass_days(400)
    bank.attest()


def attested_long_ago(bank: Bank) -> None:
    bank.attest()
    bank.pass_days(400)
    bank.system()
    bank.scope()


def attested_more(bank: Bank) -> None:
    bank.system()
    bank.scope()
    bank.attest(systems=3)


def system_out_without_reason(bank: Bank) -> None:
    bank.scope()
    bank.attest()
    bank.system(scope_decision="out", scope_why="")


S = Status
CASES: list[Case] = [
    ("4.1-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.1-a", one_sided, S.PARTLY, "side_missing"),
    ("4.1-a", entries_long_ago, S.STALE, "review_overdue"),
    ("4.1-b", one_sided, S.UNMET, "climate_undecided"),
    ("4.1-b", climate_twice, S.PARTLY, "climate_decided_twice"),
    ("4.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.2-a", party_with(sort="customers"), S.PARTLY, "party_missing"),
    ("4.2-a", party_with(owner=""), S.UNMET, "owner_missing"),
    ("4.2-b", party_with(source=""), S.UNMET, "text_empty"),
    ("4.2-b", obligation(submits=False), S.PARTLY, "obligation_unconfirmed"),
    ("4.2-b", obligation(submits=True), S.PARTLY, "obligation_unconfirmed"),
    ("4.2-c", party_with(decision=""), S.UNMET, "text_empty"),
    ("4.2-c", party_with(), S.UNMET, "link_needed"),
    ("4.3-b", nothing, S.UNMET, "nothing_recorded"),
    ("4.3-b", scope_before_an_issue, S.STALE, "scope_not_weighed"),
    ("4.4-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.4-a", one_process(), S.UNMET, "clause_without_process"),
    ("4.4-a", silent_process, S.STALE, "process_silent"),
    ("4.4-b", one_process(inputs=""), S.UNMET, "text_empty"),
    ("4.4-b", one_process(), S.UNMET, "link_needed"),
    ("4.1-c", nothing, S.UNKNOWN, "nothing_recorded"),
    ("4.1-c", proposed(), S.UNMET, "text_empty"),
    ("4.1-c", proposed(intended_use="Answers questions."), S.UNMET, "not_ready"),
    ("4.1-c", described, S.UNMET, "not_decided"),
    ("4.1-c", without("intended_use", "system"), S.UNMET, "text_empty"),
    ("4.1-c", old_system, S.STALE, "confirmation_stale"),
    ("4.1-c", never_attested, S.PARTLY, "completeness_never_confirmed"),
    ("4.1-d", without("ai_roles", "system"), S.UNMET, "text_empty"),
    ("4.1-d", without("ai_roles_on", "system"), S.UNMET, "text_empty"),
    ("4.1-d", old_system, S.STALE, "roles_stale"),
    ("4.3-a", nothing, S.UNMET, "nothing_recorded"),
    ("4.3-a", drafts, S.UNMET, "not_approved"),
    ("4.3-a", attested_long_ago, S.PARTLY, "completeness_stale"),
    ("4.3-a", attested_more, S.PARTLY, "completeness_short"),
    ("4.3-a", system_out_without_reason, S.PARTLY, "text_empty"),
    ("4.3-d", without("availability", "scope"), S.UNMET, "text_empty"),
    ("4.3-d", past_review, S.STALE, "review_overdue"),
]
