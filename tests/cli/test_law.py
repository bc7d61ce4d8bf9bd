"""`aims law`: the same system on two days, for people and for programs."""

from typing import Any
from uuid import UUID

import pytest

from aims.jobs.founding import Founded
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import present
from aims.lib import clock
from tests.cli.conftest import Run
from tests.legal.answers import HIGH_RISK, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(home: Founded, ask: Any) -> str:
    """A system, high-risk by the answers of one person, signed by another."""
    for name, role in (("bob", "system_owner"), ("clara", "legal")):
        ask("user", "add", name, "--name", name, "--email", f"{name}@example.org", "--role", role)
    made = ask("new", "ai_system", "--set", "title=Scoring", "--as", "bob")
    answers = "\n".join(f"{row['question']} | {row['answer']} | {row['reason']}" for row in rows(HIGH_RISK))
    given = (f"system={made['id']}", "law=eu-ai-act", f"answers={answers}")
    one = ask("new", "classification", *(part for pair in given for part in ("--set", pair)), "--as", "bob")
    ask("do", one["ref"], "submit", "--as", "bob")
    clara = Person.objects.get(user__username="clara")  # a signature needs a sign-in, which a command line is not
    actor = Actor.of(present(), clara.pk)
    perform(Command("classification", "approve", actor, UUID(one["id"]), expect=2, authenticated_at=clock.now()))
    return str(made["ref"])


def test_two_days_differ(system: str, ask: Any) -> None:
    def applying(day: str) -> set[str]:
        return {one["at"] for one in ask("law", system, "--on", day)["asks"] if one["applies"]}

    assert applying("2026-08-01") == {"eu-ai-act/art-4"}
    assert {"eu-ai-act/art-16", "eu-ai-act/art-26"} <= applying("2027-12-03")
    asks = ask("law", system, "--on", "2026-08-01")["asks"]
    ahead = next(one for one in asks if one["at"] == "eu-ai-act/art-26")
    assert (ahead["applies_from"], ahead["moved_from"]) == ("2027-12-02", "2026-08-02")
    assert ahead["verification"] == "partly_checked"
    assert ahead["roles"] == ["ai_act_deployer"]


def test_in_words(system: str, run: Run) -> None:
    said = run("law", system, "--on", "2026-08-01").stdout
    assert (
        said.index("Applies on this day") < said.index("Article 4:") < said.index("2027-12-02  EU AI Act, Article 26")
    )
    assert said.rstrip().endswith("Other law may apply. What the answers point to is no advice.")


def test_a_record_that_is_no_system(system: str, run: Run) -> None:
    result = run("law", "CLS-0001")
    assert result.exit_code == 1
    assert "is not an AI system" in result.stderr
