"""The kinds of this room, one module a subject."""

from . import register

__all__ = ["register"]
