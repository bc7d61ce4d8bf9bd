"""The kinds of monitoring, registered on import."""

from . import monitors, recording

__all__ = ["monitors", "recording"]
