"""The kinds RecordingPlan and Baseline: what is kept of decisions, and what later ones are compared with."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.wording import filled
from aims.kernel.workflow import FINAL, Words, controlled
from aims.kernel.world import World
from aims.monitoring.models import Baseline, RecordingPlan
from aims.monitoring.recording import plan_of

_EVIDENCE = Relation("evidence", _("evidence"))


def _says_who_reads(plan: RecordingPlan) -> Words | None:
    if not plan.readers:
        return _("Say who may read it.")
    return None if plan.inputs or plan.others == RecordingPlan.Rest.DROP else _("Name the fields, or drop the others.")


def _is_the_only_one(plan: RecordingPlan, world: World) -> Iterable[Words]:
    held = plan_of(world, plan.system_id)
    if held and held.id != plan.id:
        yield filled(_("%(ref)s is in force for this system: revise that one, or withdraw it."), {"ref": held.ref})


RECORDING_PLAN = register(
    Kind(
        model=RecordingPlan,
        prefix="RPL",
        job="systems",
        workflow=controlled(guard=_says_who_reads, unready=_is_the_only_one),
        sections=(
            Section(_("Recording"), ("title", "title_alt", "lang", "system")),
            Section(_("Fields"), ("inputs", "others", "texts")),
            Section(_("Meaning"), ("positive", "score_means", "outcome_means")),
            Section(_("Groups of people"), ("groups",)),
            Section(_("Care"), ("readers", "owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "system", "owner", "review_due", "state"),
        filters=("state", "system", "owner"),
        grants={
            **dict.fromkeys(("developer", "operator", "data_steward"), "create edit submit revise"),
            "system_owner": "create edit submit revise approve return",
            "aims_manager": "create edit submit revise retire",
            **dict.fromkeys(("legal", "data_owner", "designated_management"), "approve return retire"),
            OWNER: "edit submit revise",
        },
        relations=(_EVIDENCE,),
        relies_on=("system",),
        review_months=12,
        retention_years=10,
    )
)
_FREEZES = "create retire link unlink attach detach"
BASELINE = register(
    Kind(
        model=Baseline,
        prefix="BSL",
        job="systems",
        workflow=FINAL,
        sections=(
            Section(_("Baseline"), ("title", "title_alt", "lang", "system", "release", "owner", "unit")),
            Section(_("Frozen from"), ("origin", "first_day", "last_day", "file_name", "rows", "digest", "earlier")),
        ),
        columns=("ref", "title", "system", "release", "first_day", "last_day", "rows", "state"),
        filters=("state", "system"),
        grants=dict.fromkeys(("developer", "operator", "system_owner", "verifier", "aims_manager"), _FREEZES),
        relations=(_EVIDENCE,),
        retention_years=10,
    )
)
