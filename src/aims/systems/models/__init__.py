"""AI systems and what they are made of, one module a subject."""

from .campaigns import AttestationCampaign
from .components import AgentTool, Component, Vulnerability
from .datasets import Dataset, DatasetQuality, QualityCriterion
from .duplicates import DuplicateDecision
from .findings import UndeclaredTool
from .intake import Proposal
from .register import AI_ROLES, LEGAL_ROLES, AISystem, CompletenessAttestation
from .suppliers import CLAUSES, Answers, CustomerExpectation, ModelChangeNotice, ResponsibilitySplit, Supplier

__all__ = [
    "AI_ROLES",
    "CLAUSES",
    "LEGAL_ROLES",
    "AISystem",
    "AgentTool",
    "Answers",
    "AttestationCampaign",
    "CompletenessAttestation",
    "Component",
    "CustomerExpectation",
    "Dataset",
    "DatasetQuality",
    "DuplicateDecision",
    "ModelChangeNotice",
    "Proposal",
    "QualityCriterion",
    "ResponsibilitySplit",
    "Supplier",
    "UndeclaredTool",
    "Vulnerability",
]
