"""A bank whose credit system has an oversight plan, two reviewers, and a notice to the people it decides about."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from aims.kernel.models import Person, Record
from aims.kernel.world import present
from aims.oversight.models import Contest
from tests import bank as building
from tests.bank import Bank

PLAN = {"people_told": "By letter.", "people_heard": "By post, by telephone, on the page.", "answer_days": 14}


@dataclass
class Desk:
    bank: Bank
    priya: Person
    benoit: Person

    @property
    def system(self) -> Record:
        return self.bank.records["system"]

    def contest(self, **more: Any) -> Record:
        """A letter, entered some days after it came."""
        given = {"system": self.system.pk, "sort": "contest", "channel": "post", "asked": "Why was I declined?"}
        return self.bank.does("mei", "contest", "create", **given | {"received_on": days(-9)} | more)

    def identified(self, **more: Any) -> Record:
        proof = {"identity_how": "passport seen", "identity_on": days(-8), "identity_by": self.bank.people["mei"].pk}
        return self.bank.does("mei", "contest", "identify", self.contest(**more), **proof)

    def given_to(self, person: Person, **more: Any) -> Record:
        known = self.identified()
        return self.bank.does("mei", "contest", "begin", known, owner=person.pk, first_ruling_by=self.benoit.pk, **more)

    def answered(self, outcome: str = "upheld") -> Record:
        record = self.given_to(self.priya)
        return self.bank.does("priya", "contest", "answer", record, outcome=outcome, answer="The figure was wrong.")


def days(n: int) -> dt.date:
    return present().today + dt.timedelta(days=n)


def rated(bank: Bank, person: Person, until: dt.date, level: str = "3") -> Record:
    about = {"title": f"Reviews: {person.title}", "person": person.pk, "role": "human_overseer"}
    rating = bank.does("mei", "competence", "create", **about)
    bank.does("ingrid", "competence", "assess", rating, level=level, evidence="Ten cases seen.")
    return bank.does("ingrid", "competence", "approve", rating, valid_until=until)


def planned(bank: Bank, **more: Any) -> Record:
    given = {"title": "Oversight of credit", "system": bank.records["system"].pk, "stoppers": ["system_owner"]}
    owner = {"owner": bank.people["jonas"].pk, "way": "by_hand", "mode": "in_command"}
    plan = bank.does("jonas", "oversight_plan", "create", **given | owner | PLAN | more)
    bank.does("jonas", "oversight_plan", "submit", plan)
    return bank.does("arjun", "oversight_plan", "approve", plan)


def told(bank: Bank, **more: Any) -> Record:
    """A notice in force."""
    given = {
        "title": "Deciding on your loan",
        "title_alt": "贷款审批",
        "lang": "en",
        "system": bank.records["system"].pk,
        "release": "3.3.0",
        "audience": "Whoever asks for a loan",
        "moment": "Before they sign",
        "place": "Page 2 of the form",
        "words": "A program rates your application. A person decides.",
        "shown_from": days(-30),
        "owner": bank.people["jonas"].pk,
    }
    notice = bank.does("jonas", "affected_notice", "create", **given | more)
    bank.does("jonas", "affected_notice", "submit", notice)
    return bank.does("arjun", "affected_notice", "approve", notice)


def staffed(bank: Bank) -> Desk:
    """With Priya, who is competent, and Benoît, who ruled first."""
    for name in ("Priya Menon", "Benoît Laurent"):
        person = building.somebody(name, "human_overseer", bank.organisation)
        bank.people[name.split()[0].lower().replace("î", "i")] = person
        rated(bank, person, days(300))
    planned(bank)
    return Desk(bank, bank.people["priya"], bank.people["benoit"])


def fresh(record: Record) -> Contest:
    return Contest.objects.get(pk=record.pk)
