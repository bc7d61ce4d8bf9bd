"""A small organisation, made through the one door: units, and people who hold each role at the top and in one unit."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction

from aims.conformity.models import StatementOfApplicability
from aims.impact.models import ImpactAssessment
from aims.kernel.fields import CodesField, RowsField
from aims.kernel.kinds import KINDS, Audience, Kind
from aims.kernel.models import Assignment, Person, Record, Unit
from aims.kernel.perform import Command, perform, perform_all
from aims.kernel.policy import SYSTEM, Actor, decide
from aims.kernel.roles import roles
from aims.kernel.world import World, present
from aims.lib import clock
from aims.lib.ids import uuid7
from aims.organisation.models import Competence
from aims.oversight.models import OversightPlan, ReviewCase
from aims.questionnaires.fields import SurveyField
from aims.risk.models import Risk, RiskAssessment, RiskCriteria, Treatment
from aims.systems.models import AISystem
from aims.systems.readiness import readiness

SURVEY = {"pages": [{"name": "one", "elements": [{"type": "comment", "name": "why"}]}]}
WORDS = "Meridian 信用评分 model"
STARTS = dt.date(2020, 1, 1)
ENDS = dt.date(2100, 1, 1)
ASKED_BY_MOVES = {"plan_due", "accepted_until", "due_on", "valid_until"} | {
    "rollback_tried_on",
    "agreed_on",
    "tier_answered_on",
    "screened_on",
    "notified_on",
    "advised_on",
    "subjects_heard_on",
    "window_last",
    "proven_on",
    "identity_on",
    "papers_due",
    "similar_looked_on",
}
"""Days that may be empty at first, and without which a later state is refused."""
STILL_TO_COME = {"accepted_until"}
"""Days that may not be past."""
A_ROW_FOR_EACH = {"dimensions"}
"""Tables that have a row for each code of their first column."""
OF_CHOICES = {("control_test", "result"): "failed", ("monitor", "source"): "people_sample"}
OF_CHOICES |= {("contest", "sort"): "question", ("contest", "outcome"): "told"}
"""Where a later move is open for one of the choices only."""
LED_TO_BY_MOVES = {("proposal", "system"), ("undeclared_tool", "system")}
"""References that are empty at first, and without which a later state is refused."""


SAID = {
    ("classification", "answers"): [{"question": "Q1", "answer": "no", "reason": WORDS}],
    ("baseline", "digest"): "ab" * 32,
    ("recording_plan", "inputs"): [
        {"name": WORDS, "sort": "category", "personal": "none", "treatment": "keep", "lowest": None, "highest": None}
    ],
    ("recording_plan", "groups"): [{"name": WORDS, "purpose": WORDS, "basis": WORDS, "months": 6}],
    ("reading", "n"): 400,
    ("oversight_plan", "hold_when"): {"field": "score", "operator": "lt", "value": 0.4},
    ("oversight_plan", "four_eyes"): {"field": "output", "operator": "eq", "value": WORDS},
    ("oversight_plan", "escalation"): [{"after": 600, "role": "system_owner"}],
    ("oversight_plan", "reviewer_role"): "developer",
    ("oversight_plan", "seeded_caught"): 0.9,
    ("oversight_plan", "unedited_most"): 0.9,
    ("statement_of_applicability", "entries"): [{"control": "A.2.2", "applies": "yes", "why": WORDS}],
}
"""What only certain words can fill."""


ONLY_ONCE = {("library_risk", "code"), ("review_case", "key")}
"""Fields that no two records share."""


@dataclass
class Story:
    units: dict[str, UUID] = field(default_factory=dict)
    """top, north, north_east (part of north), south."""
    people: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """(role, place) -> person; place is a unit's name, or “again” for a second holder at the top."""

    def person(self, role: str, place: str = "top") -> UUID:
        return self.people[role, place]

    def actor(self, role: str, place: str = "top", world: World | None = None) -> Actor:
        return Actor.of(world or present(), self.person(role, place))

    def actors(self, world: World) -> Iterator[Actor]:
        return (Actor.of(world, person) for person in self.people.values())

    def able(self, action: str, record: Record, kind: Kind, is_new: bool = False) -> Actor:
        """The first who may; those in the units before those at the top."""
        world = present()
        for actor in sorted(self.actors(world), key=lambda a: any(h.units is None for h in a.held)):
            if decide(actor, action, record, kind, is_new=is_new) is None:
                return actor
        raise AssertionError(f"nobody may {action} {kind.name} in state {record.state}")

    def act(self, record: Record, action: str, values: Mapping[str, Any] | None = None) -> Record:
        """Somebody who may does `action`, with what it needs."""
        kind = KINDS[record.kind]
        record = self.prepare(record, action)
        given = values if values is not None else values_for(kind, self, kind.takes(action))
        return perform(
            Command(
                kind.name,
                action,
                self.able(action, record, kind),
                record=record.pk,
                values=given,
                expect=record.version,
                reason="Because.",
                authenticated_at=clock.now(),
            )
        )

    def prepare(self, record: Record, action: str) -> Record:
        """`record` with what other records must show before `action`."""
        if isinstance(record, AISystem):
            return self.make_ready(record, action)
        if isinstance(record, Risk):
            self.treat(record, action)
        elif isinstance(record, ImpactAssessment) and action == "screen_out":
            system = AISystem.objects.get(pk=record.system_id)
            if system.tier != "low":
                self.act(system, "lower_tier", {"lowered_tier": "low"})
        elif isinstance(record, RiskAssessment):
            self.judge(record, action)
        elif isinstance(record, StatementOfApplicability) and action == "submit":
            decided = {"applies": "yes", "why": "Our risks ask for it."}
            return self.act(record, "edit", {"entries": [row | decided for row in record.entries]})
        return record

    def make_ready(self, system: AISystem, move: str) -> AISystem:
        """Do what `system` still lacks for `move`, one act after the other, as its page would offer them."""
        for _step in range(60):
            found = present().get(AISystem, system.pk)
            lacks = readiness(present(), found, move) if found else []
            if not lacks:
                break
            do = lacks[0].do
            if do.action == "create":
                self.create(KINDS[do.kind], **do.prefill)
            else:
                self.act(KINDS[do.kind].model.objects.get(pk=do.record), do.action)
        return AISystem.objects.get(pk=system.pk)

    def treat(self, risk: Risk, move: str) -> None:
        """A treatment of `risk` that is as far as it must be for `move`."""
        known = Treatment.objects.filter(treats=risk).first()
        if move == "treat" and known is None:
            self.act(self.create(KINDS.of(Treatment), treats=risk.pk), "approve")
        elif move == "complete" and known and known.state == "approved":
            for step in ("begin", "implement", "verify"):
                known = self.act(known, step)

    def rate(self, role: str, place: str) -> None:
        """Somebody who holds a role is rated competent for it."""
        made = self.create(KINDS.of(Competence), person=self.person(role, place), role=role)
        rated = self.act(made, "assess", {"level": "4", "evidence": WORDS})
        self.act(rated, "approve", {"valid_until": ENDS})

    def judge(self, assessment: RiskAssessment, move: str) -> None:
        """The criteria, or the risks, that `assessment` needs for `move`."""
        criteria, risk = KINDS.of(RiskCriteria), KINDS.of(Risk)
        if move in ("begin", "assess_anew") and not RiskCriteria.objects.filter(state="approved").exists():
            self.act(self.act(self.create(criteria), "submit"), "approve")
        elif move == "submit" and not Risk.objects.filter(system=assessment.system_id, state="evaluated").exists():
            given = {"system": assessment.system_id} if assessment.system_id else {}
            self.act(self.act(self.create(risk, **given), "analyse"), "evaluate")

    def create(self, kind: Kind, unit: str = "top", **given: Any) -> Record:
        values = values_for(kind, self, kind.fields, unit) | given
        if "unit" in kind.fields:
            values["unit"] = self.units[unit]
        if kind.model is OversightPlan and "system" not in given:
            values["system"] = self.create(KINDS.of(AISystem), unit).pk  # one plan is in force for each
        if kind.model is ReviewCase and not Competence.objects.exists():
            self.rate("developer", "again")  # whoever takes it is competent
        draft = kind.model(kind=kind.name, state=kind.workflow.initial, unit_id=values.get("unit"))
        return perform(Command(kind.name, "create", self.able("create", draft, kind, is_new=True), values=values))

    def some(self, model: type[Record], unit: str) -> UUID:
        """A record of `model` in `unit`, made where there is none."""
        pk = model.objects.filter(unit=self.units[unit]).values_list("pk", flat=True).first()
        return pk or self._in_force(KINDS.of(model), unit).pk

    def _in_force(self, kind: Kind, unit: str) -> Record:
        """A new record; of what everybody sees once it is approved, one that is."""
        made = self.create(kind, unit)
        if kind.audience is Audience.PUBLIC and kind.workflow.is_controlled:
            made = self.act(self.act(made, "submit"), "approve")
        return made


