"""The kinds of this room, one module a subject."""

from . import intake, register

__all__ = ["intake", "register"]
