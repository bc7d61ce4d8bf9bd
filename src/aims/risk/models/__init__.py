"""The records of risk, one module a subject."""

from .criteria import RiskCriteria
from .register import Risk
from .treatment import Treatment

__all__ = ["Risk", "RiskCriteria", "Treatment"]
