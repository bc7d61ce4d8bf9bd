"""The kinds of this room, one module a subject."""

from . import components, datasets, intake, register, suppliers

__all__ = ["components", "datasets", "intake", "register", "suppliers"]
