"""The kinds of 4.4 and 8.1: processes, and the records that they ran."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, confirmed
from aims.organisation.models.processes import OperationRecord, Process

PROCESS = register(
    Kind(
        model=Process,
        prefix="PRC",
        job="conformity",
        workflow=confirmed(),
        sections=(
            Section(_("Process"), ("title", "title_alt", "lang", "clause", "step_of", "purpose", "purpose_alt")),
            Section(_("Running"), ("inputs", "outputs", "criteria", "cycle_months")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "clause", "owner", "review_due", "state"),
        filters=("state", "clause", "owner"),
        grants={
            "aims_manager": "create edit submit revise",
            "top_management": "approve return retire",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(
            Relation("feeds", _("its output goes to"), "process"),
            Relation("serves", _("its output goes to"), "interested_party"),
            Relation("described_in", _("described in"), "policy"),
        ),
        review_months=12,
        retention_years=10,
    )
)
OPERATION_RECORD = register(
    Kind(
        model=OperationRecord,
        prefix="RUN",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(
                _("What happened"),
                (
                    "title",
                    "title_alt",
                    "lang",
                    "process",
                    "done",
                    "outcome",
                    "deviation",
                    "happened_on",
                    "owner",
                    "unit",
                ),
            ),
        ),
        columns=("ref", "title", "process", "author", "happened_on", "state"),
        filters=("state", "process"),
        grants=dict.fromkeys(
            ("aims_manager", "system_owner", "line_manager", "control_owner", "document_controller", "operator"),
            "create retire",
        ),
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
