"""The kinds of the organisation's records, one module a subject."""

from . import context, documents, objectives, processes, statements, support

__all__ = ["context", "documents", "objectives", "processes", "statements", "support"]
