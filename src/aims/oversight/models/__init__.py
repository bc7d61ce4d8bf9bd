"""The models of oversight."""

from .cases import CaseContent, ReviewCase
from .contests import Contest, ContestPerson, ContestWords
from .notices import AffectedNotice
from .plans import OversightPlan
from .stops import SystemStop

__all__ = [
    "AffectedNotice",
    "CaseContent",
    "Contest",
    "ContestPerson",
    "ContestWords",
    "OversightPlan",
    "ReviewCase",
    "SystemStop",
]
