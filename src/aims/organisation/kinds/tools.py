"""The kind of A.9.2 that everybody reads: the AI tools that may be used."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import confirmed
from aims.organisation.models.tools import AllowedTool

ALLOWED_TOOL = register(
    Kind(
        model=AllowedTool,
        prefix="TUL",
        job="systems",
        workflow=confirmed(),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Tool"), ("title", "title_alt", "lang", "supplier", "data_classes", "use", "use_alt")),
            Section(_("How to use it"), ("check_before", "check_before_alt", "disclose", "disclose_alt", "course")),
            Section(_("Exceptions"), ("exceptions", "exceptions_alt")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "supplier", "data_classes", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={
            "aims_manager": "create edit submit revise approve return retire",
            "system_owner": "create edit submit revise",
            "security_lead": "approve return retire",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("entry", _("its entry in the register"), "ai_system"),),
        review_months=12,
        retention_years=10,
    )
)
