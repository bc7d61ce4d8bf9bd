"""Leadership: that policies are read and roles accepted, who backs whom, what top management resolved (5, A.2)."""

from collections.abc import Callable

from aims.kernel.checks import Depth, Status
from aims.kernel.models import Assignment
from aims.organisation.models import DecisionBody, Meeting, Policy

from .bank import ANSWERS, Bank
from .shared import Case, nothing

REACHED = {
    **dict.fromkeys(["5.1-b", "5.1-d", "5.1-f", "5.1-g", "5.1-h", "5.2-g"], Depth.OPERATING),
}
PARTLY = {"5.1-c": Depth.OPERATING}
DOMAINS = ("security", "privacy", "quality", "safety", "personnel", "purchasing", "ethics")
BACKED = ("aims_manager", "incident_manager", "concern_handler", "audit_programme_manager", "document_controller")
ANSWERS.update(
    {
        "chair": lambda bank: bank.people["Tan"],
        "sponsor": lambda bank: bank.people["Tan"],
        "settle_by": lambda bank: bank.at.date(),
        "conflict": lambda bank: "",
        "votes_against": lambda bank: None,
        "abstained": lambda bank: None,
        "body": lambda bank: bank.world().all(DecisionBody)[0].id,
        "meeting": lambda bank: bank.world().all(Meeting)[0].id,
    }
)


def first(bank: Bank) -> None:
    bank.kept["message"] = bank.policy(title="Why this matters", topic="message")
    bank.kept["compared"] = [compare(bank, domain=domain) for domain in DOMAINS]
    bank.kept["backed"] = [backing(bank, role) for role in BACKED]
    steps(bank)
    meet(bank, "resources", "improvement")
    accept_all(bank)


def again(bank: Bank) -> None:
    for entry in bank.kept["compared"]:
        bank.by("Liang", entry.kind, "review", entry.id)
    for entry in bank.kept["backed"]:
        bank.renewed("responsibility", entry.id)
    bank.renewed("policy", bank.kept["message"].id)
    read_all(bank)


def read(bank: Bank, name: str, document: object) -> object:
    return bank.by(name, "acknowledgement", "create", document=document)


def read_all(bank: Bank) -> None:
    for document in bank.world().in_force(Policy):
        for name in bank.people:
            read(bank, name, document.id)


def accept_all(bank: Bank) -> None:
    for held in bank.world().in_force(Assignment):
        bank.do(bank.actor(held.person_id), "role_acceptance", "create", held=held.id)


def compare(bank: Bank, **given: object) -> object:
    words = {"title": "Another policy", "domain": "security", "touched": "yes", "how": "Both ask for access control."}
    return bank.by("Liang", "policy_alignment", "create", **words | {"owner": bank.people["Arjun"]} | given)


def backing(bank: Bank, role: str = "aims_manager", **given: object) -> object:
    words = {"title": f"Work of {role}", "role": role, "sponsor": bank.people["Tan"], "owner": bank.people["Arjun"]}
    return bank.approved("responsibility", **words | given)


def steps(bank: Bank, *, but: str = "") -> None:
    party = bank.party(title="Applicants of all sorts", sort="other", decision="not_addressed", decision_why="Inside.")
    for business in ("purchasing", "product", "personnel", "change"):
        if business != but:
            made = bank.process(step_of=business, cycle_months=12, links=[("serves", party.id)])
            bank.ran(made.id)


def meet(bank: Bank, *subjects: str, quorum: int = 1) -> None:
    tan = bank.people["Tan"]
    body = bank.approved(
        "decision_body", title="Board", remit="AI.", chair=tan, quorum=quorum, links=[("member", tan)], owner=tan
    )
    meeting = bank.approved(
        "meeting", title="March", body=body.id, agenda="AI.", happened_on=bank.at.date(), links=[("present", tan)]
    )
    for subject in subjects:
        words = {"title": "Resolved", "text": "One more validator.", "reasons": "Two are too few."}
        bank.by("Liang", "resolution", "create", **words, subject=subject, meeting=meeting.id)


def unread(bank: Bank) -> None:
    bank.policy()


def read_by_one(bank: Bank) -> None:
    read(bank, "Ines", bank.policy().id)


def nobody_in_time(bank: Bank) -> None:
    bank.policy()
    bank.pass_days(40)


def silent_message(bank: Bank) -> None:
    bank.policy(title="Why this matters", topic="message")


def met_without_resolution(bank: Bank) -> None:
    meet(bank)


def resolved_long_ago(bank: Bank) -> None:
    meet(bank, "resources", "improvement", quorum=0)
    bank.pass_days(400)


def three_steps(bank: Bank) -> None:
    steps(bank, but="purchasing")


def unaccepted(bank: Bank) -> None:
    bank.system()


def unmanaged(bank: Bank) -> None:
    bank.system()
    for held in bank.world().in_force(Assignment):
        if held.role == "designated_management":
            bank.by("Liang", "assignment", "retire", held.id)


def compared_with(**given: object) -> Callable[[Bank], None]:
    return lambda bank: bank.kept.update(one=compare(bank, **given))


def in_conflict(bank: Bank) -> None:
    compare(bank, conflict="Ours asks for logs, theirs forbids them.", settle_by=bank.at.date())
    bank.pass_days(2)


def law_after_the_policy(bank: Bank) -> None:
    bank.policy()
    law = bank.by(
        "Liang",
        "obligation",
        "create",
        title="A law on AI",
        source="law",
        text="Tell people.",
        applies_from=bank.at.date(),
        owner=bank.people["Arjun"],
    )
    bank.by("Liang", "obligation", "submit", law.id)
    bank.assign("Ines", "legal")
    bank.by("Ines", "obligation", "approve", law.id)


S = Status
CASES: list[Case] = [
    ("5.1-b", nothing, S.UNKNOWN, "nothing_recorded"),
    ("5.1-b", three_steps, S.PARTLY, "business_without_step"),
    ("5.1-c", nothing, S.UNKNOWN, "nothing_recorded"),
    ("5.1-c", met_without_resolution, S.UNKNOWN, "not_resolved"),
    ("5.1-d", nothing, S.UNKNOWN, "nothing_recorded"),
    ("5.1-d", silent_message, S.UNMET, "unit_unreached"),
    ("5.1-f", nothing, S.PARTLY, "role_without_sponsor"),
    ("5.1-g", met_without_resolution, S.UNKNOWN, "not_resolved"),
    ("5.1-g", resolved_long_ago, S.STALE, "resolved_long_ago"),
    ("5.1-h", nothing, S.UNKNOWN, "nothing_recorded"),
    ("5.1-h", unaccepted, S.UNMET, "role_not_accepted"),
    ("5.1-h", unmanaged, S.UNMET, "role_unfilled_in"),
    ("5.2-g", nothing, S.UNMET, "nothing_recorded"),
    ("5.2-g", unread, S.UNKNOWN, "never_acknowledged"),
    ("5.2-g", nobody_in_time, S.UNMET, "never_acknowledged"),
    ("5.2-g", read_by_one, S.PARTLY, "not_acknowledged"),
    ("5.3-a", nothing, S.PARTLY, "role_not_accepted"),
    ("A.2.3", nothing, S.UNKNOWN, "domain_not_compared"),
    ("A.2.3", compared_with(), S.PARTLY, "domain_not_compared"),
    ("A.2.3", compared_with(touched=""), S.UNMET, "text_empty"),
    ("A.2.3", in_conflict, S.UNMET, "conflict_open"),
    ("A.2.4", law_after_the_policy, S.STALE, "policy_not_weighed"),
]
