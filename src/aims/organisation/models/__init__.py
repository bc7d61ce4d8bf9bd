"""The organisation's records, one module a subject."""

from .arrangement import Arrangement
from .context import ContextIssue, InterestedParty, Obligation
from .processes import OperationRecord, Process
from .statements import Availability, Policy, ScopeStatement

__all__ = [
    "Arrangement",
    "Availability",
    "ContextIssue",
    "InterestedParty",
    "Obligation",
    "OperationRecord",
    "Policy",
    "Process",
    "ScopeStatement",
]
