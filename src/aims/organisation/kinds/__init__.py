"""The kinds of the organisation's records, one module a subject."""

from . import (
    arrangement,
    bodies,
    competence,
    context,
    documents,
    leadership,
    learning,
    objectives,
    processes,
    statements,
    support,
    tools,
)

__all__ = [
    "arrangement",
    "bodies",
    "competence",
    "context",
    "documents",
    "leadership",
    "learning",
    "objectives",
    "processes",
    "statements",
    "support",
    "tools",
]
