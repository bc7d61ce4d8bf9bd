"""The kinds of the organisation's records, one module a subject."""

from . import arrangement, context, processes, statements

__all__ = ["arrangement", "context", "processes", "statements"]
