"""The kinds of the organisation's records, one module a subject."""

from . import context, processes, statements

__all__ = ["context", "processes", "statements"]
