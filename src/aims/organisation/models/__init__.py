"""The organisation's records, one module a subject."""

from .arrangement import Arrangement
from .bodies import DecisionBody, Meeting, Resolution
from .context import ContextIssue, InterestedParty, Obligation
from .documents import AccessReview, Disposal, ExternalDocument, RestoreTest, RetentionRule
from .leadership import Acknowledgement, PolicyAlignment, PolicyException, Responsibility, RoleAcceptance
from .objectives import Measurement, Objective
from .processes import OperationRecord, Process
from .statements import Availability, Policy, ScopeStatement
from .support import CommunicationPlan, CommunicationSent, ResourceNeed

__all__ = [
    "AccessReview",
    "Acknowledgement",
    "Arrangement",
    "Availability",
    "CommunicationPlan",
    "CommunicationSent",
    "ContextIssue",
    "DecisionBody",
    "Disposal",
    "ExternalDocument",
    "InterestedParty",
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
