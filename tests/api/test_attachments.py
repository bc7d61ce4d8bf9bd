"""Files by the API: what is kept, what is refused, and that nobody stores what they may not attach."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from aims.accounts.models import Token
from aims.kernel.kinds import KINDS
from tests.api.asking import STRANGER, Program, last_event
from tests.api.roads import DIGEST, NOTE
from tests.kernel.story import Story


@pytest.fixture
def at(story: Story) -> str:
    return f"/ai_system/{story.create(KINDS['ai_system']).ref}"


def sent(one: Program, at: str, content: bytes, name: str = "answer.txt", part: str = "file", **more: str) -> Any:
    body = encode_multipart("edge", {part: SimpleUploadedFile(name, content)})
    return one.ask("POST", f"{at}/attach", body, content_type="multipart/form-data; boundary=edge", **more)


def stored() -> set[Path]:
    folder: Path = django_settings.HOME.files
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_attached_fetched_and_taken_away(at: str, ask: Callable[..., Program]) -> None:
    one = ask("aims_manager")
    answer = sent(one, at, NOTE)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert sent(one, at, NOTE).json()["code"] == "link_exists"
    link = one.get(f"{at}/links").json()[0]
    assert (link["digest"], link["media_type"], link["size"], link["label"]) == (
        DIGEST,
        "text/plain",
        len(NOTE),
        "answer.txt",
    )
    fetched = one.get(f"{at}/files/{DIGEST}")
    assert b"".join(fetched.streaming_content) == NOTE
    assert fetched["Content-Disposition"].startswith("attachment")
    assert fetched["Content-Security-Policy"].startswith("sandbox")
    assert fetched["Cache-Control"] == "no-store"
    assert one.post(f"{at}/detach", {"digest": DIGEST}, HTTP_IF_MATCH='"1"').status_code == 409
    assert one.post(f"{at}/detach", {"digest": DIGEST}).status_code == 200
    assert one.get(f"{at}/files/{DIGEST}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>alert(1)</script>", "page.txt"),
        (b"MZ\x90\x00", "setup.txt"),
        (b"PK\x03\x04 broken", "sheet.xlsx"),
        (b"\x7fELF\x00\x01", "picture.png"),
    ],
)
def test_a_hostile_file_is_refused_by_its_content(
    at: str, ask: Callable[..., Program], content: bytes, name: str
) -> None:
    one = ask("aims_manager")
    before, event = stored(), last_event()
    answer = sent(one, at, content, name)
    assert (answer.status_code, answer.json()["code"]) == (415, "type_refused")
    assert stored() == before
    assert last_event() == event


def test_who_may_not_attach_stores_nothing(at: str, ask: Callable[..., Program]) -> None:
    before = stored()
    content = b"Never seen before."
    assert sent(STRANGER, at, content).status_code == 401
    assert sent(ask("aims_manager", "top", Token.Scope.READ), at, content).json()["code"] == "read_only"
    assert sent(ask("legal"), at, content).status_code == 403
    assert sent(ask("staff_member"), at, content).status_code == 404
    assert stored() == before


def test_a_request_without_a_file_or_with_a_torn_one(at: str, ask: Callable[..., Program]) -> None:
    one = ask("aims_manager")
    assert sent(one, at, NOTE, part="other").status_code == 422
    assert one.post(f"{at}/attach", {}).status_code == 422
    for body, sort in ((b"--edge\r\nnonsense", "boundary=edge"), (b"x", "boundary="), (b"", "boundary=edge")):
        answer = one.ask("POST", f"{at}/attach", body, content_type=f"multipart/form-data; {sort}")
        assert answer.status_code in (400, 422), answer.content
        assert set(answer.json()) == {"code", "sentence", "fields"}


@pytest.mark.parametrize("digest", ["x", "0" * 64, "..%2F..%2Fkeys%2Fcookies", "%00", "A" * 64])
def test_no_other_file_is_fetched(at: str, ask: Callable[..., Program], digest: str) -> None:
    assert ask("aims_manager").get(f"{at}/files/{digest}").status_code in (400, 404)


def test_a_name_cannot_lead_elsewhere(at: str, ask: Callable[..., Program]) -> None:
    one = ask("aims_manager")
    assert sent(one, at, b"Elsewhere.", "..\\..\\keys\\cookies").status_code == 200
    assert one.get(f"{at}/links").json()[0]["label"] == "cookies"
