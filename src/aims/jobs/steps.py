"""What the worker does, in order, at every beat. A step that fails is logged and does not stop the others."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.contrib.sessions.models import Session
from django.db import connection

from aims.kernel.reactions import run_reactions
from aims.ledger.log import extend, size
from aims.letters.digests import write_digests
from aims.letters.outbox import send_due
from aims.lib import clock
from aims.monitoring.running import run_due
from aims.oversight import running as oversight
from aims.telemetry.storage import keeping, rolling

log = structlog.get_logger("aims.worker")


def _ledger() -> int:
    """Integrate new events into the tree and sign a checkpoint."""
    before = size()
    extend()
    return size() - before


def _sessions() -> int:
    """Forget sign-ins that have ended."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


@dataclass
class Step:
    name: str
    run: Callable[[], int]
    every: float = 0.0
    """Seconds between two runs; 0 is at every beat."""
    due: float = field(default=0.0, repr=False)


def steps() -> list[Step]:
    """The steps of one worker. Later rooms add theirs here: aggregates, compaction."""
    return [
        Step("reactions", run_reactions),
        Step("cases", oversight.step, every=1),
        Step("decisions", rolling.step, every=2),
        Step("ledger", _ledger),
        Step("segments", keeping.tidy, every=300),
        Step("digests", write_digests, every=600),
        Step("letters", send_due, every=10),
        Step("monitors", run_due, every=600),
        Step("sessions", _sessions, every=3600),
    ]


def beat(due: list[Step]) -> dict[str, int | None]:
    """Run every step whose time has come; what each did, or None where it failed."""
    done: dict[str, int | None] = {}
    for step in due:
        now = time.monotonic()
        if now < step.due:
            continue
        step.due = now + step.every
        try:
            done[step.name] = step.run()
        except Exception:
            log.exception("step_failed", step=step.name)
            done[step.name] = None
            connection.close_if_unusable_or_obsolete()
    return done
