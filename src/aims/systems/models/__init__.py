"""AI systems, what they are made of and what is recorded along their life, one module a subject."""

from .changes import Change
from .development import DesignRecord, RequirementSpec, Verification
from .operation import DeploymentPlan, ExplanationPlan, OperationPlan, RetirementPlan, TechnicalDocument
from .register import AI_ROLES, LEGAL_ROLES, AISystem, CompletenessAttestation

__all__ = [
    "AI_ROLES",
    "LEGAL_ROLES",
    "AISystem",
    "Change",
    "CompletenessAttestation",
    "DeploymentPlan",
    "DesignRecord",
    "ExplanationPlan",
    "OperationPlan",
    "RequirementSpec",
    "RetirementPlan",
    "TechnicalDocument",
    "Verification",
]
