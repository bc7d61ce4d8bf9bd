"""A bank with a gate: reviewers, of whom one is competent no more, a plan in force, and decisions."""

import datetime as dt
from typing import Any
from uuid import UUID

from aims_sdk.decisions import Decision

from aims.kernel.reactions import run_reactions
from aims.lib import clock
from aims.oversight import desk, gate, running
from aims.oversight.models import CaseContent, ReviewCase
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.competence import profile, rated

HOLD = {
    "any": [
        {"field": "output", "operator": "eq", "value": "decline"},
        {"field": "inputs.amount", "operator": "gt", "value": 20_000},
    ]
}
PLAN: dict[str, Any] = {
    "title": "Oversight of credit decisions",
    "hold_when": HOLD,
    "minutes": 480,
    "undo_seconds": 60,
    "escalation": [{"after": 480, "role": "system_owner"}, {"after": 960, "role": "top_management"}],
    "stoppers": ["human_overseer", "system_owner", "top_management"],
    "people_told": "On the form and in the letter.",
    "people_heard": "By post, telephone or the page; a person answers within 14 days.",
}
REVIEWERS = ("Priya", "Amir", "Lena")


class Desk(Bank):
    """Priya, Amir and Lena review; the competence of Benoît has ended; Farid owns the system."""

    def __init__(self) -> None:
        super().__init__()
        for name in (*REVIEWERS, "Benoît", "Farid"):
            self.people[name] = self.by_system("person", title=f"{name} of the desk", unit=self.unit).id
        profile(self, "human_overseer")
        for name in (*REVIEWERS, "Benoît"):
            self.assign(name, "human_overseer")
            rated(self, name, "human_overseer", days=700 if name != "Benoît" else 3)
        self.assign("Farid", "system_owner")
        self.pass_days(10)
        self.ai = self.system(owner=self.people["Farid"])

    def planned(self, **given: Any) -> Any:
        """The plan in force, written by Liang and approved by Tan."""
        owner = {"owner": self.people["Farid"], "system": self.ai.id}
        return self.approved("oversight_plan", **PLAN | owner | given)

    def submitted(self, key: str = "k-1", *, title: str = "", by: UUID | None = None, **said: Any) -> gate.Answer:
        """A decision at the gate."""
        with self.now():
            fields = {"version": "3.1", "inputs": {"amount": 12_000.0}, "output": "decline", "score": 0.3} | said
            decision = Decision(key=key, at=clock.now() - dt.timedelta(seconds=2), **fields)
            return gate.submit(self.ai, gate.Submission(decision=decision, title=title), self.world(), by)

    def held(self, key: str = "k-1", **said: Any) -> ReviewCase:
        case = self.submitted(key, **said).case
        assert case is not None
        return case

    def takes(self, name: str, case: ReviewCase) -> ReviewCase:
        with self.now():
            return desk.take(self.world(), self.actor(name), self.fresh(case))

    def rules(
        self, name: str, case: ReviewCase, said: str = "confirmed", output: Any = None, **given: Any
    ) -> ReviewCase:
        self.at += dt.timedelta(seconds=30)
        with self.now():
            return desk.rule(
                self.world(), self.actor(name), self.fresh(case), said, "Seen the papers.", output, **given
            )

    def fresh(self, case: ReviewCase) -> ReviewCase:
        return ReviewCase.objects.get(pk=case.pk)

    def passes(self, seconds: float) -> None:
        """Time goes by and the worker does what is due."""
        self.at += dt.timedelta(seconds=seconds)
        with self.now():
            running.step()
            run_reactions()

    def content(self, case: ReviewCase) -> CaseContent:
        return CaseContent.objects.get(pk=case.pk)
