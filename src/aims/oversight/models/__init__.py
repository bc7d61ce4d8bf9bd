from .cases import CaseContent, ReviewCase
from .plans import OversightPlan
from .stops import SystemStop

__all__ = ["CaseContent", "OversightPlan", "ReviewCase", "SystemStop"]
