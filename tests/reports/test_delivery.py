"""A report by page, by command and by the API: the same paper by three ways."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.test import Client
from typer.testing import CliRunner

from aims.accounts.models import User
from aims.cli import app
from tests.bank import Bank
from tests.reports.conftest import HIDDEN

PAGE = "/reports/risk-register"


@pytest.fixture
def enter(bank: Bank) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=f"user-{bank.people[name].ref}".lower()))
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def words(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as opened:
        return " ".join((page.extract_text() or "").replace("\n", " ") for page in opened.pages)


def test_reports_are_listed_and_lead_to_their_pages(enter: Callable[[str], Client]) -> None:
    page = enter("mei").get("/reports/").content.decode()
    assert f'href="{PAGE}"' in page
    assert 'href="/reports/"' in enter("mei").get("/conformity/").content.decode()


def test_the_page_shows_the_paper_and_the_way_to_each_file(enter: Callable[[str], Client]) -> None:
    page = enter("mei").get(PAGE).content.decode()
    assert HIDDEN in page
    for format in ("pdf", "docx", "xlsx", "html"):
        assert f'name="format" value="{format}"' in page
    assert f'action="{PAGE}/file"' in page


def test_whoever_may_not_see_a_risk_does_not_read_it_by_any_way(enter: Callable[[str], Client]) -> None:
    client = enter("sara")
    assert HIDDEN not in client.get(PAGE).content.decode()
    assert HIDDEN not in client.get(f"{PAGE}/file?format=html").content.decode()
    assert HIDDEN not in words(client.get(f"{PAGE}/file?format=pdf").content)
    assert HIDDEN not in client.get("/api/v1/reports/risk-register?format=html").content.decode()


def test_a_file_is_a_download_that_no_cache_keeps(enter: Callable[[str], Client]) -> None:
    answer = enter("mei").get(f"{PAGE}/file?format=pdf&languages=both")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="risk-register-')
    assert answer["Content-Disposition"].endswith('.both.pdf"')
    assert "no-store" in answer["Cache-Control"]
    assert HIDDEN in words(answer.content)


@pytest.mark.parametrize("query", ["format=exe", "languages=fr", "format=pdf&languages="])
def test_what_no_file_is_written_as_is_not_found(enter: Callable[[str], Client], query: str) -> None:
    assert enter("mei").get(f"{PAGE}/file?{query}").status_code == 404
    assert enter("mei").get("/reports/no-such-report").status_code == 404


def test_the_api_gives_the_same_and_refuses_what_there_is_not(enter: Callable[[str], Client]) -> None:
    client = enter("mei")
    assert {one["name"]: one["of"] for one in client.get("/api/v1/reports").json()} == {
        "statement-of-applicability": "statement_of_applicability",
        "risk-register": None,
        "impact-assessment": "impact_assessment",
    }
    answer = client.get("/api/v1/reports/risk-register?format=pdf&languages=en")
    assert answer.status_code == 200
    assert HIDDEN in words(answer.content)
    assert client.get("/api/v1/reports/none").status_code == 404
    assert client.get("/api/v1/reports/risk-register?format=exe").status_code == 422
    assert Client().get("/api/v1/reports/risk-register").status_code == 401


def test_the_command_writes_a_file_and_never_over_another(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "register.pdf"
    given = ["report", "risk-register", "--language", "both", "--as", bank.people["mei"].ref, "--out", str(out)]
    made = run(monkeypatch, given)
    assert made.exit_code == 0, made.output
    assert HIDDEN in words(out.read_bytes())
    again = run(monkeypatch, given)
    assert again.exit_code == 1
    assert "exists already" in again.output
    unknown = run(monkeypatch, ["report", "none"])
    assert unknown.exit_code == 1
    assert "risk-register" in unknown.output
    assert "risk-register" in run(monkeypatch, ["report"]).output


def test_a_reading_that_there_is_not_is_told_with_those_there_are(
    bank: Bank, enter: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(monkeypatch, ["report", "impact-assessment", "--reading", "zzz"]).output
    assert "aisia, fria, dpia" in said
    assert "one reading only" in run(monkeypatch, ["report", "risk-register", "--reading", "zzz"]).output
    answer = enter("mei").get("/api/v1/reports/impact-assessment?reading=zzz")
    assert (answer.status_code, answer.json()["code"]) == (404, "report_reading")


def run(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> Any:
    monkeypatch.setenv("AIMS_LANG", "en")
    return CliRunner().invoke(app, arguments)
