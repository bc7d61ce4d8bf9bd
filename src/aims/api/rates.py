"""How often one caller may ask: a bucket that fills again, one a token or signed-in person in each process."""

import math
import threading
import time
from dataclasses import dataclass, field

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

CAPACITY = 300.0
PER_SECOND = 50.0
"""Sustained: 3,000 simple reads a minute."""
READ, WRITE, WHOLE_WORLD = 1.0, 5.0, 50.0
"""What a request takes out of the bucket; the last is for answers that rebuild a past day of the whole organisation."""
MOST_CALLERS = 10_000


@dataclass
class Buckets:
    """What each caller has left, and when that was."""

    left: dict[str, tuple[float, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str, cost: float, now: float) -> float:
        """Take `cost` if it is there and return 0; else how many seconds until it is."""
        with self.lock:
            if len(self.left) > MOST_CALLERS:
                self.left = {k: v for k, v in self.left.items() if now - v[1] < CAPACITY / PER_SECOND}
            left, since = self.left.get(caller, (CAPACITY, now))
            left = min(CAPACITY, left + (now - since) * PER_SECOND)
            waits = max(0.0, (cost - left) / PER_SECOND)
            self.left[caller] = (left if waits else left - cost, now)
            return waits


BUCKETS = Buckets()


def _cost(request: HttpRequest) -> float:
    if request.method != "GET":
        return WRITE
    is_whole = "/posture" in request.path or "/requirements/" in request.path
    return WHOLE_WORLD if is_whole and "as_of" in request.GET else READ


class PerCaller(BaseThrottle):
    """Runs after authentication, so that nobody's failing attempts take from another's bucket."""

    def __init__(self) -> None:
        self._waits = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        key: str = request.auth.key  # type: ignore[attr-defined]  # ninja puts the caller there
        seconds = BUCKETS.take(key, _cost(request), time.monotonic())
        self._waits.seconds = math.ceil(seconds)
        return seconds == 0.0

    def wait(self) -> float:
        return float(self._waits.seconds)
