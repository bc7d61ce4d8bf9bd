"""Every kind and action from the command line: what is allowed happens, what is not changes nothing and says why."""

import re
from typing import Any

import pytest
from django.db.models import JSONField

from aims.accounts.models import User
from aims.jobs.founding import Founded
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Event
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(home: Founded, ask: Any) -> str:
    ask("user", "add", "bob", "--name", "Bob", "--email", "bob@example.org", "--role", "system_owner")
    return "bob"


def refused(run: Run, *arguments: object) -> str:
    """The one sentence with which a command is refused; no event was written."""
    before = Event.objects.count()
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert Event.objects.count() == before
    assert result.stderr.endswith("\n")
    assert result.stderr.count("\n") == 1, "one sentence on one line"
    return str(result.stderr)


def test_a_record_from_its_making_to_its_history(bob: str, ask: Any, run: Run) -> None:
    made = ask("new", "ai_system", "--set", "title=Scoring 评分", "--set", "owner=PER-0002", "--as", bob)
    assert (made["ref"], made["state"]) == ("AIS-0001", "proposed")
    edited = ask("do", "ais-0001", "edit", "--set", "tier=high", "--expect", 1, "--as", "bob@example.org")
    assert (edited["tier"], edited["version"]) == ("high", 2)
    assert run("do", "AIS-0001", "comment", "--reason", "Looked at.", "--as", bob).exit_code == 0
    shown = ask("show", "AIS-0001", "--history")
    assert [e["action"] for e in shown["history"]] == ["create", "edit", "comment"]
    assert shown["history"][0]["actor"] == "PER-0002"
    assert [r["ref"] for r in ask("list", "ai_system", "--find", "评分")] == ["AIS-0001"]
    assert ask("list", "ai_system", "--state", "approved") == []
    page = run("show", "AIS-0001")
    assert "Possible now:" in page.stdout
    assert "Scoring 评分" in page.stdout


def test_a_record_is_shown_in_words_of_the_language_asked_for(bob: str, ask: Any, run: Run) -> None:
    given = ("title=Scoring", "owner=PER-0002", "ai_roles=ai_producer;ai_user", "ai_roles_why=Built and used here.")
    ask("new", "ai_system", *(part for one in given for part in ("--set", one)), "--as", bob)
    english, chinese = run("show", "AIS-0001").stdout, run("--lang", "zh", "show", "AIS-0001").stdout
    assert "AI producer, AI user" in english
    assert "AI生产者、AI使用者" in chinese
    assert not re.search(r"ai_user|\['|\bTrue\b|\bFalse\b", english + chinese)


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: str(kind.name))
def test_every_column_of_data_says_how_people_read_it(kind: Kind) -> None:
    data = [kind.field(name) for name in kind.fields if isinstance(kind.field(name), JSONField)]
    assert [column.name for column in data if not hasattr(column, "said")] == []


def test_a_list_goes_by_ref(bob: str, ask: Any, run: Run) -> None:
    for title in ("One", "Two", "Three"):
        ask("new", "ai_system", "--set", f"title={title}", "--as", bob)
    ask("do", "AIS-0001", "edit", "--set", "title=One, changed last", "--as", bob)
    assert [row["ref"] for row in ask("list", "ai_system")] == ["AIS-0001", "AIS-0002", "AIS-0003"]
    assert [row["ref"] for row in ask("list", "ai_system", "--limit", 2)] == ["AIS-0001", "AIS-0002"]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_help_names_no_port_that_is_not_taken(command: str, run: Run) -> None:
    said = run(command, "--help").stdout
    assert "8042" in said
    assert "default: 0" not in said


def test_links_by_ref(bob: str, ask: Any, run: Run) -> None:
    for title in ("One", "Two"):
        ask("new", "ai_system", "--set", f"title={title}", "--as", bob)
    linked = ask("do", "AIS-0001", "link", "--set", "relation=feeds", "--set", "target=AIS-0002", "--as", "admin")
    assert len(linked["links"]) == 1
    assert "→ feeds: AIS-0002" in run("show", "AIS-0001").stdout


