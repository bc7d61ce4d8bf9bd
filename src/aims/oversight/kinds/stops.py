"""The kind SystemStop: one act stops, a signature and a reason start again."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.denied import Denied
from aims.kernel.kinds import Kind, Relation, Section, register
from aims.kernel.models import Record
from aims.kernel.policy import Actor
from aims.kernel.workflow import Workflow, move
from aims.kernel.world import World
from aims.oversight.models import SystemStop
from aims.oversight.plans import plan_of
from aims.systems.models import AISystem


def _is_for_the_actor(stop: SystemStop, world: World, actor: Actor) -> None:
    """Where a plan says who may stop the system, others may not."""
    system = world.get(AISystem, stop.system_id)
    plan = plan_of(world, stop.system_id)
    if system:
        stop.unit_id = system.unit_id
    if plan and not actor.is_system and not any(actor.holds(role) for role in plan.stoppers):
        raise Denied(
            "not_ready",
            ref=plan.ref,
            why=_("The oversight plan does not name your roles among those who stop the system."),
        )


def _entitle(record: Record) -> None:
    """Called as its system is."""
    named = record.system  # type: ignore[attr-defined]
    record.title, record.title_alt, record.lang = named.title, named.title_alt, named.lang


SYSTEM_STOP = register(
    Kind(
        model=SystemStop,
        prefix="STP",
        job="oversight",
        workflow=Workflow(
            initial="stopped",
            editable=frozenset(),
            states={
                "stopped": pgettext_lazy("AI system", "stopped"),
                "restarted": pgettext_lazy("AI system", "restarted"),
            },
            transitions=(
                move(
                    "restart",
                    _("Restart"),
                    "stopped",
                    "restarted",
                    signed=True,
                    reason_required=True,
                ),
            ),
            ended=frozenset({"restarted"}),
        ),
        sections=(Section(_("Stop"), ("title", "system", "of_version", "of_route", "why")),),
        columns=("ref", "title", "system", "of_version", "of_route", "state"),
        filters=("state", "system"),
        grants={
            **dict.fromkeys(("human_overseer", "operator", "incident_manager", "risk_owner"), "create"),
            **dict.fromkeys(
                ("system_owner", "aims_manager", "designated_management", "top_management"),
                "create restart link unlink attach detach",
            ),
            "release_approver": "restart",
        },
        relations=(Relation("evidence", _("evidence")),),
        labels={"create": _("Stop a system")},
        entitles=_entitle,
        completes=_is_for_the_actor,
        retention_years=10,
    )
)
