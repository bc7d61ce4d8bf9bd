"""The frameworks as text: ISO/IEC 42001 in single requirements, 27 others beside it, and what we can say of each.

A pure library: no database, no clock. Everything it knows stands in YAML files that anyone can read and correct.
"""

from aims.catalogue._entry import Entry
from aims.catalogue._reach import reach
from aims.catalogue._reading import ISO_42001
from aims.catalogue._refusal import FrameworkRefused, UnknownId, refuse_repeats
from aims.catalogue._words import (
    AnnexC,
    Bilingual,
    Clause,
    Control,
    Effective,
    Framework,
    Group,
    Node,
    Objective,
    Reach,
    Relation,
    Requirement,
    Twin,
    Verification,
)
from aims.catalogue.frameworks import (
    annex_c,
    clauses,
    controls,
    current,
    earlier,
    framework,
    frameworks,
    groups,
    look_also_in,
    node,
    objectives,
    refused,
    requirement,
    requirements,
    twins,
)
from aims.catalogue.reference import Reference, reference

__all__ = [
    "ISO_42001",
    "AnnexC",
    "Bilingual",
    "Clause",
    "Control",
    "Effective",
    "Entry",
    "Framework",
    "FrameworkRefused",
    "Group",
    "Node",
    "Objective",
    "Reach",
    "Reference",
    "Relation",
    "Requirement",
    "Twin",
    "UnknownId",
    "Verification",
    "annex_c",
    "clauses",
    "controls",
    "current",
    "earlier",
    "framework",
    "frameworks",
    "groups",
    "look_also_in",
    "node",
    "objectives",
    "reach",
    "reference",
    "refuse_repeats",
    "refused",
    "requirement",
    "requirements",
    "twins",
]
