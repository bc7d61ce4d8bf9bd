"""The kinds of oversight, registered on import."""

from . import contests, notices, plans

__all__ = ["contests", "notices", "plans"]
