"""What does not add up about a risk, pointed out wherever it is listed: the X-ray of the register and of the plan."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words
from aims.kernel.world import World

from .acceptance import is_outgrown, is_over
from .models import Risk, Treatment
from .scales import rating
from .treatments import needs_a_plan, planned

FLAGS: dict[str, Words] = {
    "unjudged": _("not judged yet"),
    "without_plan": _("above the appetite, without a plan"),
    "acceptance_over": _("its acceptance is over"),
    "acceptance_outgrown": _("accepted by less authority than the criteria ask for today"),
    "lowered_by_nothing": _("what remains is rated lower, and no control that is approved lowers it"),
}


def flags(world: World, risk: Risk) -> Iterator[str]:
    """The codes of `FLAGS` that hold for an open risk, the gravest last."""
    if not risk.is_open:
        return
    if not risk.is_judged:
        yield "unjudged"
    elif is_over(world, risk):
        yield "acceptance_over"
    elif is_outgrown(world, risk):
        yield "acceptance_outgrown"
    elif needs_a_plan(world, risk):
        yield "without_plan"
    if is_lowered(risk) and not any(names_control(one) for one in planned(world, risk)):
        yield "lowered_by_nothing"


def is_lowered(risk: Risk) -> bool:
    """Whether what is expected to remain is rated lower than today."""
    after, now = rating(risk, "residual"), rating(risk, "current")
    return after is not None and now is not None and after.number < now.number


def names_control(treatment: Treatment) -> bool:
    return bool(treatment.controls) or any(link.relation == "uses" for link in treatment.links)
