"""The kinds of clause 4: issues, interested parties, obligations."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import REVIEWED, confirmed
from aims.organisation.models.context import ContextIssue, InterestedParty, Obligation

_CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))
_KEEPS = "create edit review retire reinstate"

CONTEXT_ISSUE = register(
    Kind(
        model=ContextIssue,
        prefix="ISS",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(_("Issue"), ("title", "title_alt", "lang", "side", "effect", "effect_alt", "climate_decision")),
            _CARE,
        ),
        columns=("ref", "title", "side", "owner", "review_due", "state"),
        filters=("state", "side", "owner"),
        grants={"aims_manager": _KEEPS, "top_management": _KEEPS, OWNER: "edit review"},
        relations=(Relation("evidence", _("evidence")),),
        review_months=12,
        retention_years=10,
    )
)
INTERESTED_PARTY = register(
    Kind(
        model=InterestedParty,
        prefix="PTY",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(_("Party"), ("title", "title_alt", "lang", "sort", "requires", "requires_alt", "source")),
            Section(_("Decision"), ("decision", "decision_why")),
            _CARE,
        ),
        columns=("ref", "title", "sort", "decision", "owner", "review_due", "state"),
        filters=("state", "sort", "decision"),
        grants={"aims_manager": _KEEPS, "top_management": _KEEPS, "legal": "create edit review", OWNER: "edit review"},
        relations=(Relation("met_by", _("met by")),),
        review_months=12,
        retention_years=10,
    )
)
OBLIGATION = register(
    Kind(
        model=Obligation,
        prefix="OBL",
        job="conformity",
        workflow=confirmed(),
        sections=(
            Section(
                _("Obligation"),
                ("title", "title_alt", "lang", "source", "text", "text_alt", "framework", "place"),
            ),
            Section(_("Time"), ("applies_from", "applies_until")),
            _CARE,
        ),
        columns=("ref", "title", "source", "applies_from", "owner", "review_due", "state"),
        filters=("state", "source", "owner"),
        grants={
            "aims_manager": "create edit submit revise approve return",
            "legal": "create edit submit revise approve return retire",
            "supplier_manager": "create edit submit revise",
            OWNER: "edit submit revise",
        },
        relations=(
            Relation("applies_to", _("applies to"), "ai_system"),
            Relation("met_by", _("met by")),
            Relation("evidence", _("evidence")),
        ),
        review_months=12,
        retention_years=10,
    )
)
