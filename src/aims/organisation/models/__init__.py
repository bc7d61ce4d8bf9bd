"""The organisation's records, one module a subject."""

from .arrangement import Arrangement
from .bodies import DecisionBody, Meeting, Resolution
from .competence import Competence, CompetenceRequirement, Level
from .context import ContextIssue, InterestedParty, Obligation
from .documents import AccessReview, Disposal, ExternalDocument, RestoreTest, RetentionRule
from .leadership import Acknowledgement, PolicyAlignment, PolicyException, Responsibility, RoleAcceptance
from .learning import Completion, Course
from .objectives import Measurement, Objective
from .processes import OperationRecord, Process
from .statements import Availability, Policy, ScopeStatement
from .support import CommunicationPlan, CommunicationSent, ResourceNeed
from .tools import AllowedTool

__all__ = [
    "AccessReview",
    "Acknowledgement",
    "AllowedTool",
    "Arrangement",
    "Availability",
    "CommunicationPlan",
    "CommunicationSent",
    "Competence",
    "CompetenceRequirement",
    "Completion",
    "ContextIssue",
    "Course",
    "DecisionBody",
    "Disposal",
    "ExternalDocument",
    "InterestedParty",
    "Level",
    "Measurement",
    "Meeting",
    "Objective",
    "Obligation",
    "OperationRecord",
    "Policy",
    "PolicyAlignment",
    "PolicyException",
    "Process",
    "Resolution",
    "ResourceNeed",
    "Responsibility",
    "RestoreTest",
    "RetentionRule",
    "RoleAcceptance",
    "ScopeStatement",
]
