"""A.4, resources for AI systems, as code."""

from django.utils.translation import gettext_lazy as _

from aims.conformity.register import governed, over_systems
from aims.kernel.checks import Verdict, check
from aims.kernel.world import World


@check(
    "iso42001:2023/A.4.2",
    states=_(
        "Every AI system in scope lists the data, tools, computing and people it needs, in a version that "
        "somebody else confirmed within the interval."
    ),
)
def resources_of_systems_are_listed(world: World) -> Verdict:
    return over_systems(world, governed(world), lambda system: None, "resources")
