"""The kinds of risk, one module a subject."""

from . import assessment, control, criteria, declined, library, opportunity, plan, register, treatment

__all__ = ["assessment", "control", "criteria", "declined", "library", "opportunity", "plan", "register", "treatment"]
