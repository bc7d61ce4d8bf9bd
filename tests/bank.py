"""A small bank made through the one door: units, people with roles, a policy, systems, a concern. For any test."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from aims.accounts.models import User
from aims.kernel.models import Person, Record, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import present
from aims.lib import clock

SECRET = "Wendelmoor pressed me to hide the failed test"
"""The title of the confidential concern: it may appear before nobody but who raised it and who handles it."""
ROLES = {
    "mei": ("Mei Lindqvist", "林玫", "aims_manager"),
    "ingrid": ("Ingrid Solberg", "苏英", "top_management"),
    "jonas": ("Jonas Weber", "韦博", "system_owner"),
    "arjun": ("Arjun Nair", "奈尔", "designated_management"),
    "sara": ("Sara Lind", "林莎", "staff_member"),
    "hedda": ("Hedda Berg", "贝赫", "concern_handler"),
    "yuki": ("Morimoto Yuki", "森本雪", "external_auditor"),
    "ada": ("Ada Moen", "莫安", "administrator"),
}


@dataclass
class Bank:
    organisation: Unit
    lending: Unit
    people: dict[str, Person]
    records: dict[str, Record]

    def actor(self, name: str) -> Actor:
        return Actor.of(present(), self.people[name].pk)

    def does(self, name: str, kind: str, action: str, record: Record | None = None, **values: Any) -> Record:
        """Let somebody act, as a page would let them."""
        reason = values.pop("reason", "")
        links = values.pop("links", ())
        command = Command(
            kind,
            action,
            self.actor(name),
            record.pk if record else None,
            values=values,
            reason=reason,
            links=links,
            expect=present().find(record.pk).version if record else None,
            authenticated_at=clock.now(),
        )
        return perform(command, world=present())


def by_system(kind: str, **values: Any) -> Record:
    return perform(Command(kind, "create", SYSTEM, values=values))


def sign_in_for(person: Person) -> User:
    """A way to sign in as `person`."""
    user = User.objects.create_user(f"user-{person.ref}".lower())
    perform(Command("person", "set_sign_in", SYSTEM, person.pk, {"user": user}))
    return user


def build() -> Bank:
    """The bank; everything in it happened today, each by somebody who may."""
    top = by_system("unit", title="Harbourline Bank", title_alt="澜港银行", lang="en")
    lending = by_system("unit", title="Retail Lending", title_alt="零售信贷", lang="en", parent=top.pk)
    today = present().today
    people: dict[str, Person] = {}
    for name, (english, chinese, role) in ROLES.items():
        person = by_system("person", title=english, title_alt=chinese, lang="en", unit=top.pk)
        title = f"{english}: {role}"
        start = today - dt.timedelta(days=400)
        by_system(
            "assignment",
            title=title,
            person=person.pk,
            role=role,
            unit=top.pk,
            starts_on=start,
            ends_on=start.replace(year=2100),
        )
        sign_in_for(person)
        people[name] = Person.objects.get(pk=person.pk)
    bank = Bank(Unit.objects.get(pk=top.pk), Unit.objects.get(pk=lending.pk), people, {})
    _fill(bank)
    return bank


def _fill(bank: Bank) -> None:
    records = bank.records
    records["policy"] = bank.does(
        "mei",
        "policy",
        "create",
        title="AI policy",
        title_alt="AI方针",
        text="A person decides.",
        text_alt="由人决定。",
        lang="en",
        topic="ai",
        commitment_requirements="We meet what applies.",
        commitment_improvement="We improve.",
        availability="internal",
        owner=bank.people["mei"].pk,
    )
    records["system"] = bank.does(
        "jonas",
        "ai_system",
        "create",
        title="Retail credit scoring",
        title_alt="零售信用评分",
        lang="en",
        sort="predictive_analytics",
        tier="high",
        life_cycle_stage="operation_and_monitoring",
        intended_use="Ranks applications for a credit officer.",
        unit=bank.lending.pk,
        owner=bank.people["jonas"].pk,
    )
    records["tool"] = bank.does(
        "mei",
        "ai_system",
        "create",
        title="Minutes writer",
        title_alt="纪要助手",
        lang="en",
        sort="staff_tool",
        tier="low",
    )
    _fill_with_findings(bank)


def _fill_with_findings(bank: Bank) -> None:
    records = bank.records
    records["concern"] = bank.does(
        "sara", "concern", "create", title=SECRET, lang="en", text=f"{SECRET}. Nobody listened."
    )
    records["nonconformity"] = bank.does(
        "mei",
        "nonconformity",
        "create",
        title="Roles were not looked at",
        title_alt="角色未复核",
        lang="en",
        requirement="iso42001:2023/5.3-a",
        grade="minor",
        statement="No review since spring.",
    )
    records["judgement"] = bank.does(
        "mei",
        "judgement",
        "create",
        title="Judgement on 4.1-a",
        lang="en",
        requirement="iso42001:2023/4.1-a",
        conclusion="adequate",
        reasons="Looked at the register.",
    )


def somebody(name: str, role: str, unit: Unit) -> Person:
    """Somebody new in `unit`, who holds `role` there."""
    person = by_system("person", title=name, lang="en", unit=unit.pk)
    by_system("assignment", title=name, person=person.pk, role=role, unit=unit.pk, starts_on=present().today)
    sign_in_for(person)
    return Person.objects.get(pk=person.pk)


def submit_policy(bank: Bank) -> Record:
    return bank.does("mei", "policy", "submit", bank.records["policy"])
