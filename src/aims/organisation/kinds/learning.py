"""The kinds of 7.3: courses, and who took them."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.roles import at_work
from aims.kernel.workflow import FINAL, confirmed
from aims.organisation.learning import score_completion
from aims.organisation.models.learning import Completion, Course

COURSE = register(
    Kind(
        model=Course,
        prefix="CRS",
        job="conformity",
        workflow=confirmed(),
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Course"), ("title", "title_alt", "lang", "purpose", "purpose_alt", "is_ai_literacy")),
            Section(_("For whom"), ("roles", "of_unit", "interval_months")),
            Section(_("Material"), ("text", "text_alt", "link")),
            Section(_("Questions"), ("quiz", "pass_percent")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "interval_months", "is_ai_literacy", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={
            "aims_manager": "create edit submit revise approve return retire",
            "line_manager": "create edit submit revise",
            "top_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("explains", _("explains")),),
        review_months=12,
        retention_years=10,
    )
)
COMPLETION = register(
    Kind(
        model=Completion,
        prefix="CPN",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("Course taken"), ("title", "lang", "course", "read_edition", "person", "answers", "happened_on")),
        ),
        columns=("ref", "course", "person", "score", "passed", "happened_on", "state"),
        filters=("state", "course"),
        grants={
            **dict.fromkeys(at_work(), "create"),
            "line_manager": "create retire",
            "aims_manager": "create retire",
            OWNER: "view",
        },
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
        completes=score_completion,
    )
)
