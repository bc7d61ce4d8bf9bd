"""The kinds of A.10: suppliers, who answers for what, changes of their models, and what customers expect."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import confirmed
from aims.systems.models.suppliers import CustomerExpectation, ModelChangeNotice, ResponsibilitySplit, Supplier
from aims.systems.supply import EXPECTATION, NOTICE, SUPPLIER_LIFE

CRITICAL_MONTHS = 6
"""A critical supplier is looked at twice as often as others; our proposal."""
_CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))
_NAMES = ("title", "title_alt", "lang")
_EVIDENCE = Relation("evidence", _("evidence"))
_CONFIRMS = "approve return retire"
_WRITES = "create edit submit revise"

SUPPLIER = register(
    Kind(
        model=Supplier,
        prefix="SUP",
        job="systems",
        workflow=SUPPLIER_LIFE,
        sections=(
            Section(_("Supplier"), (*_NAMES, "gives", "country", "is_critical", "requester")),
            Section(_("Examined"), ("supplier_roles", "data_concerned", "certificates", "due_diligence", "conditions")),
            Section(_("Contract"), ("clauses", "contract_ends_on", "exit_plan")),
            _CARE,
        ),
        columns=("ref", "title", "country", "is_critical", "owner", "review_due", "state"),
        filters=("state", "is_critical", "owner"),
        grants={
            "supplier_manager": "create edit assess reject activate restrict terminate",
            "aims_manager": "create edit assess reject contract activate",
            "legal": "edit contract",
            "system_owner": "create edit",
            "designated_management": "approve_supplier approve restrict lift",
            "top_management": "approve_supplier approve restrict lift",
            OWNER: "edit",
        },
        relations=(_EVIDENCE,),
        review_months=12,
        sooner=lambda supplier: CRITICAL_MONTHS if supplier.is_critical else None,
        retention_years=10,
    )
)
RESPONSIBILITY_SPLIT = register(
    Kind(
        model=ResponsibilitySplit,
        prefix="RSP",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("Agreement"), (*_NAMES, "supplier", "system", "agreed_on", "holds_until")),
            Section(_("Who answers for what"), ResponsibilitySplit.DUTIES),
            _CARE,
        ),
        columns=("ref", "title", "supplier", "system", "agreed_on", "holds_until", "state"),
        filters=("state", "supplier", "owner"),
        grants={
            **dict.fromkeys(("supplier_manager", "aims_manager"), _WRITES),
            "legal": f"{_WRITES} {_CONFIRMS}",
            "designated_management": _CONFIRMS,
            "top_management": _CONFIRMS,
            OWNER: "edit submit revise",
        },
        relations=(_EVIDENCE,),
        review_months=12,
        retention_years=10,
    )
)
MODEL_CHANGE_NOTICE = register(
    Kind(
        model=ModelChangeNotice,
        prefix="MCN",
        job="systems",
        workflow=NOTICE,
        sections=(
            Section(_("Change"), (*_NAMES, "supplier", "found", "what", "from_release", "to_release", "happened_on")),
            Section(_("Handling"), ("read_by", "handling", "owner", "unit")),
        ),
        columns=("ref", "title", "supplier", "found", "to_release", "happened_on", "owner", "state"),
        filters=("state", "supplier", "found"),
        grants={
            **dict.fromkeys(("supplier_manager", "aims_manager"), "create edit handle retire"),
            **dict.fromkeys(("system_owner", "developer", "operator", "human_overseer"), "create edit"),
            "integration": "create",
            OWNER: "edit handle",
        },
        relations=(
            Relation("handled_by", _("handled by")),
            Relation("concerns", pgettext_lazy("notice", "concerns"), "component"),
        ),
        retention_years=10,
    )
)
CUSTOMER_EXPECTATION = register(
    Kind(
        model=CustomerExpectation,
        prefix="CEX",
        job="systems",
        workflow=EXPECTATION,
        sections=(
            Section(_("Expectation"), (*_NAMES, "system", "customers", "expects", "source", "how_met")),
            Section(_("Complaints"), ("complaints_trend", "complaints")),
            _CARE,
        ),
        columns=("ref", "title", "system", "complaints_trend", "owner", "review_due", "state"),
        filters=("state", "system", "complaints_trend"),
        grants={
            **dict.fromkeys(("aims_manager", "system_owner"), "create edit review retire reinstate"),
            OWNER: "edit review",
        },
        relations=(Relation("met_by", _("met by")), _EVIDENCE),
        review_months=12,
        retention_years=10,
    )
)
