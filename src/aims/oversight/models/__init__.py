"""The models of oversight."""

from .contests import Contest, ContestPerson, ContestWords
from .notices import AffectedNotice
from .plans import OversightPlan

__all__ = ["AffectedNotice", "Contest", "ContestPerson", "ContestWords", "OversightPlan"]
