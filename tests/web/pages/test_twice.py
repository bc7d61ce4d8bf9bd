"""The same form sent twice makes one record; what may be added to a record may be taken away again."""

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aims.kernel.models import Record
from tests.bank import Bank
from tests.web.pages.test_heartbeat import HTMX, fields

POLICY = {
    "title": "Use of tools",
    "lang": "en",
    "approvals_needed": "1",
    "topic": "acceptable_use",
    "text": "Ask first.",
    "availability": "internal",
}


def test_a_form_sent_twice_makes_one_record(enter: Callable[..., Client]) -> None:
    client = enter("mei")
    form = fields(client.get("/k/policy/new").content.decode())
    assert form["new_id"] != fields(client.get("/k/policy/new").content.decode())["new_id"]
    first, second = (client.post("/k/policy/new", POLICY | form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert str(Record.objects.get(ref=first["Location"].split("/")[2]).pk) == form["new_id"]
    changed = client.post("/k/policy/new", POLICY | form | {"title": "Another, typed after going back"})
    assert changed.status_code == 302
    assert changed["Location"] != first["Location"]


def test_the_id_of_somebody_elses_record_leads_nowhere(enter: Callable[..., Client], bank: Bank) -> None:
    taken = {"new_id": str(bank.records["policy"].pk), "title": "AI policy"}
    for name in ("jonas", "mei"):
        made = enter(name).post("/k/ai_system/new", {"lang": "en", "sort": "staff_tool", "tier": "low"} | taken)
        assert made.status_code == 302
        assert made["Location"].startswith("/r/AIS-")


def test_the_form_of_a_gap_sent_twice_makes_one_record(enter: Callable[..., Client]) -> None:
    client = enter("mei")
    page = client.get("/requirement/iso42001:2023/4.3-a").content.decode()
    place = re.search(r'href="(/gap/[^"]+)"', page)
    assert place
    address = place[1].replace("&amp;", "&")
    form = client.get(address, headers=HTMX).content.decode()
    typed = fields(form) | dict.fromkeys(re.findall(r'<textarea name="([^"]+)"', form), "Lending in Norway.")
    typed |= {
        name: value or "Scope"
        for name, value in re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', form)
    }
    before = Record.objects.count()
    first = client.post(address, typed, headers=HTMX)
    assert "<hx-partial" in first.content.decode()
    assert Record.objects.count() == before + 1
    assert client.post(address, typed, headers=HTMX)["HX-Refresh"] == "true"
    assert client.post(address, typed)["Location"] == "/requirement/iso42001:2023/4.3-a"
    assert Record.objects.count() == before + 1


def test_links_and_files_are_removed_by_who_may(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    client.post("/r/AIS-0001/link", {"relation": "feeds", "target": "AIS-0002", "label": ""})
    client.post("/r/AIS-0001/attach", {"file": SimpleUploadedFile("note.txt", b"Seen.")})
    assert 'class="remove' not in enter("yuki").get("/r/AIS-0001/").content.decode()
    assert "Remove the link" not in client.get("/r/AIS-0002/").content.decode()
    page = client.get("/r/AIS-0001/").content.decode()
    forms = re.findall(r'<form method="post" action="(/r/AIS-0001/(?:unlink|detach))">(.*?)</form>', page)
    assert len(forms) == 2
    for place, form in forms:
        assert client.post(place, fields(form) | {"reason": "Wrong one."}).status_code == 302
    page = client.get("/r/AIS-0001/").content.decode()
    assert "Minutes writer" not in page
    assert "note.txt" not in page
    assert "Wrong one." in client.get("/r/AIS-0001/history").content.decode()
