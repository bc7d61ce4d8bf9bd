"""AI systems and what they are made of, one module a subject."""

from .components import AgentTool, Component, Vulnerability
from .datasets import Dataset, DatasetQuality, QualityCriterion
from .register import AI_ROLES, LEGAL_ROLES, AISystem, CompletenessAttestation
from .suppliers import CLAUSES, Answers, CustomerExpectation, ModelChangeNotice, ResponsibilitySplit, Supplier

__all__ = [
    "AI_ROLES",
    "CLAUSES",
    "LEGAL_ROLES",
    "AISystem",
    "AgentTool",
    "Answers",
    "CompletenessAttestation",
    "Component",
    "CustomerExpectation",
    "Dataset",
    "DatasetQuality",
    "ModelChangeNotice",
    "QualityCriterion",
    "ResponsibilitySplit",
    "Supplier",
    "Vulnerability",
]