def test_refusals_are_one_sentence(bob: str, ask: Any, run: Run) -> None:
    ask("new", "ai_system", "--set", "title=One", "--as", bob)
    assert "“nosuch”" in refused(run, "do", "AIS-0001", "edit", "--set", "nosuch=1", "--as", bob)
    assert "AIS-0009" in refused(run, "show", "AIS-0009")
    assert "unicorn" in refused(run, "list", "unicorn")
    assert "tier" in refused(run, "do", "AIS-0001", "edit", "--set", "tier=enormous", "--as", bob)
    assert "There is no one person" in refused(run, "list", "ai_system", "--as", "nobody")
    assert (
        "your text is kept"
        in refused(run, "do", "AIS-0001", "edit", "--set", "tier=low", "--expect", 0, "--as", bob).lower()
    )
    assert "找不到" in refused(run, "--lang", "zh", "do", "AIS-0001", "approve", "--as", "nobody")


def test_a_wrong_call_is_exit_code_2(home: Founded, run: Run) -> None:
    assert run("new", "ai_system", "--set", "title").exit_code == 2
    assert run("nosuch").exit_code == 2
    assert run("list").exit_code == 2


@pytest.mark.parametrize("kind", [k.name for k in KINDS])
def test_every_kind_can_be_listed(kind: str, home: Founded, ask: Any, run: Run) -> None:
    assert isinstance(ask("list", kind), list)
    assert run("list", kind).exit_code == 0


def test_a_signature_asks_for_the_password(bob: str, ask: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    top = ask("user", "add", "tina", "--name", "Tina", "--role", "top_management")
    ask("new", "policy", "--set", "title=AI policy", "--set", "text=We …", "--as", "admin")
    ask("do", "POL-0001", "submit", "--as", "admin")
    assert "five minutes" in refused(run, "do", "POL-0001", "approve", "--as", "tina")
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "not it")
    assert "password" in refused(run, "do", "POL-0001", "approve", "--sign", "--as", "tina")
    monkeypatch.setattr("getpass.getpass", lambda _prompt: top["password"])
    made_for_her = refused(run, "do", "POL-0001", "approve", "--sign", "--expect", 2, "--as", "tina")
    assert "made for Tina" in made_for_her, "others know it"
    User.objects.update(password_is_initial=False)
    assert "which version" in refused(run, "do", "POL-0001", "approve", "--sign", "--as", "tina")
    assert ask("do", "POL-0001", "approve", "--sign", "--expect", 2, "--as", "tina")["state"] == "approved"
    assert Event.objects.latest("seq").body_row.body["signature"]["name"] == "Tina"


def test_the_local_operator_cannot_put_in_force(home: Founded, ask: Any, run: Run) -> None:
    ask("new", "policy", "--set", "title=AI policy", "--set", "text=We …")
    ask("do", "POL-0001", "submit")
    refused(run, "do", "POL-0001", "approve")


def test_a_register_in_and_out(home: Founded, run: Run, ask: Any, tmp_path: Any) -> None:
    out = tmp_path / "people.csv"
    assert ask("export", "person", out)["written"] == 1
    assert out.stat().st_mode & 0o777 == 0o600
    assert "Ada Admin" in out.read_text("utf-8-sig")
    assert refused(run, "export", "person", tmp_path / "people.doc")
    assert refused(run, "export", "person", tmp_path / "none" / "people.csv")
    systems = tmp_path / "systems.csv"
    systems.write_text("title,tier\nScoring,high\nChat,enormous\n", "utf-8")
    first = ask("import", systems, "--kind", "ai_system", "--dry-run")
    assert (first["read"], first["created"], first["rejected"]) == (2, 1, 1)
    assert ask("list", "ai_system") == []
    assert ask("import", systems, "--kind", "ai_system")["created"] == 1
    assert len(ask("list", "ai_system")) == 1
    assert refused(run, "import", tmp_path / "none.csv")
    assert refused(run, "import", systems, "--map", "nosuch")
