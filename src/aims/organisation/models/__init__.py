"""The organisation's records, one module a subject."""

from .bodies import DecisionBody, Meeting, Resolution
from .context import ContextIssue, InterestedParty, Obligation
from .leadership import Acknowledgement, PolicyAlignment, PolicyException, Responsibility, RoleAcceptance
from .processes import OperationRecord, Process
from .statements import Availability, Policy, ScopeStatement

__all__ = [
    "Acknowledgement",
    "Availability",
    "ContextIssue",
    "DecisionBody",
    "InterestedParty",
    "Meeting",
    "Obligation",
    "OperationRecord",
    "Policy",
    "PolicyAlignment",
    "PolicyException",
    "Process",
    "Resolution",
    "Responsibility",
    "RoleAcceptance",
    "ScopeStatement",
]
