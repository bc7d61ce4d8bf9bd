"""The models of oversight."""

from .plans import OversightPlan

__all__ = ["OversightPlan"]
