"""AI systems and what they are made of, one module a subject."""

from .register import AI_ROLES, LEGAL_ROLES, AISystem, CompletenessAttestation

__all__ = ["AI_ROLES", "LEGAL_ROLES", "AISystem", "CompletenessAttestation"]
