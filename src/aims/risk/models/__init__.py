"""The records of risk, one module a subject."""

from .assessment import RiskAssessment
from .control import Control, ControlTest
from .criteria import RiskCriteria
from .declined import DeclinedSuggestion
from .library import LibraryRisk
from .opportunity import Aim, Opportunity
from .plan import TreatmentPlan
from .register import Risk
from .treatment import Treatment

__all__ = [
    "Aim",
    "Control",
    "ControlTest",
    "DeclinedSuggestion",
    "LibraryRisk",
    "Opportunity",
    "Risk",
    "RiskAssessment",
    "RiskCriteria",
    "Treatment",
    "TreatmentPlan",
]
