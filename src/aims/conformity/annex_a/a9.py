"""A.9, use of AI systems, as code."""

from django.utils.translation import gettext_lazy as _

from aims.conformity.documents import asks_for
from aims.conformity.policies import acceptable_use
from aims.conformity.register import governed, over_systems, short
from aims.kernel.checks import Gap, Verdict, check, verdict
from aims.kernel.world import World
from aims.systems.tools import to_allow, unallowed


@check(
    "iso42001:2023/A.9.2",
    states=_(
        "A policy on the acceptable use of AI tools is in force and not past its review, and for every bought-in tool "
        "that was taken in it is recorded how people may use it. That every use was approved before it began, under "
        "oversight, is not evidenced here yet, so partly is the most."
    ),
)
def acceptable_use_is_written(world: World) -> Verdict:
    policy = acceptable_use(world)
    tools = [Gap("tool_unallowed", to_allow(tool), {"ref": tool.ref}, tool.id) for tool in unallowed(world)]
    if not policy.in_force:
        return asks_for(world, policy, extra=short(tools))
    unseen = Gap("part_unseen", None, {"part": _("that every use was approved before it began, under oversight")})
    return verdict(
        policy.sound, [*policy.gaps, *short(tools), unseen], old=policy.old, depth=policy.depth, notes=policy.notes
    )


@check(
    "iso42001:2023/A.9.4",
    states=_(
        "For every AI system in scope the intended use and what is out of bounds are written, in a version that "
        "somebody else confirmed. That it is used only so is not evidenced here yet, so partly is the most."
    ),
)
def bounds_of_use_are_written(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that the systems are used only as intended")})
    fields = ("intended_use", "out_of_bounds_use")
    return over_systems(world, governed(world), lambda system: None, *fields, gaps=[unseen])
