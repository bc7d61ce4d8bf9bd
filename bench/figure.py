"""One measured figure, with the goal it is held to and the peer it is compared with."""

from typing import NamedTuple


class Figure(NamedTuple):
    name: str
    value: float
    unit: str
    goal: float | None = None
    """In the same unit. Rates (`…/s`) are to reach it, everything else is to stay below it."""
    peer: str = ""
    peer_value: float | None = None

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    @property
    def meets_goal(self) -> bool | None:
        """None where no goal is set."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer."""
        if not self.peer_value or not self.value:
            return None
        return self.value / self.peer_value if self.more_is_better else self.peer_value / self.value
