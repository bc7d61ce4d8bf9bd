"""The kinds of risk, one module a subject."""

from . import criteria, register, treatment

__all__ = ["criteria", "register", "treatment"]
