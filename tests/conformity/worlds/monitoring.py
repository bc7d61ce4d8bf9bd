"""Monitoring: 9.1, A.6.2.6 and A.6.2.8."""

from collections.abc import Callable
from typing import Any

from aims.kernel.checks import Depth, Status
from aims.kernel.reactions import run_reactions
from aims.monitoring import running
from aims.monitoring.measuring import measured_from
from aims.monitoring.models import Monitor, RecordingPlan
from aims.monitoring.series import reading_of
from aims.systems.models import AISystem
from tests.monitoring.figures import Given, Told

from .bank import Bank
from .life import lacking
from .shared import Case, nothing

REACHED = {
    **dict.fromkeys(["9.1-c", "9.1-d", "9.1-e"], Depth.OPERATING),
    **dict.fromkeys(["A.6.2.6", "A.6.2.8"], Depth.EFFECTIVE),
}
PARTLY = dict.fromkeys(["9.1-a", "9.1-b", "9.1-f"], Depth.OPERATING)
MONITOR: dict[str, Any] = {
    "title": "Accuracy",
    "why": "A wrong hold costs a customer a payment.",
    "limit_why": "A person does as well.",
    "measure": "accuracy",
    "minimum": 300,
    "every_days": 30,
    "breach_at": 0.8,
}
BY_HAND = {"source": "people_sample", "minimum": 5}
TRIALS = ("seeded_faults_noticed", "decisions_traced")


def monitor(bank: Bank, system: AISystem, **given: Any) -> Any:
    """A monitor in force and the record of its readings."""
    made = bank.approved("monitor", **MONITOR | {"system": system.id, "owner": bank.people["Arjun"]} | given)
    with bank.now():
        run_reactions()
    return made


def trial(bank: Bank, system: AISystem, measure: str, **given: Any) -> Any:
    return monitor(bank, system, **BY_HAND | {"title": measure, "measure": measure} | given)


def enter(bank: Bank, of: Monitor, value: float = 0.95, n: int = 20, **given: Any) -> Any:
    reading = reading_of(bank.world(), of)
    assert reading is not None
    values = {"value": value, "n": n, "window_last": bank.at.date(), "how": "Every tenth case."} | given
    found = bank.by("Liang", "reading", "enter", reading.id, **values)
    with bank.now():
        run_reactions()
    return found


def run(bank: Bank, **figures: Given) -> None:
    """The worker's step, with these figures for the whole."""
    told = Told(figures or {"": Given(0.9, 0.88, 0.92)})
    with bank.now(), measured_from(told):
        running.run()
        run_reactions()


def recording(bank: Bank, system: AISystem) -> Any:
    values = {"title": "What we record", "inputs": "age | number | none | keep", "readers": ["operator"]}
    return bank.approved("recording_plan", **values, system=system.id, positive="held")


def watched(bank: Bank, system: AISystem) -> None:
    """Computed and tried by people, all of it within the limits."""
    recording(bank, system)
    monitor(bank, system)
    for name in TRIALS:
        enter(bank, trial(bank, system, name))
    run(bank)


def first(bank: Bank) -> None:
    bank.assign("Ines", "verifier")
    for system in bank.world().all(AISystem):
        watched(bank, system)


def again(bank: Bank) -> None:
    """After a significant change each is approved anew, and then measured up to today."""
    for kind, model in (("recording_plan", RecordingPlan), ("monitor", Monitor)):
        for one in bank.world().in_force(model):
            bank.renewed(kind, one.id)
    run(bank)
    for one in bank.world().in_force(Monitor):
        if one.is_manual:
            enter(bank, one)


# ---- ways to fall short ----


def built(*steps: Callable[[Bank], Any], **plan: Any) -> Callable[[Bank], None]:
    """A system in use with its plans, and then `steps`."""

    def build(bank: Bank) -> None:
        lacking(**({"operation_plan": plan} if plan else {}))(bank)
        for step in steps:
            step(bank)

    return build


def the_system(bank: Bank) -> AISystem:
    return bank.world().all(AISystem)[0]


def by_hand(**given: Any) -> Callable[[Bank], Any]:
    return lambda bank: trial(bank, the_system(bank), "sample_correct", **given)


def all_by_hand(bank: Bank) -> None:
    """Monitored by people alone, each trial among it."""
    for name in ("sample_correct", *TRIALS):
        enter(bank, trial(bank, the_system(bank), name))


def entered(**given: Any) -> Callable[[Bank], Any]:
    return lambda bank: enter(bank, bank.world().in_force(Monitor)[0], **given)


def later(days: int) -> Callable[[Bank], None]:
    return lambda bank: bank.pass_days(days)


def computed(**figures: Given) -> Callable[[Bank], None]:
    def step(bank: Bank) -> None:
        monitor(bank, the_system(bank))
        run(bank, **figures)

    return step


def with_plan(bank: Bank) -> None:
    recording(bank, the_system(bank))


def draft(bank: Bank) -> None:
    values = MONITOR | BY_HAND | {"system": the_system(bank).id, "owner": bank.people["Arjun"]}
    bank.by("Liang", "monitor", "create", **values)


def changed(bank: Bank) -> None:
    """A significant change of the system after the monitor was approved."""
    bank.renewed("ai_system", the_system(bank).id, intended_use="Hold payments and close accounts.")


def no_process_cycle(bank: Bank) -> None:
    bank.process(cycle_months=None)


S = Status
CASES: list[Case] = [
    ("9.1-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("9.1-a", built(), S.UNMET, "monitor_missing"),
    ("9.1-a", built(draft), S.UNMET, "monitor_missing"),
    ("9.1-a", built(by_hand(), no_process_cycle), S.PARTLY, "cycle_unset"),
    ("9.1-b", built(), S.UNMET, "monitor_missing"),
    ("9.1-b", built(by_hand(), changed), S.STALE, "life_stale"),
    ("9.1-c", built(by_hand()), S.UNMET, "never_measured"),
    ("9.1-c", built(by_hand(), entered(), later(40)), S.UNMET, "reading_due"),
    ("9.1-c", built(computed(), later(40)), S.UNMET, "figures_missing"),
    ("9.1-d", built(by_hand(), entered(n=2)), S.UNMET, "reading_unknown"),
    ("9.1-d", built(computed(**{"": Given(0.9, n=3)})), S.UNMET, "figures_unknown"),
    ("9.1-d", built(by_hand(), entered(value=0.5), later(20)), S.UNMET, "breach_unanswered"),
    ("9.1-e", built(), S.UNMET, "monitor_missing"),
    ("9.1-e", built(by_hand(), entered(how="")), S.UNMET, "evidence_missing"),
    ("9.1-f", built(by_hand(), entered()), S.PARTLY, "report_never"),
    ("9.1-f", built(by_hand()), S.UNMET, "never_measured"),
    ("A.6.2.6", built(), S.PARTLY, "monitor_missing"),
    ("A.6.2.6", built(by_hand(), entered(), later(40)), S.PARTLY, "reading_due"),
    ("A.6.2.6", built(by_hand(), entered(value=0.5), later(20)), S.PARTLY, "breach_unanswered"),
    ("A.6.2.8", built(), S.PARTLY, "recording_missing"),
    ("A.6.2.8", built(with_plan), S.PARTLY, "decisions_silent"),
    ("A.6.2.8", built(with_plan, computed(**{"": Given(None, n=0, why="no_labels")})), S.PARTLY, "decisions_silent"),
    ("A.6.2.8", built(by_hand()), S.PARTLY, "trace_missing"),
    ("A.6.2.8", built(log_months=3), S.PARTLY, "log_too_short"),
]
