"""The kinds of A.6.2.2 to A.6.2.4: specification, design record, verification."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import RETURN, Transition, Words, Workflow, confirmed, controlled
from aims.systems.models.development import TESTED, DesignRecord, RequirementSpec, Verification

CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))
WRITES = "create edit submit revise"
DECIDES = "approve return retire"
COLUMNS = ("ref", "title", "system", "release", "owner", "review_due", "state")
FILTERS = ("state", "unit", "owner")


def _has_criteria(test: Verification) -> Words | None:
    return None if test.criteria else _("Write the criteria first.")


TEST = Workflow(
    initial="draft",
    editable=frozenset({"draft"}),
    states={
        "draft": _("criteria in draft"),
        "criteria_approved": _("criteria approved"),
        TESTED: _("tested"),
        "withdrawn": _("withdrawn"),
    },
    transitions=(
        Transition(
            "approve_criteria",
            _("Approve the criteria"),
            frozenset({"draft"}),
            "criteria_approved",
            guard=_has_criteria,
        ),
        Transition(RETURN, _("Return"), frozenset({"criteria_approved"}), "draft", reason_required=True),
        Transition(
            "record_results",
            _("Record the results"),
            frozenset({"criteria_approved"}),
            TESTED,
            takes=("results", "tester", "open_issues", "issues_accepted_by", "happened_on"),
            puts_in_force=True,
        ),
        Transition("revise", _("Test again"), frozenset({TESTED}), "draft"),
        Transition("retire", _("Withdraw"), frozenset({TESTED}), "withdrawn", reason_required=True, ends_force=True),
    ),
    ended=frozenset({"withdrawn"}),
)
"""Criteria are approved by somebody else before there are results; another round begins with them again."""

REQUIREMENT_SPEC = register(
    Kind(
        model=RequirementSpec,
        prefix="SPC",
        job="systems",
        workflow=controlled(),
        sections=(
            Section(_("Specification"), ("title", "title_alt", "lang", "system", "release", "process", "objective")),
            Section(_("Wanted"), ("purpose", "users", "performance", "needed_data", "oversight", "limits")),
            Section(_("Acceptance"), ("acceptance",)),
            CARE,
        ),
        columns=COLUMNS,
        filters=FILTERS,
        grants={
            "system_owner": f"{WRITES} approve return",
            "developer": WRITES,
            "aims_manager": f"{WRITES} retire",
            "risk_owner": DECIDES,
            "designated_management": DECIDES,
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system",),
        review_months=24,
        retention_years=10,
    )
)
DESIGN_RECORD = register(
    Kind(
        model=DesignRecord,
        prefix="DSN",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("Design"), ("title", "title_alt", "lang", "system", "release", "spec")),
            Section(_("Decision"), ("decision", "alternatives", "why")),
            Section(_("Made from"), ("training_run", "data_versions")),
            CARE,
        ),
        columns=COLUMNS,
        filters=FILTERS,
        grants={
            "developer": f"{WRITES} approve return",
            "system_owner": f"create edit submit revise {DECIDES}",
            "verifier": "approve return",
            "aims_manager": f"{WRITES} retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system", "spec"),
        retention_years=10,
    )
)
VERIFICATION = register(
    Kind(
        model=Verification,
        prefix="VER",
        job="systems",
        workflow=TEST,
        sections=(
            Section(_("Test"), ("title", "title_alt", "lang", "system", "release", "test_data")),
            Section(_("Fixed before"), ("criteria", "cases_wanted")),
            CARE,
        ),
        columns=COLUMNS,
        filters=FILTERS,
        grants={
            "verifier": "create edit approve_criteria return record_results revise",
            "developer": "create edit",
            "system_owner": "create edit approve_criteria return",
            "risk_owner": "approve_criteria return retire",
            "aims_manager": "create edit revise retire",
            OWNER: "edit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        relies_on=("system",),
        retention_years=10,
    )
)
