"""The kinds of the organisation's records, one module a subject."""

from . import arrangement, context, documents, objectives, processes, statements, support

__all__ = ["arrangement", "context", "documents", "objectives", "processes", "statements", "support"]
