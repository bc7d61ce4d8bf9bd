"""AI systems and what they are made of, one module a subject."""

from .campaigns import AttestationCampaign
from .duplicates import DuplicateDecision
from .findings import UndeclaredTool
from .intake import Proposal
from .register import AI_ROLES, LEGAL_ROLES, AISystem, CompletenessAttestation

__all__ = [
    "AI_ROLES",
    "LEGAL_ROLES",
    "AISystem",
    "AttestationCampaign",
    "CompletenessAttestation",
    "DuplicateDecision",
    "Proposal",
    "UndeclaredTool",
]
