"""Worlds that show what is missing in more than one clause."""

from collections.abc import Callable

from aims.kernel.checks import Status

from .bank import Bank

type Case = tuple[str, Callable[[Bank], None], Status, str]
"""A requirement, a World where it does not hold, its status there, and the code of the gap that says why."""


def drafts(bank: Bank) -> None:
    bank.by("Liang", "policy", "create", title="AI policy", text="Draft.")
    bank.by("Liang", "scope_statement", "create", title="Scope", text="Draft.")


def never_attested(bank: Bank) -> None:
    bank.system()
    bank.scope()


def nothing(bank: Bank) -> None:
    """Only the people."""


def one_process(**given: object) -> Callable[[Bank], None]:
    return lambda bank: bank.process(**given)


def past_review(bank: Bank) -> None:
    bank.policy()
    bank.scope()
    bank.pass_days(400)


def silent_process(bank: Bank) -> None:
    bank.ran(bank.process().id)
    bank.pass_days(60)


def without(field: str, of: str = "policy") -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.attest()
        getattr(bank, of)(**{field: None if field.endswith("_on") else [] if field == "ai_roles" else ""})

    return build
