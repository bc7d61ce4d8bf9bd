"""What the page of an import shows, and the upload that waits for its word."""

import datetime as dt
import os

import pytest
from django.conf import settings

from aims.exchange.previews import drop_upload, keep_upload, kept_upload, preview, sweep_uploads
from aims.exchange.reasons import Unreadable
from aims.kernel.models import Event
from aims.lib import clock

from .conftest import People
from .test_imports import FIRST, MAP


def test_a_preview_shows_and_changes_nothing(people: People) -> None:
    before = Event.objects.count()
    raw = (FIRST + "4,Fourth,Lending,huge,x,y\n").encode()
    shown = preview(raw, kind="ai_system", map=MAP, actor=people.actor("ann"), name="r.csv", rows=2)
    assert shown.counts["created"] == 3
    assert [row.values["title"] for row in shown.rows] == ["Scoring", "Chat"]
    assert (shown.mapped["title"], shown.unmapped) == (("name",), ("id", "contract"))
    assert [refused.number for refused in shown.rejected] == [5]
    assert Event.objects.count() == before


def test_an_upload_waits_an_hour() -> None:
    token = keep_upload(b"id\n1\n", "r.csv")
    assert kept_upload(token, "r.csv") == b"id\n1\n"
    path = settings.HOME.home / "uploads" / token
    then = clock.now() - dt.timedelta(hours=2)
    os.utime(path, (then.timestamp(), then.timestamp()))
    with pytest.raises(Unreadable, match=r"r\.csv waited for more than an hour"):
        kept_upload(token, "r.csv")
    assert sweep_uploads() == 1
    assert not path.exists()


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "0" * 64, "A" * 64])
def test_a_token_leads_nowhere_else(token: str) -> None:
    drop_upload(token)
    with pytest.raises(Unreadable):
        kept_upload(token)


def test_a_changed_upload_is_not_taken() -> None:
    token = keep_upload(b"id\n2\n", "r.csv")
    (settings.HOME.home / "uploads" / token).write_bytes(b"id\n3\n")
    with pytest.raises(Unreadable):
        kept_upload(token)
    drop_upload(token)


def test_too_large_an_upload_is_told() -> None:
    with pytest.raises(Unreadable, match="the limit is 50 MB"):
        keep_upload(b"x" * (50 * 1024 * 1024 + 1), "r.csv")
