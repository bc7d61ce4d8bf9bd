"""The kinds of this room, one module a subject."""

from . import components, datasets, register, suppliers

__all__ = ["components", "datasets", "register", "suppliers"]
