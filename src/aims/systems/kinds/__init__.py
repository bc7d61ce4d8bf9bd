"""The kinds of this room, one module a subject."""

from . import changes, development, operation, register

__all__ = ["changes", "development", "operation", "register"]