def build(among: Iterable[str] = ()) -> Story:
    """With holders of each role, or of those in `among` and the developer whom others name."""
    story = Story()

    def unit(name: str, parent: UUID | None) -> None:
        values = {"title": f"Unit {name}", "parent": parent}
        story.units[name] = perform(Command("unit", "create", SYSTEM, values=values)).pk

    unit("top", None)
    unit("north", story.units["top"])
    unit("north_east", story.units["north"])
    unit("south", story.units["top"])
    who = [
        (role, place)
        for role in roles()
        if not among or role in {"developer", *among}
        for place in ("top", "again", "north")
    ]
    people = perform_all(
        [
            Command("person", "create", SYSTEM, values={"title": f"{r} {p}", "sort": _sort(r), "email": "a@b.example"})
            for r, p in who
        ]
    )
    story.people = dict(zip(who, (p.pk for p in people), strict=True))
    perform_all([Command("assignment", "create", SYSTEM, values=_assignment(story, *one)) for one in who])
    return story


def _sort(role: str) -> str:
    return "software" if roles()[role].account == "software" else "human"


def _assignment(story: Story, role: str, place: str) -> dict[str, Any]:
    unit = story.units["top" if place == "again" else place]
    return {
        "title": role,
        "person": story.person(role, place),
        "role": role,
        "unit": unit,
        "starts_on": STARTS,
        "ends_on": ENDS,
    }


