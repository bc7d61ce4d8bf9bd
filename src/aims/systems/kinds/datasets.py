"""The kinds of A.7: datasets, what their quality is measured by, and what was measured."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, REGISTER
from aims.systems.models.datasets import Dataset, DatasetQuality, QualityCriterion
from aims.systems.supply import DATASET_LIFE

_NAMES = ("title", "title_alt", "lang")
_DECIDES = "approve_use approve reject restrict lift"
_KEEPS = "create edit describe check_quality dispose"

DATASET = register(
    Kind(
        model=Dataset,
        prefix="DST",
        job="systems",
        workflow=DATASET_LIFE,
        sections=(
            Section(_("Dataset"), (*_NAMES, "release", "purpose", "uses", "restrictions", "rows")),
            Section(_("Origin"), ("source", "supplier", "provenance", "acquired_on", "collector", "parent", "digest")),
            Section(_("Rights"), ("rights", "lawful_basis", "security_class", "retained_until")),
            Section(_("People in it"), ("personal_data", "persons_concerned", "groups_represented", "groups_missing")),
            Section(_("Preparation"), ("preparation", "preparation_steps", "preparation_why", "labelling_guideline")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "release", "source", "lawful_basis", "owner", "review_due", "state"),
        filters=("state", "source", "lawful_basis", "unit", "owner"),
        grants={
            **dict.fromkeys(("data_steward", "aims_manager"), _KEEPS),
            **dict.fromkeys(("developer", "system_owner"), "create edit describe"),
            **dict.fromkeys(("data_owner", "designated_management"), _DECIDES),
            OWNER: _DECIDES,
        },
        relations=(Relation("evidence", _("evidence")),),
        review_months=12,
        retention_years=10,
    )
)
_MEASURERS = ("data_steward", "data_owner", "developer", "verifier", "aims_manager")
QUALITY_CRITERION = register(
    Kind(
        model=QualityCriterion,
        prefix="DQC",
        job="systems",
        workflow=REGISTER,
        sections=(
            Section(_("Criterion"), (*_NAMES, "dataset", "measure", "direction", "limit", "why", "owner", "unit")),
        ),
        columns=("ref", "title", "dataset", "measure", "direction", "limit", "state"),
        filters=("state", "dataset", "measure"),
        grants={
            **dict.fromkeys(("data_steward", "data_owner", "aims_manager"), "create edit retire reinstate"),
            OWNER: "edit",
        },
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
DATASET_QUALITY = register(
    Kind(
        model=DatasetQuality,
        prefix="DQM",
        job="systems",
        workflow=FINAL,
        sections=(
            Section(_("Measurement"), (*_NAMES, "criterion", "value", "method", "happened_on", "owner", "unit")),
        ),
        columns=("ref", "title", "criterion", "value", "author", "happened_on", "state"),
        filters=("state", "criterion"),
        grants={**dict.fromkeys(_MEASURERS, "create retire"), "integration": "create"},
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
