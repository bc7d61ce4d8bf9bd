"""The organisation's records, one module a subject."""

from .arrangement import Arrangement
from .context import ContextIssue, InterestedParty, Obligation
from .documents import AccessReview, Disposal, ExternalDocument, RestoreTest, RetentionRule
from .objectives import Measurement, Objective
from .processes import OperationRecord, Process
from .statements import Availability, Policy, ScopeStatement
from .support import CommunicationPlan, CommunicationSent, ResourceNeed

__all__ = [
    "AccessReview",
    "Arrangement",
    "Availability",
    "CommunicationPlan",
    "CommunicationSent",
    "ContextIssue",
    "Disposal",
    "ExternalDocument",
    "InterestedParty",
    "Measurement",
    "Objective",
    "Obligation",
    "OperationRecord",
    "Policy",
    "Process",
    "ResourceNeed",
    "RestoreTest",
    "RetentionRule",
    "ScopeStatement",
]
