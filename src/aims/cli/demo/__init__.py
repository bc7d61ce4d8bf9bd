"""The demo: Selasih Bank, a small bank that runs its AI management system, told through the same door as everyone."""

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aims.accounts.models import User
from aims.conformity.posture import posture
from aims.jobs.founding import new_password
from aims.kernel.checks import Status
from aims.kernel.models import Event, Person, Record
from aims.kernel.policy import begins_on
from aims.kernel.world import present
from aims.lib import clock

from . import census
from .replay import Progress, Replay
from .story import read_story
from .stream import Stream

__all__ = ["DemoRefused", "DemoReport", "SignIn", "build_demo"]

PASSWORD = "AIMS_DEMO_PASSWORD"  # noqa: S105  the name of a variable


class DemoRefused(Exception):
    """The demo was not built and nothing was changed; `sentence` says why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self._sentence = sentence

    @property
    def sentence(self) -> str:
        return str(self._sentence)


@dataclass(frozen=True)
class SignIn:
    """Somebody as whom the reader may sign in."""

    user: str
    person: Person
    begins: dt.date | None
    """The first day of their first role, where they hold none today."""


@dataclass(frozen=True)
class DemoReport:
    """What was built; the password is said here once and stored nowhere in the clear."""

    password: str
    is_given: bool
    """The password came from `AIMS_DEMO_PASSWORD`, so there is no need to print it."""
    sign_ins: tuple[SignIn, ...]
    records: int
    events: int
    today: dt.date
    counts: dict[Status, int]
    stream: Stream | None
    """The decisions that came in, the last of them still to come; nothing where they are not installed."""


def quietly(_day: dt.date, _done: int, _steps: int) -> None:
    """No progress is shown."""


def build_demo(today: dt.date | None = None, progress: Progress = quietly) -> DemoReport:
    """Tell the story in an empty home so that its last day is `today`; all of it or, where it fails, nothing.

    The tables must be there. Raises `DemoRefused` where the home has records or ways to sign in.
    """
    if Record.objects.exists() or Event.objects.exists() or User.objects.exists():
        raise DemoRefused(
            _("This home has records already. The demo needs an empty one: name a new folder with --home.")
        )
    opens = today or clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    story = read_story(opens, has_decisions=census.is_here())
    given = os.environ.get(PASSWORD, "")
    password = given or new_password()
    try:
        with transaction.atomic():
            replay = Replay(story, _ways_to_sign_in(story.sign_in.values(), password))
            replay.tell(progress)
    except BaseException:
        # The rows are gone with the transaction, the files of decisions are not.
        shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
        raise
    world = present()
    return DemoReport(
        password,
        bool(given),
        tuple(
            SignIn(p.user.username, p, begins_on(world, p.id))
            for p in Person.objects.select_related("user").order_by("ref")
            if p.user
        ),
        Record.objects.count(),
        Event.objects.count(),
        opens,
        posture(world).counts(),
        replay.stream,
    )


def _ways_to_sign_in(names: Iterable[str], password: str) -> dict[str, User]:
    """One user a person. All share the password and therefore its hash, which is slow to make by intention."""
    hashed = make_password(password)
    users = [User(username=name, email=f"{name}@selasih.example", password=hashed) for name in names]
    for user in users:
        user.save()
    return {user.username: user for user in users}
