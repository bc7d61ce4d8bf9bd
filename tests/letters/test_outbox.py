"""Letters go out once, in order, in either language, whatever the server does meanwhile."""

import datetime as dt
import logging

import pytest
import time_machine
from django.conf import settings

from aims.jobs.health import _mail
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.letters.models import Letter
from aims.letters.outbox import LONGEST_PAUSE, MOST_ATTEMPTS, send_due, write
from aims.lib import clock
from tests.kernel.story import Story
from tests.letters.conftest import Server

pytestmark = pytest.mark.django_db
LONG = "请确认你已阅读并理解最新版本的人工智能方针以及与之相关的可接受使用规定和人工监督方案" * 3


@pytest.fixture
def asta(told: Story) -> Person:
    values = {"title": "Asta Nyberg", "email": "asta@example.org", "language": "zh-hans"}
    return Person.objects.get(pk=perform(Command("person", "create", SYSTEM, values=values)).pk)


def only() -> Letter:
    return Letter.objects.get()


def test_a_letter_goes_out_once(asta: Person, server: Server) -> None:
    server.come()
    write("one", asta, LONG, "看这里。\n\nhttps://aims.harbourline.example/l/secret-link\n")
    write("one", asta, "another", "never written")
    assert [send_due(), send_due()] == [1, 0]
    (got,) = server.received
    assert got["Subject"] == LONG
    assert got["To"] == "asta@example.org"
    assert got["From"] == "aims@harbourline.example"
    assert got["Auto-Submitted"] == "auto-generated"
    assert "看这里。" in got.get_content()
    assert only().sent_at is not None
    assert only().body == "", "what may open something is let go of"


@pytest.mark.parametrize("now", ["", "another@example.org", "Asta@example.org"])
def test_a_letter_goes_to_the_address_that_it_was_written_for_or_not_at_all(
    asta: Person, server: Server, now: str
) -> None:
    server.come()
    write("one", asta, "Hello", "…")
    perform(Command("person", "edit", SYSTEM, asta.pk, {"email": now}))
    assert send_due() == 0
    assert server.received == []
    assert (only().due_at, only().body) == (None, "")
    assert "address" in only().error


def test_it_waits_while_the_server_is_away_and_goes_when_it_is_back(asta: Person, server: Server) -> None:
    write("one", asta, "Hello", "…")
    start = clock.now()
    pauses = []
    for _ in range(4):
        with time_machine.travel(only().due_at or start, tick=False):
            assert send_due() == 0
            assert send_due() == 0, "not again before its time"
            pauses.append((only().due_at or start) - clock.now())
    assert pauses == [dt.timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert "1 letters wait" in " ".join(said for _level, said in _mail())
    server.come()
    with time_machine.travel(only().due_at or start, tick=False):
        assert send_due() == 1
    assert len(server.received) == 1
    assert only().error == ""


def test_a_server_that_says_later_is_asked_again_and_one_that_says_no_is_not(asta: Person, server: Server) -> None:
    server.come()
    server.answer = "451 Greylisted"
    write("one", asta, "Hello", "…")
    send_due()
    assert (only().attempts, "Greylisted" in only().error, only().due_at is not None) == (1, True, True)
    server.answer = "550 No such person"
    with time_machine.travel(only().due_at or clock.now(), tick=False):
        send_due()
    assert (only().due_at, only().sent_at) == (None, None)
    server.answer = "250 OK"
    with time_machine.travel(clock.now() + LONGEST_PAUSE * MOST_ATTEMPTS, tick=False):
        assert send_due() == 0
    assert server.received == []
    assert "did not go out" in " ".join(said for _level, said in _mail())


def test_what_may_have_arrived_is_not_sent_again(asta: Person, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies while the server has the letter."""
    server.come()
    write("one", asta, "Hello", "…")

    def dies(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", dies)
    with pytest.raises(KeyboardInterrupt):
        send_due()
    monkeypatch.undo()
    monkeypatch.setattr(settings.HOME, "mail_url", server.url)
    assert send_due() == 0
    assert server.received == []


def test_a_broken_conversation_keeps_the_rest_for_later(asta: Person, server: Server) -> None:
    server.come()
    server.answer = "421 Closing"
    for n in range(3):
        write(f"{n}", asta, "Hello", "…")
    send_due()
    assert Letter.objects.filter(due_at=None).count() == 0
    assert Letter.objects.filter(attempts=0).count() == 2
    server.answer = "250 OK"
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=False):
        assert send_due() == 3


def test_without_a_server_letters_wait_and_the_doctor_says_so(asta: Person, told: Story) -> None:
    write("one", asta, "Hello", "…")
    assert send_due() == 0
    said = " ".join(said for _level, said in _mail())
    assert "AIMS_MAIL_URL is not set" in said
    assert "1 letters wait" in said


def test_no_secret_stands_in_the_log(
    asta: Person, server: Server, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    server.come()
    write("one", asta, "Hello", "https://aims.harbourline.example/l/secret-link")
    send_due()
    server.go()
    write("two", asta, "Hello", "https://aims.harbourline.example/l/secret-link")
    send_due()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("mail.", "asyncio"))]
    said = "".join([*ours, *capsys.readouterr()])
    assert "letter_sent" in said
    assert "letter_waits" in said
    for secret in ("secret-link", "asta@example.org"):
        assert secret not in said
