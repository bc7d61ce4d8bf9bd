"""Writing letters and sending them: the one worker sends, again after a failure, and never what may have arrived."""

import datetime as dt
import smtplib
from email.utils import parseaddr
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, mailers

from aims.kernel.models import Person
from aims.lib import clock

from .models import Letter

log = structlog.get_logger("aims.letters")
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=6)
MOST_ATTEMPTS = 20
"""About four days."""
AT_ONCE = 50
CLOSING = 421


def write(key: str, person: Person, subject: str, body: str) -> Letter:
    """Put a letter into the outbox, in the language that was active; the one that is there already, if there is."""
    now = clock.now()
    return Letter.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "address": person.email,
            "language": person.language,
            "subject": " ".join(subject.split())[:300],
            "body": body,
            "created_at": now,
            "due_at": now,
        },
    )[0]


def send_due() -> int:
    """Send what is due; how many went out. Without a server everything waits."""
    if not settings.HOME.mail_url:
        return 0
    due = list(Letter.objects.filter(due_at__lte=clock.now()).select_related("person").order_by("due_at")[:AT_ONCE])
    if not due:
        return 0
    connection = mailers["default"]
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as away:
        for letter in due:
            _again(letter, away)
        return 0
    try:
        return _deliver(due, connection)
    finally:
        connection.close()


class _Broken(Exception):
    """The conversation with the server is over; what was not handed to it yet stays due."""


def _deliver(due: list[Letter], connection: Any) -> int:
    done = 0
    for letter in due:
        try:
            done += _sent(letter, connection)
        except _Broken:
            break
    return done


def _sent(letter: Letter, connection: Any) -> bool:
    """Claimed before it is handed over: a letter whose fate nobody knows is not sent a second time."""
    if not letter.address:
        return _given_up(letter, "no e-mail address")
    if letter.address != letter.person.email:
        return _given_up(letter, "the e-mail address was changed after it was written")
    if not Letter.objects.filter(pk=letter.pk, due_at=letter.due_at).update(due_at=None):
        return False
    try:
        connection.send_messages([_message(letter)])
    except smtplib.SMTPRecipientsRefused as refused:
        code, why = next(iter(refused.recipients.values()))
        return _answered(letter, code, why)
    except smtplib.SMTPResponseException as refused:
        return _answered(letter, refused.smtp_code, refused.smtp_error)
    except (OSError, smtplib.SMTPException) as broken:
        _given_up(letter, f"it is not known whether it arrived: {type(broken).__name__}")
        raise _Broken from broken
    Letter.objects.filter(pk=letter.pk).update(
        sent_at=clock.now(), body="", error="", attempts=letter.attempts + 1, due_at=None
    )
    log.info("letter_sent", letter=letter.pk)
    return True


def _message(letter: Letter) -> EmailMessage:
    place = parseaddr(settings.HOME.mail_from)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        letter.subject,
        letter.body,
        settings.HOME.mail_from,
        [letter.address],
        headers={
            "Message-ID": f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{place}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": "zh-Hans" if letter.language.startswith("zh") else "en",
        },
    )


def _answered(letter: Letter, code: int, why: Any) -> bool:
    """The server said no: 4xx is “later”, anything else is “never”."""
    said = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
    if not 400 <= code < 500:
        return _given_up(letter, f"{code} {said}")
    _again(letter, smtplib.SMTPResponseException(code, said))
    if code == CLOSING:
        raise _Broken
    return False


def _again(letter: Letter, why: Exception) -> bool:
    """Later, each time after twice as long."""
    attempts = letter.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return _given_up(letter, str(why))
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**letter.attempts)
    Letter.objects.filter(pk=letter.pk).update(attempts=attempts, error=str(why)[:300], due_at=clock.now() + pause)
    log.warning("letter_waits", letter=letter.pk, attempts=attempts, why=type(why).__name__)
    return False


def _given_up(letter: Letter, why: str) -> bool:
    Letter.objects.filter(pk=letter.pk).update(body="", attempts=letter.attempts + 1, error=why[:300], due_at=None)
    log.warning("letter_given_up", letter=letter.pk)
    return False
