"""Risk libraries and suggested risks on screen: seen before they are taken; taken up, or declined with a reason."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aims.kernel.world import present
from aims.risk.importing import take_in
from aims.risk.models import DeclinedSuggestion, LibraryRisk, Risk
from tests.bank import Bank
from tests.risk.test_libraries import ATLAS, CROSSWALK, OTHER, read

Enter = Callable[..., Client]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def files(*texts: str) -> dict[str, list[SimpleUploadedFile]]:
    return {"chosen": [SimpleUploadedFile(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)]}


def entry(code: str) -> LibraryRisk:
    return next(one for one in present().all(LibraryRisk) if one.code == code)


def test_an_import_is_seen_before_it_is_done(enter: Enter, bank: Bank) -> None:
    client = enter("mei")
    assert "/risks/import" in page(client, "/k/library_risk/")
    shown = client.post("/risks/import", files(ATLAS, OTHER, "risks:\n\t- id: a\n")).content.decode()
    assert "2.yaml, line 2" in shown
    assert "An atlas" in shown
    assert not present().all(LibraryRisk), "nothing is taken yet"
    tokens = re.findall(r'name="token" value="([^"]+)"', shown)
    assert len(tokens) == 3
    done = client.post("/risks/import", {"token": tokens})
    assert done.status_code == 200
    assert {one.code for one in present().all(LibraryRisk)} == {"unfair", "odd", "harm"}
    late = client.post("/risks/import", {"token": tokens})
    assert late.status_code == 422, "an upload is taken once"


def test_who_may_not_import_is_told(enter: Enter, bank: Bank) -> None:
    assert enter("sara").get("/risks/import").status_code == 403
    assert enter("sara").post("/risks/import", files(ATLAS)).status_code == 403
    assert not present().all(LibraryRisk)


def test_a_risk_taken_up_from_an_entry_shows_its_neighbours(enter: Enter, bank: Bank) -> None:
    take_in(read(atlas=ATLAS, other=OTHER, crosswalk=CROSSWALK), bank.actor("mei"))
    client, one = enter("mei"), entry("unfair")
    shown = page(client, f"/r/{one.ref}/")
    assert "Harm to some" in shown
    assert 'href="https://publisher.example/unfair"' in shown
    begun = re.search(r'href="(/k/risk/new\?[^"]+)"', shown)
    assert begun
    form = page(client, begun[1].replace("&amp;", "&"))
    assert "Unfair answers" in form
    assert one.ref in form
    made = bank.does("mei", "risk", "create", title="Ours", family="bias", links=[("comes_from", one.pk)])
    shown = page(client, f"/r/{made.ref}/")
    assert "Another list" in shown
    assert "Harm to some" in shown
    assert made.ref in page(client, f"/r/{one.ref}/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_suggested_says_why(enter: Enter, bank: Bank, language: str) -> None:
    shown = page(enter("jonas", language), f"/r/{bank.records['system'].ref}/risks")
    why = "It is of the sort “prediction and analytics”." if language == "en" else "它的类别是“预测与分析”。"
    assert why in shown
    assert "/k/declined_suggestion/new?" in shown
    assert "/k/risk/new?" in shown


def test_a_declined_suggestion_is_kept_with_its_reason(enter: Enter, bank: Bank) -> None:
    client, system = enter("jonas"), bank.records["system"]
    place = f"/r/{system.ref}/risks"
    offered = re.search(r'href="(/k/declined_suggestion/new\?[^"]+family=bias)"', page(client, place))
    assert offered
    said = {"system": system.pk, "family": "bias", "why": "It ranks papers only."}
    sent = client.post(offered[1].replace("&amp;", "&"), said)
    assert sent.status_code == 302, sent.content
    kept = DeclinedSuggestion.objects.get()
    assert kept.grounds
    shown = page(client, place)
    assert "It ranks papers only." in shown
    assert "family=bias" not in shown
    assert "family=data_quality" in shown


def test_who_reads_only_is_offered_nothing(enter: Enter, bank: Bank) -> None:
    shown = page(enter("yuki"), f"/r/{bank.records['system'].ref}/risks")
    assert "/new?" not in shown
    assert enter("mei").get(f"/r/{bank.records['policy'].ref}/risks").status_code == 404


def test_the_page_of_the_system_leads_there(enter: Enter, bank: Bank) -> None:
    system = bank.records["system"]
    made = bank.does("mei", "risk", "create", title="Ours", family="bias", system=system.pk)
    assert isinstance(made, Risk)
    shown = page(enter("jonas"), f"/r/{system.ref}/")
    assert f"/r/{system.ref}/risks" in shown
    assert made.ref in shown
    assert "Lack of explainability" in shown
