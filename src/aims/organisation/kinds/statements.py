"""The kinds of the organisation's statements."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import Audience, Kind, Relation, Section, register
from aims.kernel.workflow import controlled
from aims.organisation.models.statements import Policy, ScopeStatement

_WRITES = "create edit submit revise"
_RULES = "approve return retire"

SCOPE_STATEMENT = register(
    Kind(
        model=ScopeStatement,
        prefix="SCP",
        job="conformity",
        workflow=controlled(),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Scope"), ("title", "title_alt", "lang", "text", "text_alt", "left_out")),
            Section(_("Grounds"), ("basis", "governed")),
            Section(
                _("Care of the document"),
                ("owner", "unit", "availability", "availability_how", "review_due", "happened_on"),
            ),
        ),
        grants={"aims_manager": _WRITES, "document_controller": _WRITES, "top_management": _RULES},
        relations=(Relation("considers", _("takes into account")),),
        review_months=12,
        retention_years=10,
    )
)
POLICY = register(
    Kind(
        model=Policy,
        prefix="POL",
        job="conformity",
        workflow=controlled(quorum="approvals_needed"),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Policy"), ("title", "title_alt", "lang", "topic", "text", "text_alt")),
            Section(
                _("What the standard looks for"),
                ("purpose", "objectives_frame", "commitment_requirements", "commitment_improvement", "other_policies"),
            ),
            Section(
                _("Care of the document"),
                (
                    "owner",
                    "unit",
                    "availability",
                    "availability_how",
                    "approvals_needed",
                    "review_due",
                    "happened_on",
                ),
            ),
        ),
        columns=("ref", "title", "topic", "state", "owner", "review_due"),
        filters=("state", "topic", "owner"),
        grants={
            "aims_manager": f"{_WRITES} endorse",
            "document_controller": _WRITES,
            "top_management": f"{_RULES} endorse",
            "designated_management": "endorse",
            "legal": "endorse",
        },
        relations=(
            Relation("within", _("within the scope"), "scope_statement"),
            Relation("beside", _("stands beside"), "policy"),
            Relation("addressed_to", _("addressed to"), "unit"),
        ),
        relies_on=("within",),
        review_months=12,
        retention_years=10,
    )
)
