"""What `aims doctor` looks at: each check says in one sentence how things are, and what to do when they are not."""

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from . import lock

SQLITE_NEEDED = (3, 51, 3)
POSTGRES_NEEDED = 150_000
SILENT_SECONDS = 120
FREE_NEEDED = 500_000_000
CJK = ("Noto Sans CJK", "Noto Serif CJK", "Source Han", "WenQuanYi", "PingFang", "SimSun", "Microsoft YaHei")


class Level(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    check: str
    level: Level
    sentence: str


def examine() -> Iterator[Finding]:
    """Every check in turn; one that breaks is a finding, not the end."""
    for check in CHECKS:
        name = check.__name__.strip("_")
        try:
            yield from (Finding(name, level, sentence) for level, sentence in check())
        except (OSError, DatabaseError, subprocess.SubprocessError) as broken:
            yield Finding(name, Level.BAD, _("This could not be checked: %(why)s") % {"why": str(broken).strip()})


type Said = Iterator[tuple[Level, str]]


def _home() -> Said:
    place: Path = settings.HOME.home
    mode = stat.S_IMODE(place.stat().st_mode)
    if mode & 0o077:
        yield (
            Level.BAD,
            _("Others on this machine can look into %(home)s: run `chmod 700` on it.") % {"home": place},
        )
    else:
        yield Level.FINE, _("%(home)s is open to its owner only.") % {"home": place}
    loose = [p.name for p in settings.HOME.keys.glob("*") if stat.S_IMODE(p.stat().st_mode) & 0o077]
    if loose:
        yield Level.BAD, _("Keys can be read by others: run `chmod 600` on %(keys)s.") % {"keys": ", ".join(loose)}
    if place.stat().st_uid != os.geteuid():
        yield Level.WARNING, _("%(home)s belongs to another user than the one running this.") % {"home": place}


def _database() -> Said:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        from pysqlite3 import dbapi2

        version = dbapi2.sqlite_version
        if tuple(dbapi2.sqlite_version_info) < SQLITE_NEEDED:
            yield (
                Level.BAD,
                _("SQLite %(version)s can damage a database that several processes open; 3.51.3 or newer is needed.")
                % {"version": version},
            )
        else:
            yield Level.FINE, _("SQLite %(version)s answers.") % {"version": version}
        return
    number: int = connection.pg_version  # type: ignore[attr-defined]
    said = {"version": f"{number // 10_000}.{number % 10_000}"}
    if number < POSTGRES_NEEDED:
        yield Level.BAD, _("PostgreSQL %(version)s is too old; 15 or newer is needed.") % said
    else:
        yield Level.FINE, _("PostgreSQL %(version)s answers.") % said


def _tables() -> Said:
    from .founding import pending_migrations

    waiting = pending_migrations()
    if waiting:
        yield (
            Level.BAD,
            _("The tables are %(n)s steps behind this version; `aims init` or `aims serve` brings them up to date.")
            % {"n": waiting},
        )
    else:
        yield Level.FINE, _("The tables are those of this version.")


def _worker() -> Said:
    holder = lock.holder(settings.HOME.worker_lock)
    if holder is None:
        yield Level.WARNING, _("No worker runs; `aims serve` starts one.")
    elif (silent := time.time() - settings.HOME.worker_lock.stat().st_mtime) > SILENT_SECONDS:
        yield (
            Level.BAD,
            _("For %(n)s s the worker has done nothing: it hangs or ends at once; the log of `aims serve` says why.")
            % {"n": round(silent)},
        )
    else:
        yield Level.FINE, _("The worker runs (process %(pid)s).") % {"pid": holder}


def _ledger() -> Said:
    from aims.kernel.models import LogHead
    from aims.ledger.log import size

    last = LogHead.objects.values_list("seq", flat=True).first() or 0
    behind = last - size()
    if behind and lock.holder(settings.HOME.worker_lock) is not None:
        yield (
            Level.WARNING,
            _("%(n)s events wait for the ledger; the worker should catch up in a second.") % {"n": behind},
        )
    elif behind:
        yield Level.WARNING, _("%(n)s events wait for the ledger; `aims tick` adds them.") % {"n": behind}
    else:
        yield Level.FINE, _("The ledger holds all %(n)s events.") % {"n": last}


def _fonts() -> Said:
    if shutil.which("fc-list") is None:
        yield Level.WARNING, _("fc-list is not installed, so it is unknown whether a Chinese font is there.")
        return
    found = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S607
    name = next((n for n in CJK if n in found), None)
    if name:
        yield Level.FINE, _("Chinese can be printed (%(font)s).") % {"font": name}
    else:
        yield Level.WARNING, _("No Chinese font was found; reports in Chinese need one, for example Noto Sans CJK.")


def _translations() -> Said:
    root = Path(__file__).resolve().parent.parent
    sources = sorted(root.rglob("django.po"))
    stale = [
        p.relative_to(root).parts[0]
        for p in sources
        if not p.with_suffix(".mo").exists() or p.with_suffix(".mo").stat().st_mtime < p.stat().st_mtime
    ]
    if stale:
        rooms = ", ".join(sorted(set(stale)))
        yield (
            Level.WARNING,
            _("Translations are not compiled for: %(rooms)s. Install the package anew.") % {"rooms": rooms},
        )
    else:
        yield Level.FINE, _("Translations are compiled.")


def _disk() -> Said:
    free = shutil.disk_usage(settings.HOME.home).free
    said = {"free": f"{free / 1e9:.1f} GB"}
    if free < FREE_NEEDED:
        yield Level.BAD, _("Only %(free)s are free on this disk: make room before something cannot be recorded.") % said
    else:
        yield Level.FINE, _("%(free)s are free on this disk.") % said


def _clock() -> Said:
    from aims.kernel.models import LogHead
    from aims.lib import clock

    last = LogHead.objects.values_list("at", flat=True).first()
    drift = (last - clock.now()).total_seconds() if last else 0
    if drift > 2:
        yield (
            Level.BAD,
            _("The clock is %(n)s s behind the last event: set it right, or new events keep that event's time.")
            % {"n": round(drift)},
        )
    elif time.time() < 1_767_225_600:  # 2026: no event can be older
        yield Level.BAD, _("The clock stands before 2026: set it right.")
    else:
        yield Level.FINE, _("The clock is not behind the log.")


def _mail() -> Said:
    from aims.letters.models import Letter

    waiting = Letter.objects.filter(due_at__isnull=False).count()
    if not settings.HOME.mail_url:
        said = _("No mail is sent: AIMS_MAIL_URL is not set. People cannot reset a password by themselves.")
        wait = _("%(n)s letters wait until it is.") % {"n": waiting}
        yield Level.WARNING, f"{said} {wait}" if waiting else said
        return
    yield Level.FINE, _("Mail goes through %(host)s.") % {"host": settings.HOME.mail_url.rpartition("@")[2]}
    failing = Letter.objects.filter(due_at__isnull=False, attempts__gt=0).order_by("-due_at").first()
    if failing:
        yield (
            Level.WARNING,
            _("%(n)s letters wait; the last attempt failed: %(why)s") % {"n": waiting, "why": failing.error},
        )
    if lost := Letter.objects.filter(due_at=None, sent_at=None).count():
        yield Level.WARNING, _("%(n)s letters did not go out and are not tried again.") % {"n": lost}


def _network() -> Said:
    if settings.HOME.host in ("127.0.0.1", "localhost", "::1"):
        yield Level.FINE, _("It listens on this machine only.")
    elif not settings.HOME.secure_cookies:
        yield (
            Level.BAD,
            _("It listens to the network without AIMS_SECURE_COOKIES: put TLS in front and set it to true."),
        )


CHECKS: tuple[Callable[[], Said], ...] = (
    _home,
    _database,
    _tables,
    _worker,
    _ledger,
    _fonts,
    _translations,
    _disk,
    _clock,
    _mail,
    _network,
)
