"""The page of an import: choose, look, take; every refusal said on the page, and nothing changed before the word."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aims.kernel.models import Event
from aims.systems.models import AISystem
from tests.bank import Bank

MAP = b"source: list\nkind: ai_system\nlanguage: nl\nkey: id\nfields:\n  title: naam\n  tier: niveau\n"
ROWS = b"id,naam,niveau\n1,Beoordeling,high\n2,Gesprek,huge\n"


def upload(client: Client, raw: bytes, map_: bytes | None = MAP, **more: str) -> object:
    files = {"file": SimpleUploadedFile("list.csv", raw)}
    if map_ is not None:
        files["own_map"] = SimpleUploadedFile("list.yaml", map_)
    return client.post("/import/?kind=ai_system", {**files, **more})


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(token|name|map|own_map)" value="([^"]*)"', page))


def test_choose_look_take(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    assert "us-federal-2024" in client.get("/import/").content.decode()
    before = Event.objects.count()
    page = upload(client, ROWS).content.decode()  # type: ignore[attr-defined]
    assert "Beoordeling" in page
    assert "tier cannot be “huge”" in page
    assert Event.objects.count() == before
    result = client.post("/import/?kind=ai_system", hidden(page))
    assert result.status_code == 200
    assert AISystem.objects.filter(title="Beoordeling", lang="nl").count() == 1
    place = re.search(r"/import/rejected/[0-9a-f]{64}", result.content.decode())
    assert place is not None
    assert b"Gesprek" in client.get(place[0]).content
    again = client.post("/import/?kind=ai_system", hidden(page))
    assert again.status_code == 422
    assert "Choose it again" in again.content.decode()


@pytest.mark.parametrize(
    ("raw", "map_", "said"),
    [
        (b"%PDF-1.7 nothing", MAP, "really a PDF document"),
        (b"id,name\n1,x\n", MAP, "the sheet has no column “naam”"),
        (ROWS, b"source: [", "is not YAML"),
        (ROWS, b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"title,colour\nx,red\n", None, "a column “colour”"),
    ],
)
def test_a_refusal_is_said_on_the_page(
    enter: Callable[..., Client], bank: Bank, raw: bytes, map_: bytes | None, said: str
) -> None:
    before = Event.objects.count()
    answer = upload(enter("mei"), raw, map_)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.content.decode()  # type: ignore[attr-defined]
    assert Event.objects.count() == before


def test_no_path_of_this_machine_is_a_map(enter: Callable[..., Client], bank: Bank) -> None:
    client = enter("mei")
    page = upload(client, b"title,tier\nPlain,low\n", None).content.decode()  # type: ignore[attr-defined]
    answer = client.post("/import/?kind=ai_system", {**hidden(page), "map": "/etc/passwd"})
    assert "passwd" not in answer.content.decode()


def test_who_may_not_import_sees_the_reason(enter: Callable[..., Client], bank: Bank) -> None:
    assert enter("sara").get("/import/").status_code in (200, 403)
    assert enter("yuki").get("/import/").status_code == 403
    assert enter("mei").get("/import/?kind=nothing").status_code == 404
    assert enter("mei").get(f"/import/rejected/{'0' * 64}").status_code == 404
