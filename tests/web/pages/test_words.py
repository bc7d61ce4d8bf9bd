"""What stands on the pages: no English on a Chinese page, no claim of approval, no style attribute, nothing inline."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.kinds import KINDS
from tests.bank import Bank, submit_policy
from tests.web.language import english_left
from tests.web.pages.test_routes import PLAIN

CLOSED = ("issued_posture", "concern", "person")
"""Not made by hand, or not by the person who looks here."""


def _is_ours(kind: str) -> bool:
    """Not one of the kinds that only tests have."""
    return kind not in KINDS or KINDS[kind].model.__module__.startswith("aims.")


OWN_NAMES = frozenset(
    "Mei UTC DOCX PNG JPEG TXT HTML TR EN prEN Verify ba bb Pacts pact Secrets DE LU SG".split()  # noqa: SIM905
)
"""Names of people, files, documents and countries, the same in every language; and kinds that only tests have."""
OWN_NAMES |= set("Brier Cram r's Jensen Shannon Kolmogorov Smirnov Wasserstein ROC PSI AUC KS JS F1".split())  # noqa: SIM905
"""What measures are called after, in every language."""
COMMAND = re.compile(r"“aims [^”]+”")
"""What somebody types at a terminal, the same in every language."""
IN_BOTH = re.compile(r'<textarea[^>]* name="(depths|likelihoods|consequences)".*?</textarea>', re.S)
"""What we propose in both languages at once, a line for each step of a scale."""
PAGES = (
    *(page for page in PLAIN if "format=" not in page and _is_ours(page.removeprefix("/k/").rstrip("/"))),
    *(f"/k/{kind.name}/new" for kind in KINDS if _is_ours(kind.name) and kind.name not in CLOSED),
    "/r/POL-0001/",
    "/r/POL-0001/history",
    "/r/POL-0001/compare",
    "/r/POL-0001/?version=1",
    "/r/AIS-0001/",
    "/r/AIS-0001/edit",
    "/r/AIS-0001/link",
    "/r/NCR-0001/do/acknowledge",
    "/r/PER-0001/",
    "/r/POL-0001/do/approve",
    "/r/POL-9999/",
)
CLAIMS = re.compile(r"certified|compliant|complies|conforms\b|lawful\b|已认证|合规|合法|successfully|please|oops", re.I)


@pytest.mark.parametrize("address", PAGES)
def test_chinese_is_whole(enter: Callable[..., Client], bank: Bank, address: str) -> None:
    submit_policy(bank)
    page = enter("mei", "zh-hans").get(address).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert sorted(set(english_left(IN_BOTH.sub("", COMMAND.sub("", page)))) - OWN_NAMES) == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_inline_and_nothing_claimed(enter: Callable[..., Client], bank: Bank, address: str) -> None:
    page = enter("mei").get(address).content.decode()
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|<script>(?!</script>)', page)
    # The titles of laws and standards are theirs.
    said = re.sub(r"<(table|details|nav)[^>]*>.*?</\1>", "", page, flags=re.S)
    assert not CLAIMS.findall(re.sub(r"<[^>]+>", " ", said))


def test_the_other_language_keeps_the_page(enter: Callable[..., Client]) -> None:
    client = enter("mei")
    page = client.get("/k/ai_system/?tier=high").content.decode()
    link = re.search(r'<a class="tool" href="([^"]+)"[^>]*lang="zh-Hans"', page)
    assert link
    answer = client.get(link[1].replace("&amp;", "&"))
    assert answer["Location"] == "/k/ai_system/?tier=high"
    assert '<html lang="zh-Hans"' in client.get(answer["Location"]).content.decode()
