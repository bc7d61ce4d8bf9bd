"""The kind DeclinedSuggestion: a decision with a reason, withdrawn where it was wrong."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import Kind, Section, register
from aims.kernel.policy import Actor
from aims.kernel.workflow import FINAL
from aims.kernel.world import World
from aims.risk.families import families
from aims.risk.models import DeclinedSuggestion
from aims.risk.suggesting import grounds
from aims.systems.models import AISystem


def _keep_grounds(one: DeclinedSuggestion, world: World, _actor: Actor) -> None:
    system = world.get(AISystem, one.system_id)
    keys = (ground.key for ground in grounds(world, system) if ground.family == one.family) if system else ()
    one.grounds = [{"ground": key} for key in dict.fromkeys(keys)]


def _entitle(one: DeclinedSuggestion) -> None:
    """Family and system, in both languages."""
    label = families()[one.family].label
    one.title, one.title_alt, one.lang = f"{label['en']}: {one.system.ref}", f"{label['zh']}：{one.system.ref}", "en"


DECLINED = register(
    Kind(
        model=DeclinedSuggestion,
        prefix="DCS",
        job="risks",
        workflow=FINAL,
        sections=(Section(_("Declined suggestion"), ("title", "system", "family", "why")),),
        columns=("ref", "title", "system", "family", "state"),
        filters=("state", "system", "family"),
        grants=dict.fromkeys(("aims_manager", "risk_owner", "system_owner"), "create retire"),
        under="system",
        completes=_keep_grounds,
        entitles=_entitle,
        is_decision=True,
        retention_years=10,
    )
)