LEFT_OUT = {"not_rated_why", "delegated_by", "read_edition", "votes_for", "votes_against"}
"""What is only valid together with something else."""


NUMBERS = (
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.DecimalField,
    models.FloatField,
    models.PositiveBigIntegerField,
)


def values_for(kind: Kind, story: Story, names: tuple[str, ...], unit: str = "top") -> dict[str, Any]:
    """Something valid for each of `names` that must not be empty, and text for each that may be."""
    wanted = [name for name in names if name not in LEFT_OUT]
    values = {n: SAID.get((kind.name, n)) or _value(kind, kind.field(n), story, unit) for n in wanted}
    values |= {n: str(uuid7()) for n in wanted if (kind.name, n) in ONLY_ONCE}
    if "owner" in names:  # another than whom the record is about
        values["owner"] = story.person("developer", "again")
    return {name: value for name, value in values.items() if value is not None}


def _day(column: "models.DateField[Any, Any]") -> dt.date | None:
    if column.name in STILL_TO_COME:
        return clock.now().date() + dt.timedelta(days=9)
    return STARTS if not column.null or column.name in ASKED_BY_MOVES else None


def _value(kind: Kind, column: "models.Field[Any, Any]", story: Story, unit: str) -> Any:
    if kind.model is Assignment and column.name == "role":
        return "legal"
    if column.is_relation:
        return _leads_to(kind, column, story, unit)
    if isinstance(column, CodesField | RowsField):
        return _list(column) if column.default is list or column.name in A_ROW_FOR_EACH else None
    if column.choices:
        first = next(str(code) for code, _label in column.flatchoices if code)
        return OF_CHOICES.get((kind.name, column.name), first)
    if isinstance(column, models.EmailField):
        return "someone@example.org"
    if isinstance(column, models.CharField | models.TextField):
        return f"{WORDS} {column.name}"[: column.max_length]
    if isinstance(column, models.DateField):
        return _day(column)
    if isinstance(column, NUMBERS) and not column.has_default():
        return 2
    if isinstance(column, models.JSONField) and not column.has_default():
        return SURVEY if isinstance(column, SurveyField) else {"posture": [1, 2.5, None], "信用": "b"}
    return None


def _leads_to(kind: Kind, column: "models.Field[Any, Any]", story: Story, unit: str) -> Any:
    """A record that a reference can name; nothing where empty means whoever records it."""
    if column.name == "person" and column.null:
        return None
    known = {Unit: story.units["top"], Person: story.person("developer")}.get(column.related_model)
    may_stay_empty = column.null and (kind.name, column.name) not in LED_TO_BY_MOVES
    return known or (None if may_stay_empty else story.some(column.related_model, unit))


def _list(column: CodesField | RowsField) -> list[Any]:
    if isinstance(column, CodesField):
        return [column.codes[0][0]]
    row = {c.name: c.codes[0][0] if c.codes else 1000 if c.is_number else WORDS for c in column.columns}
    row = {name: value for name, value in row.items() if name not in LEFT_OUT}
    if column.name in A_ROW_FOR_EACH:
        first = column.columns[0]
        return [row | {first.name: code} for code, _label in first.codes]
    return [row]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written within is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
