"""The models of monitoring."""

from .monitors import Breach, Monitor, Reading
from .recording import Baseline, RecordingPlan

__all__ = ["Baseline", "Breach", "Monitor", "Reading", "RecordingPlan"]
