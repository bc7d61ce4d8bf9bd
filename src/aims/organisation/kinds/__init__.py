"""The kinds of the organisation's records, one module a subject."""

from . import bodies, context, leadership, processes, statements

__all__ = ["bodies", "context", "leadership", "processes", "statements"]
