"""The kinds of oversight, registered on import."""

from . import cases, contests, notices, plans, stops

__all__ = ["cases", "contests", "notices", "plans", "stops"]
