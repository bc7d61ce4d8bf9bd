"""Figures as a test wants them, in the place of those that telemetry computes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aims.monitoring.models import Monitor


@dataclass(frozen=True)
class Given:
    """A figure as telemetry gives it."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 1000
    error: float = 0.0
    why: str = ""
    of: str = ""


@dataclass
class Told:
    """Figures by the last day of the window; any other day gives `usual`."""

    usual: Mapping[str, Given] = field(default_factory=lambda: {"": Given(0.9, 0.88, 0.92)})
    on: dict[dt.date, Mapping[str, Given]] = field(default_factory=dict)
    asked: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def figures(self, monitor: Monitor, first: dt.date, last: dt.date) -> Mapping[str, Given]:
        self.asked.append((first, last))
        return self.on.get(last, self.usual)

    def digests(self, system: UUID, first: dt.date, last: dt.date) -> list[str]:
        return [f"{day:064x}" for day in range(first.toordinal(), last.toordinal() + 1)]


def whole(value: float | None, n: int = 1000, **more: Any) -> dict[str, Given]:
    return {"": Given(value, n=n, **more)}
