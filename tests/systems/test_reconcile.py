"""Lists from elsewhere: what is found, what is not taken for it, and that a second run finds nothing new."""

from pathlib import Path

import pytest

from aims.exchange.sheets import read_sheet
from aims.kernel.world import present
from aims.systems.models import UndeclaredTool
from aims.systems.reconcile import Outcome, products, reconcile, record
from tests.bank import Bank

pytestmark = pytest.mark.django_db
HEAD = "date,employee,unit,merchant,amount\n"


def lay(rows: str, folder: Path, head: str = HEAD) -> Outcome:
    file = folder / "list.csv"
    file.write_text(head + rows, "utf-8")
    return reconcile(read_sheet(file), present())


@pytest.mark.parametrize(
    ("cell", "product"),
    [
        ("OPENAI *CHATGPT SUBSCR", "chatgpt"),
        ("https://chat.openai.com/c/1", "chatgpt"),
        ("api.openai.com", "chatgpt"),
        ("Otter.ai business plan", "otter"),
        ("DeepL Pro SE", "deepl"),
        ("豆包会员", "doubao"),
        ("langchain==0.3.1", "langchain"),
        ("MIDJOURNEY INC", "midjourney"),
    ],
)
def test_products_are_found_however_they_are_written(bank: Bank, tmp_path: Path, cell: str, product: str) -> None:
    outcome = lay(f"2026-09-01,Sara,Retail Lending,{cell},20\n", tmp_path)
    [(key, unit)] = outcome.findings
    assert (key, unit) == (product, bank.lending.pk)


@pytest.mark.parametrize(
    "cell",
    ["Grab ride", "Claude Monet exhibition", "Cursor keys keyboard", "underwriter.com", "notopenai.com", "Pi Day"],
)
def test_ordinary_words_are_not_taken_for_products(bank: Bank, tmp_path: Path, cell: str) -> None:
    outcome = lay(f"2026-09-01,Sara,Retail Lending,{cell},20\n", tmp_path)
    assert outcome.counts == {"read": 1, "matched": 0, "undeclared": 0, "neither": 1, "tools": 0, "new": 0}


def test_what_is_in_the_register_is_matched_by_product_title_or_supplier(bank: Bank, tmp_path: Path) -> None:
    bank.does("mei", "ai_system", "create", title="Assistant for staff (ChatGPT Enterprise)")
    bank.does("mei", "ai_system", "create", title="Voice hints", supplier="Glyphmill Ltd (fictional)")
    rows = "1,a,b,openai.com,1\n1,a,b,GLYPHMILL invoice 12,1\n1,a,b,retail credit scoring,1\n1,a,b,Grammarly,1\n"
    outcome = lay(rows, tmp_path)
    assert outcome.counts == {"read": 4, "matched": 3, "undeclared": 1, "neither": 0, "tools": 1, "new": 1}


def test_a_second_run_records_nothing_twice_whatever_was_decided(bank: Bank, tmp_path: Path) -> None:
    rows = "1,Sara,Retail Lending,Grammarly,1\n1,Jonas,Retail Lending,grammarly.com,1\n1,Mei,,Midjourney,1\n"
    assert record(lay(rows, tmp_path), "expenses", bank.actor("mei")) == 2
    [found] = UndeclaredTool.objects.filter(product="grammarly")
    assert (found.unit_id, found.source, found.title) == (bank.lending.pk, "expenses", "Grammarly")
    assert "Sara" not in found.evidence, "of a row about people only what was met is kept"
    assert record(lay(rows, tmp_path), "expenses", bank.actor("mei")) == 0
    bank.does("mei", "undeclared_tool", "rule_out", found, reason="A training course.")
    assert record(lay(rows, tmp_path), "sso", bank.actor("mei")) == 0
    assert record(lay("1,Sara,,grammarly.com,1\n", tmp_path), "sso", bank.actor("mei")) == 1, "in another unit"


def test_the_catalogue_is_whole() -> None:
    found = products()
    assert len(found) >= 100
    for product in found.values():
        assert product.names
        assert all(domain == domain.lower() and "/" not in domain for domain in product.domains)
    domains = [domain for product in found.values() for domain in product.domains]
    assert len(domains) == len(set(domains))
