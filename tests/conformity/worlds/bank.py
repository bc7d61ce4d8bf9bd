"""A small bank made through the one door, and what its people do. Every factory returns the record as it is."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any
from uuid import UUID

from django.db import models

from aims.conformity.applicability import expected
from aims.conformity.closing import who_closes
from aims.conformity.posture import verdict_on
from aims.kernel.checks import Gap, Verdict
from aims.kernel.fields import CodesField, RowsField
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import World, present
from aims.lib import clock
from aims.organisation.models import Objective, Policy, Process
from aims.systems.life import LIFE
from aims.systems.models import CLAUSES, AISystem, QualityCriterion, RequirementSpec, ResponsibilitySplit
from aims.systems.models.development import Aspect

START = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
ISO = "iso42001:2023/"


class Bank:
    """The bank and its clock. `day` is how many days have passed since the story began."""

    def __init__(self) -> None:
        self.at = START
        self.people: dict[str, UUID] = {}
        self.kept: dict[str, Any] = {}
        """What one part of a story leaves for the next."""
        self.unit = self.by_system("unit", title="Selasih Bank", title_alt="思澜银行").id
        for name in ("Tan Bee Hoon", "Liang Shuyi", "Arjun Nair", "Ines Ferreira", "Rosalind Achterberg", "Grace Lim"):
            self.people[name.split()[0]] = self.by_system("person", title=name, unit=self.unit).id
        for name, role in (
            ("Tan", "top_management"),
            ("Liang", "aims_manager"),
            ("Arjun", "designated_management"),
            ("Tan", "designated_management"),
            ("Grace", "administrator"),
            ("Grace", "concern_handler"),
            ("Arjun", "risk_owner"),
            ("Ines", "concern_handler"),
            ("Ines", "document_controller"),
            ("Ines", "staff_member"),
            ("Rosalind", "lead_auditor"),
        ):
            self.assign(name, role)

    def anew(self) -> "Bank":
        """Another story that begins as this one did, where the database is as it was then."""
        other = copy(self)
        other.people, other.kept = dict(self.people), {}
        return other

    @contextmanager
    def now(self) -> Iterator[None]:
        with clock.set_to(self.at):
            yield

    def pass_days(self, days: int) -> None:
        self.at += dt.timedelta(days=days)

    def world(self) -> World:
        with self.now():
            return present()

    def actor(self, name: str | UUID) -> Actor:
        return Actor.of(self.world(), self.people[name] if isinstance(name, str) else name)

    def do(self, who: Actor, kind: str, action: str, record: UUID | None = None, **given: Any) -> Any:
        self.at += dt.timedelta(seconds=1)
        with self.now():
            reason, links = given.pop("reason", "as agreed"), given.pop("links", ())
            seen = present().find(record)
            command = Command(
                kind,
                action,
                who,
                record,
                given,
                expect=seen.version if seen else None,
                reason=reason,
                authenticated_at=clock.now(),
                links=links,
            )
            return perform(command)

    def by(self, name: str, kind: str, action: str, record: UUID | None = None, **given: Any) -> Any:
        return self.do(self.actor(name), kind, action, record, **given)

    def by_system(self, kind: str, **given: Any) -> Any:
        return self.do(SYSTEM, kind, "create", None, **given)

    def assign(self, name: str, role: str, **given: Any) -> Any:
        values = {"title": f"{name}: {role}", "person": self.people[name], "role": role, "unit": self.unit}
        return self.by_system("assignment", **values | {"starts_on": self.at.date()} | given)

    def approved(self, kind: str, **given: Any) -> Any:
        """A record written by Liang and approved by whoever may."""
        record = self.by("Liang", kind, "create", **given)
        return self.put_in_force(kind, record.id)

    def put_in_force(self, kind: str, record: UUID) -> Any:
        if kind == "ai_system":
            return self.taken_in(record)
        self.by("Liang", kind, "submit", record)
        return self.by("Tan", kind, "approve", record)

    def taken_in(self, system: UUID) -> Any:
        """The AI system taken in, or confirmed again; left proposed where it does not say enough."""
        found = self.world().find(system)
        if LIFE.transition("approve").guard(found):  # type: ignore[union-attr, misc]
            return found
        return self.by("Arjun", "ai_system", "adopt" if found.state == "proposed" else "approve", system)

    def renewed(self, kind: str, record: UUID, **given: Any) -> Any:
        if kind != "ai_system":
            self.by("Liang", kind, "revise", record)
        if given:
            self.by("Liang", kind, "edit", record, **given)
        return self.put_in_force(kind, record)

    def issue(self, **given: Any) -> Any:
        words = {"title": "Two vendors hold all our models", "side": "external", "effect": "They may change overnight."}
        return self.by("Liang", "context_issue", "create", **words | {"owner": self.people["Arjun"]} | given)

    def party(self, **given: Any) -> Any:
        words = {"title": "Applicants", "sort": "affected", "requires": "A person who looks again.", "source": "Talks."}
        owner = {"owner": self.people["Arjun"], "decision": "addressed"}
        return self.by("Liang", "interested_party", "create", **words | owner | given)

    def context(self) -> list[Any]:
        """Issues of both sides, and each sort of party that is asked for."""
        issues = [self.issue(side="internal"), self.issue(climate_decision="relevant")]
        sorts = ("customers", "regulators", "workers", "affected", "suppliers")
        return issues + [self.party(sort=sort, links=[("met_by", issues[0].id)]) for sort in sorts]

    def process(self, **given: Any) -> Any:
        words = {"title": "Intake of AI systems", "clause": "8", "purpose": "No system comes in unseen."}
        running = {
            "inputs": "A proposal.",
            "outputs": "A decision.",
            "criteria": "Each answer given.",
            "cycle_months": 1,
        }
        record = self.by("Liang", "process", "create", **words | running | {"owner": self.people["Arjun"]} | given)
        self.by("Liang", "process", "submit", record.id)
        return self.by("Tan", "process", "approve", record.id)

    def ran(self, process: UUID) -> Any:
        words = {"title": "A week's intake", "done": "Three proposals looked at.", "outcome": "Two taken in."}
        return self.by("Liang", "operation_record", "create", **words, process=process)

    def processes(self) -> None:
        """One of each clause, each feeding the next, running all year."""
        earlier = self.party(title="Whoever proposes", sort="other", decision="not_addressed", decision_why="Inside.")
        for clause in ("4", "5", "6", "7", "8", "9", "10"):
            relation = "serves" if earlier.kind == "interested_party" else "feeds"
            made = self.process(clause=clause, cycle_months=12, links=[(relation, earlier.id)])
            self.ran(made.id)
            earlier = made

    def scope(self, **given: Any) -> Any:
        return self.approved("scope_statement", **SCOPE | given)

    def policy(self, **given: Any) -> Any:
        return self.approved("policy", **POLICY | given)

    def system(self, **given: Any) -> Any:
        return self.approved(
            "ai_system", **SYSTEM_WHOLE | {"owner": self.people["Arjun"], "ai_roles_on": self.at.date()} | given
        )

    def attest(self, systems: int = 1, **given: Any) -> Any:
        words = {"title": "Our list", "statement": "Asked every team.", "systems_known": systems, "unit": self.unit}
        return self.by("Liang", "completeness_attestation", "create", **words | given)

    def judge(self, requirement: str, name: str = "Rosalind", conclusion: str = "adequate", **given: Any) -> Any:
        words = {"title": "Judgement", "reasons": "Looked at the records.", "requirement": ISO + requirement}
        return self.by(name, "judgement", "create", **words | {"conclusion": conclusion} | given)

    def nonconformity(self, **given: Any) -> Any:
        words = {"title": "Finding", "statement": "Not done.", "requirement": ISO + "7.2-b", "grade": "minor"}
        return self.by("Rosalind", "nonconformity", "create", **words | given)

    def take_through(self, case: UUID, until: str = "close", **changed: Any) -> Any:
        """The nonconformity `case` through its life, each step with its fields but those `changed`."""
        for move, who, given in CASE_STEPS:
            if move == "verify":
                self.pass_days(31)
            values = {k: changed.get(k, v) for k, v in given.items()}
            if move == "plan" and "action_due" not in changed:
                values["action_due"] = self.at.date() + dt.timedelta(days=10)
            elif move == "plan":
                values["action_due"] = changed["action_due"]
            found = self.by(who, "nonconformity", move, case, **values)
            if move == until:
                return found
        return None

    def verdict(self, requirement: str) -> Verdict:
        return verdict_on(self.world(), ISO + requirement)

    def codes(self, requirement: str) -> list[str]:
        return [gap.code for gap in self.verdict(requirement).gaps]

    def close(self, gap: Gap) -> Record:
        """Do what `gap` asks for: as the first who may, with the form filled as it would ask."""
        assert gap.do is not None
        world = self.world()
        able = who_closes(world, gap)
        assert able, f"nobody may close {gap}"
        kind = KINDS[gap.do.kind]
        existing = world.get(kind.model, gap.do.record)
        values = dict(filled(self, kind, gap.do.action, existing)) | dict(gap.do.prefill)
        if gap.do.action == "link":  # the form asks what to link
            relation = kind.relation(values["relation"])
            assert relation is not None
            values.setdefault("target", self._to_link(world, kind, relation.target, gap.do.record))
        if gap.do.action == "create" and kind.relation(str(values.get("relation"))):
            values["links"] = [(values.pop("relation"), values.pop("target"))]
        if gap.do.kind == "dataset_quality":  # measured as good as it must be
            values["value"] = world.get(QualityCriterion, values["criterion"]).limit  # type: ignore[union-attr]
        done: Record = self.do(self.actor(able[0].person.id), kind.name, gap.do.action, gap.do.record, **values)
        return done

    def _to_link(self, world: World, kind: Kind, target: str, record: UUID | None) -> UUID:
        """Somebody, where a link may lead to anything; else a record of the kind it leads to."""
        if not target:
            return self.people["Liang"]
        others = (r.id for r in world.all(KINDS[target].model) if r.id != record)
        return next(others, None) or self.process().id


def filled(bank: Bank, kind: Kind, action: str, record: Record | None) -> Iterator[tuple[str, Any]]:
    """What a person would enter in the form of `action`: the fields that must be, and those that are still empty."""
    for name in kind.takes(action):
        column = kind.model._meta.get_field(name)
        before = getattr(record, getattr(column, "attname", name), None) if record else None
        if name == "review_due" and kind.sooner:  # within the interval of what is at hand, as the form offers it
            continue
        if name == "steps" and before:  # the steps of a plan stay as they were approved
            yield name, [row | {"done": "yes", "evidence": row["evidence"] or "VER-0001"} for row in before]
        elif name in ANSWERS:
            yield name, ANSWERS[name](bank)
        elif not before and not isinstance(column, models.ForeignKey):
            yield name, _answer(bank, column)


def _answer(bank: Bank, column: Any) -> Any:
    if isinstance(column, CodesField):
        return [column.codes[0][0]]
    if isinstance(column, RowsField):
        return column.default()
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.DateField):
        return None
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        return column.default if column.has_default() else 1
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, models.EmailField):
        return "somebody@example.org"
    if isinstance(column, models.JSONField):
        return {"written": "by a test"}
    return "Written down."


def _judged() -> list[dict[str, str]]:
    from .impact import rows

    return rows()


def _today(bank: Bank) -> dt.date:
    return bank.at.date()


ANSWERS: dict[str, Callable[[Bank], Any]] = {
    "owner": lambda bank: bank.people["Arjun"],
    "person": lambda bank: bank.people["Arjun"],
    "starts_on": _today,
    "ends_on": lambda bank: None,
    "ai_roles_on": _today,
    "action_due": lambda bank: bank.at.date() + dt.timedelta(days=10),
    "review_due": lambda bank: bank.at.date() + dt.timedelta(days=180),
    "conclusion": lambda bank: "adequate",
    "scope_decision": lambda bank: "in",
    "topic": lambda bank: "ai",
    "cycle_months": lambda bank: 12,
    "level": lambda bank: "3",
    "valid_until": lambda bank: bank.at.date() + dt.timedelta(days=365),
    "plan_due": lambda bank: bank.at.date() + dt.timedelta(days=60),
    "quiz": lambda bank: QUIZ,
    "answers": lambda bank: "1 1 1 1",
    "policy_sentence": lambda bank: next((p.text for p in bank.world().all(Policy)), "Nobody is refused unheard."),
    "not_measured_why": lambda bank: "",
    "direction": lambda bank: "up",
    "baseline": lambda bank: 70,
    "baseline_on": _today,
    "target": lambda bank: 90,
    "value": lambda bank: 95,
    "due_on": lambda bank: bank.at.date() + dt.timedelta(days=365),
    "amount": lambda bank: None,
    "needed_by": lambda bank: bank.at.date() + dt.timedelta(days=60),
    "provided_on": _today,
    "backup_on": _today,
    **dict.fromkeys(("tried", "refused", "sought", "found_in_time"), lambda bank: 6),
    "system": lambda bank: next((s.id for s in bank.world().all(AISystem)), None) or bank.system().id,
    "clauses": lambda bank: [code for code, _label in CLAUSES],
    "limit": lambda bank: 5,
    "supported_until": lambda bank: bank.at.date() + dt.timedelta(days=700),
    "retained_until": lambda bank: bank.at.date() + dt.timedelta(days=700),
    "contract_ends_on": lambda bank: bank.at.date() + dt.timedelta(days=700),
    "holds_until": lambda bank: bank.at.date() + dt.timedelta(days=700),
    "agreed_on": _today,
    "acquired_on": _today,
    **dict.fromkeys(ResponsibilitySplit.DUTIES, lambda bank: "us"),
    "release": lambda bank: "3.3.0",
    "process": lambda bank: next((p.id for p in bank.world().in_force(Process)), None),
    "objective": lambda bank: next((o.id for o in bank.world().all(Objective)), None),
    "spec": lambda bank: next((s.id for s in bank.world().in_force(RequirementSpec)), None),
    **dict.fromkeys(("tester", "watcher"), lambda bank: bank.people["Ines"]),
    **dict.fromkeys(("acceptance", "criteria"), lambda bank: "\n".join(f"{a} | {a} | >= | 0.9" for a in Aspect)),
    "results": lambda bank: "\n".join(f"{a} | 0.95 | 400" for a in Aspect),
    "open_issues": lambda bank: "",
    "watched": lambda bank: "held | >= | 0.9",
    "dimensions": lambda bank: _judged(),
    "heard": lambda bank: "Six card holders | May | Call me first.",
    "disclosed_on": _today,
    "screening": lambda bank: [],
    "screened_on": _today,
    "steps": lambda bank: "Reviewers are trained | yes | The list of March",
    "rollback_tried_on": _today,
    "breach_at": lambda bank: 0.8,
    **dict.fromkeys(("warn", "low", "high"), lambda bank: None),
    "n": lambda bank: 400,
    "window_last": _today,
    "every_days": lambda bank: 30,
    "inputs": lambda bank: "age | number | none | keep",
    "accepted_until": lambda bank: bank.at.date() + dt.timedelta(days=90),
    "told_on": _today,
    "entries": lambda bank: [
        {"control": place, "applies": "yes", "why": "Needed."} for place in expected(bank.world())
    ],
}

SCOPE: dict[str, Any] = {
    "title": "Scope of the AI management system",
    "text": "All units and every AI system they build, buy or use.",
    "basis": "The issues and needs weighed in January.",
    "governed": "Lending, care and fraud.",
    "availability": "on_request",
    "availability_how": "Ask the AIMS lead.",
}
POLICY: dict[str, Any] = {
    "title": "AI policy",
    "topic": "ai",
    "text": "No loan is refused by a machine alone.",
    "purpose": "We lend to people; people answer for it.",
    "objectives_frame": "Each year objectives follow from this policy.",
    "commitment_requirements": "We meet the laws and promises that bind us.",
    "commitment_improvement": "What we learn changes the system.",
    "other_policies": "Information security policy; credit policy.",
    "availability": "public",
    "availability_how": "On our web site.",
}
SYSTEM_WHOLE: dict[str, Any] = {
    "title": "Fraud scoring",
    "sort": "predictive_analytics",
    "tier": "high",
    "life_cycle_stage": "operation_and_monitoring",
    "intended_use": "Hold suspicious payments until a person calls.",
    "out_of_bounds_use": "Closing accounts.",
    "resources": "Events; our model; two servers; three analysts.",
    "ai_roles": ["ai_producer"],
    "ai_roles_why": "We built it.",
    "scope_decision": "in",
    "scope_why": "It decides about customers.",
}
QUIZ = "\n".join(
    f"{topic} | What holds? | 哪一项正确？\n* This | 这一项\n- That | 那一项"
    for topic in ("policy", "contribution", "consequence", "concern")
)
"""One question on each topic that 7.3 asks about; the first answer is always right."""
CASE_STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("acknowledge", "Liang", {"correction": "Stopped at once."}),
    (
        "analyse",
        "Liang",
        {
            "consequences": "Two customers waited; both were called.",
            "cause": "Asked why five times: nobody owned the list.",
            "action_needed": "yes",
            "similar_cases": "Looked at all systems; none.",
        },
    ),
    ("plan", "Liang", {"action_plan": "Name an owner.", "effect_criterion": "No date missed in thirty days."}),
    ("implement", "Liang", {}),
    ("verify", "Rosalind", {"effect": "No date missed."}),
    ("close", "Rosalind", {"aims_change": "The form now asks for the owner."}),
)
