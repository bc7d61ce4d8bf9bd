"""A company of five that only uses bought tools, and one of a single person: from nothing, nobody invented."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aims.lib import clock
from tests.journeys.conftest import Bank, serving
from tests.journeys.test_first_day import Visitor

pytestmark = pytest.mark.journey
TODAY = clock.now().date()
PASSWORD = "a-long-password-for-tests"


class Firm(NamedTuple):
    """An installation of its own, as its operator and as its people see it."""

    home: Path
    url: str
    environment: dict[str, str]

    def aims(self, *words: str) -> str:
        """What the operator types."""
        asked = [sys.executable, "-m", "aims.cli", "--home", str(self.home), *words]
        done = subprocess.run(asked, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def person(self, user: str, name: str, *roles: str) -> str:
        """Somebody real who may sign in; their password."""
        given = [word for role in roles for word in ("--role", role)]
        made = json.loads(
            self.aims("user", "add", user, "--name", name, "--email", f"{user}@lindenhof.example", *given, "--json")
        )
        return str(made["password"])

    def posture(self) -> dict[str, str]:
        told = json.loads(self.aims("status", "--json"))
        return {row["id"].removeprefix("iso42001:2023/"): row["status"] for row in told["requirements"]}


def founded(folder: Path, name: str) -> Iterator[tuple[Firm, str]]:
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("AIMS_", "DJANGO_"))}
    environment = outside | {"AIMS_TIME_ZONE": "UTC"}
    firm = Firm(folder / "home", "", environment)
    made = json.loads(firm.aims("init", "--yes", "--name", name, "--person", "Noor Haddad", "--json"))
    # The operator gives the owner what the law of the house says: top management; and takes back what may not decide.
    firm.aims("user", "assign", "admin", "top_management")
    firm.aims("user", "release", "admin", "administrator")
    with serving(firm.home, environment) as url:
        yield firm._replace(url=url), made["password"]


class Colleague(Visitor):
    """Somebody whose first password was made for them."""

    def __init__(self, browser: Any, firm: Firm, user: str, password: str) -> None:
        self.bank = Bank(firm.url, password)
        self.context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.goto(f"{firm.url}/accounts/login/?language=en")
        self.page.fill("input[name=login]", user)
        self.page.fill("input[name=password]", password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_load_state("networkidle")
        if "password" in self.page.url:
            for n, field in enumerate(("oldpassword", "password1", "password2")):
                self.page.fill(f"input[name={field}]", PASSWORD if n else password)
            self.page.locator("main button[type=submit]").first.click()
            self.page.wait_for_load_state("networkidle")

    def fill(self, path: str, **values: Any) -> str:
        """Open a form, fill it as a person would, send it; the ref of the record it leads to."""
        page = self.go(path)
        form = page.locator("main form").filter(has=page.locator(f"[name={next(iter(values), 'csrfmiddlewaretoken')}]"))
        for name, value in values.items():
            self._type(form.first, name, value)
        form.first.locator("button[type=submit]").last.click()
        page.wait_for_load_state("networkidle")
        shown = re.search(r"/r/([A-Z]+-\d+)/?", page.url)
        assert shown, f"{path}: {page.locator('main').inner_text()[:600]}"
        return shown[1]

    def _type(self, form: Any, name: str, value: Any) -> None:
        field = form.locator(f"[name={name}]")
        sort = field.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if sort in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                form.locator(f"[name={name}][value='{one}']").check()
        elif sort.startswith("select"):
            options = field.first.locator("option").all()
            wanted = [o for o in options if value in (o.get_attribute("value"), (o.text_content() or "").strip())]
            wanted = wanted or [o for o in options if str(value) in (o.text_content() or "")]
            field.first.select_option(wanted[0].get_attribute("value"))
        else:
            field.first.fill(str(value))

    def act(self, ref: str, action: str, **values: Any) -> None:
        self.fill(f"/r/{ref}/do/{action}", **values)

    def is_refused(self, ref: str, action: str) -> bool:
        return bool(self.context.request.get(f"{self.bank.url}/r/{ref}/do/{action}").status == 403)


TOOLS = (
    ("Chat assistant", "Drafts letters to readers; a person sends every one."),
    ("Bookkeeping with suggestions", "Suggests accounts for invoices; the owner books them."),
    ("Translation", "Translates blurbs; an editor reads each before print."),
)
ROLES = {"ai_roles": ["ai_user"], "ai_roles_why": "We only use it.", "ai_roles_on": str(TODAY)}
AI_POLICY = {
    "title": "How we use AI",
    "topic": "ai",
    "text": "A person answers for every page we print and every letter we send.",
    "purpose": "We make books for people.",
    "objectives_frame": "Each spring we set one aim for each tool.",
    "commitment_requirements": "We keep to the laws and contracts that bind us.",
    "commitment_improvement": "What goes wrong changes how we work.",
    "other_policies": "None beside this one.",
    "availability": "public",
    "availability_how": "On our web site.",
}


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Firm, str]]:
    yield from founded(tmp_path_factory.mktemp("lindenhof"), "Lindenhof Books")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Firm, str]]:
    yield from founded(tmp_path_factory.mktemp("alone"), "Noor Haddad, translations")


def arrangement(owner: Colleague, looks_back: str) -> str:
    """The owner may approve what they wrote, for a year; somebody else looks back."""
    ref = owner.fill(
        "/k/arrangement/new",
        title="Who decides in a house of our size",
        person="Noor Haddad",
        rules=["SOD-01"],
        why="There is nobody else who may decide.",
        compensation="Every approval is read by somebody else each quarter.",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=360),
        owner=looks_back,
    )
    owner.act(ref, "submit")
    owner.act(ref, "approve")
    return ref


def policy(owner: Colleague) -> str:
    ref = owner.fill("/k/policy/new", **AI_POLICY)
    owner.act(ref, "submit")
    owner.act(ref, "approve")
    return ref


def take_in_the_tools(noor: Colleague) -> None:
    """Three tools that are in use already, and the word that there are no others."""
    for tool, use in TOOLS:
        made = noor.fill(
            "/k/ai_system/new", title=tool, intended_use=use, sort="staff_tool", owner="Noor Haddad",
            scope_decision="in", scope_why="We use it every day.", out_of_bounds_use="Anything about a reader.",
            resources="Bought as a service; our texts; nobody trains it.", **ROLES,
        )  # fmt: skip
        noor.act(made, "adopt", reason="We use it already.")
    noor.go("/systems/")
    assert all(tool in noor.page.locator("main").inner_text() for tool, _use in TOOLS)

    noor.fill(
        "/k/completeness_attestation/new", title="These and no others", systems_known=3, statement="Asked all four."
    )


def test_five_people_and_three_bought_tools(chromium: Any, firm: tuple[Firm, str]) -> None:
    house, password = firm
    staff = {
        user: house.person(user, name, *roles)
        for user, name, *roles in (
            ("mira", "Mira Osei", "staff_member", "line_manager"),
            ("jon", "Jon Alder", "staff_member", "operator"),
            ("lea", "Lea Brandt", "staff_member"),
            ("sam", "Sam Ito", "staff_member"),
        )
    }
    noor = Colleague(chromium, house, "admin", password)
    noor.go("/")

    # Without an arrangement nobody can approve what the owner wrote, and she is told so; no colleague is invented.
    ref = noor.fill("/k/policy/new", **AI_POLICY)
    noor.act(ref, "submit")
    assert noor.is_refused(ref, "approve")
    under = arrangement(noor, "Mira Osei")
    noor.act(ref, "approve")
    noor.go(f"/r/{ref}/history")
    assert f"Done under the arrangement {under}" in noor.page.locator("main").inner_text()
    noor.shoot("6-under-arrangement")

    # Staff read it and say so; the list of who has not yet is right.
    lea = Colleague(chromium, house, "lea", staff["lea"])
    lea.go(f"/r/{ref}/")
    lea.page.get_by_role("button", name="I have read it").first.click()
    lea.page.wait_for_load_state("networkidle")
    noor.go(f"/r/{ref}/")
    asked = str(noor.page.locator("#read").text_content())
    assert "1 of 5 people asked" in asked
    assert "Sam Ito" in asked
    noor.shoot("6-who-has-read")

    take_in_the_tools(noor)
    posture = house.posture()
    met = ("4.1-c", "5.2-b", "5.2-c", "5.2-d", "5.2-e", "A.2.2", "A.4.2")
    assert {pk: posture[pk] for pk in met} == dict.fromkeys(met, "met")
    assert len(json.loads(house.aims("list", "person", "--json", "--as", "admin"))) == 5


def test_one_person_and_somebody_from_outside(chromium: Any, alone: tuple[Firm, str]) -> None:
    house, password = alone
    until = str(TODAY + timedelta(days=360))
    house.person("ruth", "Ruth Vale", "staff_member")
    house.aims("user", "assign", "ruth", "lead_auditor", "--until", until)
    noor = Colleague(chromium, house, "admin", password)
    under = arrangement(noor, "Ruth Vale")
    ref = policy(noor)
    noor.go(f"/r/{ref}/history")
    assert under in noor.page.locator("main").inner_text()
    made = noor.fill(
        "/k/ai_system/new", title=TOOLS[2][0], intended_use=TOOLS[2][1], sort="staff_tool", owner="Noor Haddad",
        scope_decision="in", scope_why="It is what I work with.", **ROLES,
    )  # fmt: skip
    noor.act(made, "adopt", reason="I use it already.")
    assert house.posture()["5.2-e"] == "met"
    # She cannot audit herself: the role of who audits is never hers beside her own.
    refused = subprocess.run(
        [sys.executable, "-m", "aims.cli", "--home", str(house.home), "user", "assign", "admin", "lead_auditor"],
        env=house.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert refused.returncode != 0
    assert len(json.loads(house.aims("list", "person", "--json", "--as", "admin"))) == 2
