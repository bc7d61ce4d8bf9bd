"""The decisions of the story as they come in, up to the instant that the clock says."""

import datetime as dt
from dataclasses import dataclass
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.conf import settings

from aims.lib import clock
from aims.telemetry.arrival.arriving import ARROW
from aims.telemetry.arrival.taking import BatchName, take
from aims.telemetry.storage import rolling

from .census import Decisions, Year
from .story import Story

BEGIN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ROWS = 20_000
"""A batch."""


@dataclass
class Stream:
    """What comes in for one system: decisions, and their outcomes when they are known."""

    system: UUID
    decisions: Decisions
    reached: dt.datetime = BEGIN

    @classmethod
    def of(cls, system: UUID, story: Story) -> Self:
        """Those of the story, on its days as they are moved. Raises `census.Missing`."""
        arrivals = story.arrivals
        assert arrivals is not None
        years = [Year(*year, story.shift) for year in arrivals.years]
        return cls(system, Decisions.of(years, ZoneInfo(settings.TIME_ZONE), arrivals.every))

    def receive(self) -> None:
        """Take what has come since the last time, as the API takes it, and store it."""
        for name, rows in self.come(now := clock.now()).items():
            for n, batch in enumerate(rows.to_batches(ROWS)):
                whole = pa.Table.from_batches([batch])
                take(self.system, _sent(whole), ARROW, "identity", BatchName(f"demo-{name}-{now:%Y%m%d}", n))
        self.reached = now
        rolling.roll()

    def come(self, now: dt.datetime) -> dict[str, pa.Table]:
        """What has come since the last time: decisions and outcomes, each where there are any."""
        known = self.decisions.known(self.reached, now)
        found = {
            "decisions": self.decisions.after(self.reached, now),
            "outcomes": known.append_column("type", pa.array(["outcome"] * len(known))),
        }
        return {name: rows.combine_chunks() for name, rows in found.items() if len(rows)}


def _sent(rows: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, rows.schema) as stream:
        stream.write_table(rows)
    body: bytes = out.getvalue().to_pybytes()
    return body
