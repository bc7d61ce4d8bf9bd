"""The kinds of oversight, registered on import."""

from . import cases, plans, stops

__all__ = ["cases", "plans", "stops"]
