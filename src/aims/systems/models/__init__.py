"""AI systems, what they are made of and what is recorded along their life, one module a subject."""

from .campaigns import AttestationCampaign
from .changes import Change
from .components import AgentTool, Component, Vulnerability
from .datasets import Dataset, DatasetQuality, QualityCriterion
from .development import DesignRecord, RequirementSpec, Verification
from .duplicates import DuplicateDecision
from .findings import UndeclaredTool
from .intake import Proposal
from .operation import DeploymentPlan, ExplanationPlan, OperationPlan, RetirementPlan, TechnicalDocument
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
    "Change",
    "CompletenessAttestation",
    "Component",
    "CustomerExpectation",
    "Dataset",
    "DatasetQuality",
    "DeploymentPlan",
    "DesignRecord",
    "DuplicateDecision",
    "ExplanationPlan",
    "ModelChangeNotice",
    "OperationPlan",
    "Proposal",
    "QualityCriterion",
    "RequirementSpec",
    "ResponsibilitySplit",
    "RetirementPlan",
    "Supplier",
    "TechnicalDocument",
    "UndeclaredTool",
    "Verification",
    "Vulnerability",
]
