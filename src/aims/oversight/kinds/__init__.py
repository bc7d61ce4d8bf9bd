"""The kinds of oversight, registered on import."""

from . import plans

__all__ = ["plans"]
