"""A gap's button opens its form, saving it turns the verdict on the same page; and what is refused loses nothing."""

import re
from collections.abc import Callable

from django.test import Client

from aims.kernel.models import Event, EventBody, Record
from tests.accounts.factors import app_of
from tests.bank import Bank, submit_policy

HTMX = {"HX-Request": "true"}
PLACE = "/requirement/iso42001:2023/5.2-c"


def form_address(page: str, words: str) -> str:
    """Where the button with these words leads."""
    found = re.search(rf'<a class="btn[^"]*" href="([^"]+)"[^>]*>{re.escape(words)}</a>', page)
    assert found, f"no button “{words}”"
    return found[1].replace("&amp;", "&")


def fields(form: str) -> dict[str, str]:
    """The hidden fields of a form, as a browser would send them."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_unmet_becomes_met_in_four_requests(enter: Callable[..., Client], bank: Bank) -> None:
    submit_policy(bank)
    client = enter("ingrid")
    page = client.get(PLACE).content.decode()
    assert "Unmet" in page
    address = form_address(page, "Approve POL-0001")
    form = client.get(address, headers=HTMX).content.decode()
    assert "<html" not in form
    answer = client.post(address, fields(form), headers=HTMX).content.decode()
    assert answer.count("<hx-partial") >= 4
    assert 'hx-target="#verdict-5-2-c"' in answer
    assert "v-met pill big" in answer
    assert "Closed just now" in answer
    assert "<html" not in answer
    assert "Met" in client.get(PLACE).content.decode()


def test_from_today_the_row_of_the_posture_turns(enter: Callable[..., Client], bank: Bank) -> None:
    submit_policy(bank)
    client = enter("ingrid")
    address = form_address(client.get("/").content.decode(), "Approve POL-0001")
    form = client.get(address, headers=HTMX).content.decode()
    answer = client.post(address, fields(form), headers=HTMX).content.decode()
    assert 'hx-target="#posture-5"' in answer
    assert 'hx-target="#count-today"' in answer


def test_the_next_gap_stands_in_the_place_of_the_one_closed(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    address = form_address(client.get(PLACE).content.decode(), "Submit POL-0001")
    form = client.get(address, headers=HTMX).content.decode()
    answer = client.post(address, fields(form), headers=HTMX).content.decode()
    assert "it waits for approval" in answer
    assert "Ask Ingrid Solberg" in answer


def test_whom_to_ask_is_named_with_the_reason(enter: Callable[..., Client], bank: Bank) -> None:
    submit_policy(bank)
    client = enter("mei")
    page = client.get(PLACE).content.decode()
    address = form_address(page, "Ask Ingrid Solberg")
    asked = client.get(address, headers=HTMX)
    assert "Why not you" in asked.content.decode()
    refused = client.post(address, {"reason": "now"}, headers=HTMX)
    assert refused.status_code == 403
    assert "Ingrid Solberg" in refused.content.decode()
    assert bank.records["policy"].version == 1


def test_a_signature_needs_a_fresh_sign_in(enter: Callable[..., Client], bank: Bank) -> None:
    submit_policy(bank)
    client = enter("ingrid")
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    assert "Set up a way to sign in" in client.get("/r/POL-0001/do/approve").content.decode(), "there is none yet"
    user = bank.people["ingrid"].user
    user.set_unusable_password()
    app_of(user)
    page = client.get("/r/POL-0001/do/approve").content.decode()
    assert 'href="/accounts/2fa/reauthenticate/?next=%2Fr%2FPOL-0001%2Fdo%2Fapprove">Use a code<' in page
    assert "Use the password" not in page
    answer = client.post("/r/POL-0001/do/approve", fields(page))
    assert answer.status_code == 403
    assert Record.objects.get(ref="POL-0001").state == "in_review"


def test_the_whole_life_by_forms(enter: Callable[..., Client], bank: Bank) -> None:
    mei, ingrid = enter("mei"), enter("ingrid")
    made = mei.post(
        "/k/policy/new",
        {
            "title": "Use of tools",
            "lang": "en",
            "topic": "acceptable_use",
            "approvals_needed": "1",
            "text": "Ask first.",
            "availability": "internal",
        },
    )
    assert made.status_code == 302
    place = made["Location"]
    assert mei.post(f"{place}do/submit", {"expected_version": "1"}).status_code == 302
    assert mei.get(f"{place}do/approve").status_code == 403
    assert ingrid.post(f"{place}do/approve", {"expected_version": "2"}).status_code == 302
    shown = ingrid.get(place).content.decode()
    assert "Ingrid Solberg</b> · Approved: version 1" in shown
    assert "proven by password" in shown
    ref = place.strip("/").rpartition("/")[2]
    assert "proven by password" in ingrid.get(f"{place}?version=3").content.decode(), "on every signed version"
    body = EventBody.objects.get(event__record__ref=ref, event__action="approve").body
    assert body["signature"]["proof"] == "password"
    assert mei.get(f"{place}edit").status_code == 403


def test_a_wrong_field_keeps_what_was_typed(enter: Callable[..., Client]) -> None:
    typed = {"title": "", "lang": "en", "approvals_needed": "1", "topic": "ai", "text": "A sentence to be kept."}
    answer = enter("mei").post("/k/policy/new", typed)
    assert answer.status_code == 422
    assert "A sentence to be kept." in answer.content.decode()


def test_a_stale_edit_shows_both_and_keeps_the_typed_text(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    form = client.get("/r/POL-0001/edit").content.decode()
    seen = fields(form)["expected_version"]
    kept = {"title": "AI policy", "lang": "en", "approvals_needed": "1", "topic": "ai", "text": "Theirs."}
    bank.does("mei", "policy", "edit", bank.records["policy"], text="Theirs.")
    answer = client.post("/r/POL-0001/edit", {**kept, "text": "Mine.", "expected_version": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "saved first" in page
    assert "Theirs." in page
    assert "Mine." in page
    again = client.post("/r/POL-0001/edit", {**kept, "text": "Both.", **fields(page)})
    assert again.status_code == 302


def test_looking_writes_nothing(enter: Callable[..., Client], bank: Bank) -> None:
    before = Event.objects.count()
    client = enter("mei")
    for address in ("/", PLACE, "/systems/", "/r/POL-0001/"):
        client.get(address)
    assert Event.objects.count() == before


def test_links_comments_and_files(enter: Callable[..., Client], bank: Bank) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = enter("mei")
    assert client.post("/r/AIS-0001/comment", {"reason": "Who decides at night?"}).status_code == 302
    linked = {"relation": "feeds", "target": "ais-0002", "label": "minutes"}
    assert client.post("/r/AIS-0001/link", linked).status_code == 302
    assert client.post("/r/AIS-0001/link", linked).status_code == 422
    assert client.post("/r/AIS-0001/link", {**linked, "target": "AIS-9999"}).status_code == 422
    note = SimpleUploadedFile("note.txt", b"Seen and found in order.")
    assert client.post("/r/AIS-0001/attach", {"file": note}).status_code == 302
    page = client.get("/r/AIS-0001/").content.decode()
    assert "Who decides at night?" in page
    assert "Minutes writer" in page
    place = re.search(r'href="(/r/AIS-0001/file/[0-9a-f]{64})"', page)
    assert place
    given = client.get(place[1])
    assert b"".join(given.streaming_content) == b"Seen and found in order."  # type: ignore[arg-type]
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Content-Security-Policy"].startswith("sandbox")
    hostile = SimpleUploadedFile("report.pdf", b"<html><script>alert(1)</script>")
    refused = client.post("/r/AIS-0001/attach", {"file": hostile})
    assert refused.status_code == 422
    assert "report.pdf is a page or a program" in refused.content.decode()
    link = {"relation": "feeds", "target": str(bank.records["tool"].pk)}
    assert client.post("/r/AIS-0001/unlink", link).status_code == 422, "without a reason"
    assert client.post("/r/AIS-0001/unlink", {**link, "reason": "Fed no longer."}).status_code == 302
