"""The life of AI systems: A.6 and 8.1-c."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aims.kernel.checks import Depth, Status
from aims.kernel.kinds import KINDS
from aims.organisation.models import Objective, Process
from aims.systems.models import AISystem
from aims.systems.models.development import Aspect

from .bank import Bank
from .changes import carried_out, unsettled
from .impact import assessed
from .objectives import approved, proposal
from .shared import Case, nothing, one_process, silent_process

REACHED = {
    **dict.fromkeys(["A.6.2.4", "A.6.2.5"], Depth.EFFECTIVE),
    **dict.fromkeys(["A.6.1.2", "A.6.1.3", "A.6.2.2", "A.6.2.3", "A.6.2.7"], Depth.OPERATING),
}
PARTLY = {
    "8.1-a": Depth.OPERATING,
    "8.1-c": Depth.OPERATING,
}
RELEASE = "3.3.0"
CRITERIA = "\n".join(f"{aspect.value} | {aspect.value} | >= | 0.9" for aspect in Aspect)
RESULTS = "\n".join(f"{aspect.value} | 0.95 | 400" for aspect in Aspect)
STEPS = "Two reviewers are trained | yes | Course list of March"
LIFE: dict[str, dict[str, Any]] = {
    "requirement_spec": {
        "title": "What version 3.3.0 must do",
        "release": RELEASE,
        "purpose": "Hold suspicious payments.",
        "users": "Three analysts.",
        "performance": "Nine of ten frauds held.",
        "needed_data": "Card events.",
        "oversight": "A person calls before two hours are over.",
        "limits": "Never closes an account.",
        "acceptance": CRITERIA,
    },
    "design_record": {
        "title": "Trees, not a network",
        "release": RELEASE,
        "decision": "Boosted trees.",
        "alternatives": "A network; rules.",
        "why": "Their reasons can be read.",
        "training_run": "Run 41.",
        "data_versions": "Events of 2025.",
    },
    "verification": {"title": "Test of 3.3.0", "release": RELEASE, "criteria": CRITERIA},
    "deployment_plan": {
        "title": "Release of 3.3.0",
        "release": RELEASE,
        "steps": STEPS,
        "rollback": "Switch back to 3.2.0.",
        "users_told": "At the morning meeting.",
    },
    "operation_plan": {
        "title": "Running it",
        "watched": "frauds held | >= | 0.9",
        "interval_days": 7,
        "repair": "Within a day.",
        "support": "The desk, office hours.",
        "updates": "As a change.",
        "log_fields": "Event, score, version, who called.",
        "log_months": 24,
        "log_readers": "Analysts; audit.",
    },
    "technical_document": {
        "title": "What analysts must know",
        "release": RELEASE,
        "audience": "users",
        "text": "What the score means.",
        "delivery": "In the tool itself.",
    },
}
"""What is recorded along the life of a system, in the order in which it is needed."""


def made(bank: Bank, kind: str, system: UUID, **given: Any) -> Any:
    """A record of the life of `system`, written by Liang and approved by whoever may."""
    values = LIFE[kind] | {"system": system, "owner": bank.people["Liang"]} | given
    if kind == "operation_plan":
        values = {"watcher": bank.people["Arjun"]} | values
    record = bank.by("Liang", kind, "create", **values)
    return approve(bank, kind, record.id)


def approve(bank: Bank, kind: str, record: UUID) -> Any:
    """What brings a new record of the life in force."""
    if kind == "verification":
        bank.by("Arjun", kind, "approve_criteria", record)
        return with_results(bank, record)
    bank.by("Liang", kind, "submit", record)
    held = bank.by("Tan", kind, "approve", record)
    if kind == "deployment_plan":
        return bank.by("Liang", kind, "fulfil", record, rollback_tried_on=bank.at.date(), rollback_trial="worked")
    return held


def with_results(bank: Bank, test: UUID, results: str = RESULTS, by: str = "Ines") -> Any:
    """Each criterion of `test` has its line of `results`."""
    wanted = {row["name"] for row in bank.world().find(test).criteria}  # type: ignore[union-attr]
    lines = [line for line in results.splitlines() if line.split(" | ")[0] in wanted]
    given = {"results": "\n".join(lines), "tester": bank.people[by]}
    return bank.by("Ines", "verification", "record_results", test, **given)


def people(bank: Bank) -> None:
    """Who tests, who releases, who builds."""
    bank.assign("Ines", "verifier")
    bank.assign("Tan", "release_approver")
    bank.assign("Tan", "system_owner")
    bank.assign("Rosalind", "system_owner")


def live(bank: Bank, system: AISystem, **other: dict[str, Any] | None) -> None:
    """Everything that the life of `system` asks for, but as `other` says; None leaves a record out."""
    process = next(iter(bank.world().in_force(Process)), None) or bank.process(title="How we build")
    objective = next(iter(bank.world().all(Objective)), None) or approved(bank)
    spec = None
    for kind in LIFE:
        given = other.get(kind, {})
        if given is None:
            continue
        more = {"process": process.id, "objective": objective.id} if kind == "requirement_spec" else {}
        if kind == "design_record" and spec:
            more = {"spec": spec.id}
        record = made(bank, kind, system.id, **more | given)
        spec = record if kind == "requirement_spec" else spec


def first(bank: Bank) -> None:
    people(bank)
    for system in bank.world().all(AISystem):
        bank.renewed("ai_system", system.id, release=RELEASE)
        live(bank, bank.world().get(AISystem, system.id))  # type: ignore[arg-type]


def again(bank: Bank) -> None:
    """The systems were confirmed anew, with a significant change: what was approved upon them is looked at again."""
    for kind in LIFE:
        for record in bank.world().all(KINDS[kind].model):
            bank.by("Liang", kind, "revise", record.id)
            approve(bank, kind, record.id)


def lacking(**other: dict[str, Any] | None) -> Callable[[Bank], None]:
    """A system in use of which everything is recorded, but as `other` says."""

    def build(bank: Bank) -> None:
        people(bank)
        bank.attest()
        live(bank, bank.system(release=RELEASE), **other)

    return build


def no_version(bank: Bank) -> None:
    people(bank)
    bank.attest()
    bank.system()


def changed_since(bank: Bank) -> None:
    """Everything is recorded; then a significant change took effect."""
    lacking()(bank)
    system = bank.world().all(AISystem)[0]
    assessed(bank, system.id)

    carried_out(bank, system=system.id, significance=["model"])
    unsettled(bank)


def tested_by_its_designer(bank: Bank) -> None:
    people(bank)
    bank.attest()
    system = bank.system(release=RELEASE)
    live(bank, system, verification=None)
    test = bank.by("Liang", "verification", "create", **LIFE["verification"], system=system.id)
    bank.by("Arjun", "verification", "approve_criteria", test.id)
    with_results(bank, test.id, by="Liang")


def failed(bank: Bank) -> None:
    people(bank)
    bank.attest()
    system = bank.system(release=RELEASE)
    live(bank, system, verification=None)
    test = bank.by("Liang", "verification", "create", **LIFE["verification"], system=system.id)
    bank.by("Arjun", "verification", "approve_criteria", test.id)
    with_results(bank, test.id, RESULTS.replace("0.95", "0.5", 1))


def other_audience_left_behind(bank: Bank) -> None:
    lacking()(bank)
    system = bank.world().all(AISystem)[0]
    made(bank, "technical_document", system.id, audience="authorities", release="3.2.0")


def objective_undecided(bank: Bank) -> None:
    proposal(bank)
    lacking()(bank)


S = Status
CASES: list[Case] = [
    ("A.6.1.2", lacking(requirement_spec={"objective": None}), S.UNMET, "text_empty"),
    ("A.6.1.2", objective_undecided, S.UNMET, "life_lacks"),
    ("8.1-a", one_process(), S.UNMET, "process_never"),
    ("8.1-a", silent_process, S.STALE, "process_silent"),
    ("8.1-c", no_version, S.UNMET, "life_lacks"),
    ("8.1-c", changed_since, S.STALE, "life_stale"),
    ("A.6.1.3", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.6.1.3", lacking(requirement_spec={"process": None}), S.UNMET, "text_empty"),
    ("A.6.2.2", lacking(requirement_spec=None), S.UNMET, "life_lacks"),
    ("A.6.2.2", lacking(requirement_spec={"oversight": ""}), S.UNMET, "text_empty"),
    ("A.6.2.3", lacking(design_record={"alternatives": ""}), S.UNMET, "text_empty"),
    ("A.6.2.3", lacking(design_record=None), S.UNMET, "life_lacks"),
    ("A.6.2.4", lacking(verification=None), S.UNMET, "life_lacks"),
    ("A.6.2.4", failed, S.UNMET, "life_lacks"),
    ("A.6.2.4", changed_since, S.STALE, "life_stale"),
    ("A.6.2.4", tested_by_its_designer, S.UNMET, "tested_by_designer"),
    ("A.6.2.4", lacking(verification={"criteria": CRITERIA.splitlines()[0]}), S.UNMET, "aspect_untested"),
    ("A.6.2.5", lacking(deployment_plan=None), S.UNMET, "life_lacks"),
    ("A.6.2.6", lacking(operation_plan=None), S.UNMET, "life_lacks"),
    ("A.6.2.6", lacking(operation_plan={"repair": ""}), S.UNMET, "text_empty"),
    ("A.6.2.7", lacking(technical_document={"delivery": ""}), S.UNMET, "text_empty"),
    ("A.6.2.7", other_audience_left_behind, S.UNMET, "document_of_other_version"),
    ("A.6.2.8", lacking(operation_plan={"log_readers": ""}), S.UNMET, "text_empty"),
]
