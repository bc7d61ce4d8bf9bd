"""Annex A, the controls that what is recorded here can evidence: a module a group."""

from . import a2, a3, a4, a5, a6, a7, a9, a10

__all__ = ["a2", "a3", "a4", "a5", "a6", "a7", "a9", "a10"]
