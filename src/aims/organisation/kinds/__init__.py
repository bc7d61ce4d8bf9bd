"""The kinds of the organisation's records, one module a subject."""

from . import arrangement, bodies, context, documents, leadership, objectives, processes, statements, support

__all__ = [
    "arrangement",
    "bodies",
    "context",
    "documents",
    "leadership",
    "objectives",
    "processes",
    "statements",
    "support",
]
