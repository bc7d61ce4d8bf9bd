"""The kind of 6.1.1-c and 6.1.2: the criteria and the method, approved before anybody judges."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Words, controlled
from aims.risk.models import RiskCriteria


def _says_how(criteria: RiskCriteria) -> Words | None:
    return (
        None if criteria.method and criteria.treating else _("Write how risks are assessed and how they are treated.")
    )


RISK_CRITERIA = register(
    Kind(
        model=RiskCriteria,
        prefix="RCR",
        job="risks",
        workflow=controlled(guard=_says_how),
        sections=(
            Section(_("Criteria"), ("title", "title_alt", "lang")),
            Section(_("Method"), ("method", "method_alt", "treating", "treating_alt", "depths")),
            Section(_("Scales"), ("likelihoods", "consequences", "bands", "appetite")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        audience=Audience.PUBLIC,
        columns=("ref", "title", "appetite", "owner", "review_due", "state"),
        grants={
            "aims_manager": "create edit submit revise",
            "designated_management": "approve return",
            "top_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("rests_on", _("rests on")), Relation("evidence", _("evidence"))),
        relies_on=("rests_on",),
        review_months=12,
        retention_years=10,
    )
)
