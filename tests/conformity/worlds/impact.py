"""Impact assessments: 6.1.4, 8.4 and A.5.2 to A.5.5."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aims.impact.asking import suggested_risks
from aims.impact.dimensions import dimensions
from aims.impact.models import ImpactAssessment, ImpactMethod
from aims.kernel.checks import Depth, Status
from aims.systems.models import AISystem

from .bank import Bank
from .changes import carried_out, proposed, unsettled
from .shared import Case, nothing

REACHED = dict.fromkeys(
    ["6.1.4-b", "6.1.4-d", "6.1.4-e", "8.4-a", "8.4-b", "8.4-c", "A.5.2", "A.5.3", "A.5.5"], Depth.OPERATING
) | {"6.1.4-a": Depth.DESIGNED}
PARTLY = dict.fromkeys(["6.1.4-c", "6.1.4-f", "A.5.4"], Depth.OPERATING)
METHOD: dict[str, Any] = {
    "title": "How we assess impact",
    "method": "Describe, ask those affected, judge seven dimensions, decide.",
    "triggers": "A new system, a significant change, an incident, a new law, the interval.",
    "deciding": "The assessor writes; designated management decides, top management on a sensitive use.",
    "use_of_results": "Risks, controls, oversight, release.",
}
JUDGED = {
    "benefits": "Frauds are stopped while they happen.",
    "harms": "A payment of somebody honest is held.",
    "who": "customers",
    "severity": "2",
    "scale": "2",
    "reversibility": "2",
    "vulnerability": "2",
    "measures": "A person calls within two hours.",
    "residual": "low",
}
GRAVE = JUDGED | {"severity": "4", "vulnerability": "4"}
ASSESSED: dict[str, Any] = {
    "title": "Impact of fraud scoring",
    "intended_use": "Hold suspicious payments until a person calls.",
    "process_use": "Payments, before they leave.",
    "usage": "Around the clock, until 2028.",
    "misuse": "Watching one customer.",
    "failure": "It holds everything on a busy day.",
    "data_used": "Card events; no names.",
    "technology": "Trees; blind to new patterns.",
    "environment": "Two cities, phone banking.",
    "jurisdictions": "SG, LU",
    "necessity": "Rules alone let half of it through.",
    "groups": ["customers", "employees"],
    "groups_who": "Card holders; three analysts.",
    "vulnerable": "Travellers without another card.",
    "heard": "Six card holders | May | Call me first.",
    "society_aspects": ["economy"],
    "aspects_left_out_why": "It touches nothing else.",
    "oversight": "An analyst calls and releases.",
    "if_harmed": "The desk refunds the fee the same day; complaints go to the ombudsman.",
    "reassess_when": "The model or the countries change.",
    "disclosure": "nobody",
    "disclosure_why": "It would tell fraudsters what is watched.",
}
SCREENED: dict[str, Any] = {
    "title": "Screening",
    "screening": [],
    "screening_why": "It counts visits; no person is in the data.",
}


def rows(**other: dict[str, str]) -> list[dict[str, str]]:
    return [{"dimension": pk} | other.get(pk, JUDGED) for pk in dimensions()]


def people(bank: Bank) -> None:
    for name, role in (("Ines", "impact_assessor"), ("Rosalind", "legal"), ("Grace", "system_owner")):
        bank.assign(name, role)


def with_method(bank: Bank, **given: Any) -> Any:
    return bank.approved("impact_method", **METHOD | given)


def draft(bank: Bank, system: UUID, **given: Any) -> Any:
    """An assessment that Liang wrote down whole, not yet begun."""
    values = ASSESSED | {"dimensions": rows(), "system": system} | given
    return bank.by("Liang", "impact_assessment", "create", **values)


def submitted(bank: Bank, system: UUID, **given: Any) -> Any:
    one = draft(bank, system, **given)
    bank.by("Liang", "impact_assessment", "begin", one.id)
    return bank.by("Liang", "impact_assessment", "submit", one.id)


def assessed(bank: Bank, system: UUID, **given: Any) -> Any:
    """An approved assessment of `system`."""
    return approve(bank, submitted(bank, system, **given).id)


def approve(bank: Bank, assessment: UUID, **given: Any) -> Any:
    found = bank.world().find(assessment)
    action = "approve_as_top" if isinstance(found, ImpactAssessment) and "shapes" in found.screening else "approve"
    return bank.by("Tan", "impact_assessment", action, assessment, **{"decision": "It may run."} | given)


def again_assessed(bank: Bank, assessment: UUID, **given: Any) -> Any:
    bank.by("Liang", "impact_assessment", "revise", assessment)
    if given:
        bank.by("Liang", "impact_assessment", "edit", assessment, **given)
    bank.by("Liang", "impact_assessment", "submit", assessment)
    return approve(bank, assessment)


def screening(bank: Bank, system: UUID, **given: Any) -> Any:
    """The answers of a screening, which somebody else is to confirm."""
    values = SCREENED | {"owner": bank.people["Liang"], "system": system, "screened_on": bank.at.date()} | given
    return bank.by("Liang", "impact_assessment", "create", **values)


def screened(bank: Bank, system: UUID, **given: Any) -> Any:
    """A screening that Arjun confirmed."""
    return bank.by("Arjun", "impact_assessment", "screen_out", screening(bank, system, **given).id)


def first(bank: Bank) -> None:
    """Every system is assessed, and one again because of a change, before that is carried out."""
    with_method(bank)
    systems = bank.world().all(AISystem)
    for system in systems:
        assessed(bank, system.id)
    change = proposed(bank, system=systems[0].id, significance=["model"])
    bank.by("Liang", "change", "assess", change.id)
    bank.by("Arjun", "change", "approve", change.id)
    again_assessed(bank, bank.world().all(ImpactAssessment)[0].id)
    bank.by("Liang", "change", "implement", change.id)
    unsettled(bank)


def again(bank: Bank) -> None:
    """The method is looked at again, and every system assessed anew."""
    bank.renewed("impact_method", bank.world().all(ImpactMethod)[0].id)
    for one in bank.world().all(ImpactAssessment):
        again_assessed(bank, one.id)


def lacking(**given: Any) -> Callable[[Bank], None]:
    """A system whose assessment was approved, but as `given` says."""

    def build(bank: Bank) -> None:
        with_method(bank)
        bank.attest()
        assessed(bank, bank.system().id, **given)

    return build


def unassessed(bank: Bank) -> None:
    with_method(bank)
    bank.attest()
    bank.system()


def outdated(bank: Bank) -> None:
    lacking()(bank)
    bank.pass_days(200)


def changed_since(bank: Bank) -> None:
    lacking()(bank)
    carried_out(bank, system=bank.world().all(AISystem)[0].id, significance=["model"])
    unsettled(bank)


def grave_and_left(bank: Bank) -> None:
    lacking(dimensions=rows(fairness=GRAVE))(bank)
    assert suggested_risks(bank.world(), bank.world().all(ImpactAssessment)[0])


S = Status
CASES: list[Case] = [
    ("6.1.4-a", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.4-b", unassessed, S.UNMET, "life_lacks"),
    ("6.1.4-b", outdated, S.STALE, "life_stale"),
    ("6.1.4-c", lacking(technology=""), S.UNMET, "text_empty"),
    ("6.1.4-d", unassessed, S.UNMET, "life_lacks"),
    ("6.1.4-e", lacking(disclosure=""), S.UNMET, "text_empty"),
    ("6.1.4-e", lacking(disclosure="affected"), S.UNMET, "impact_unsent"),
    ("6.1.4-f", grave_and_left, S.UNMET, "impact_no_risk"),
    ("8.4-a", unassessed, S.UNMET, "life_lacks"),
    ("8.4-a", outdated, S.STALE, "life_stale"),
    ("8.4-b", lacking(), S.UNKNOWN, "no_significant_change"),
    ("8.4-b", changed_since, S.UNMET, "impact_after_change"),
    ("8.4-c", unassessed, S.UNMET, "life_lacks"),
    ("A.5.2", nothing, S.UNKNOWN, "nothing_recorded"),
    ("A.5.2", unassessed, S.PARTLY, "life_lacks"),
    ("A.5.3", unassessed, S.UNMET, "impact_never"),
    ("A.5.4", lacking(groups_who=""), S.UNMET, "text_empty"),
    ("A.5.5", lacking(aspects_left_out_why=""), S.UNMET, "aspect_left_out"),
]
