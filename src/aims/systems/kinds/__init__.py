"""The kinds of this room, one module a subject."""

from . import changes, components, datasets, development, intake, operation, register, suppliers

__all__ = ["changes", "components", "datasets", "development", "intake", "operation", "register", "suppliers"]
