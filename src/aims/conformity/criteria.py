"""The numbers of the evaluation criteria in force, or our proposals where none are approved."""

from aims.kernel.world import World

from .models import EvaluationCriteria


def criteria(world: World) -> EvaluationCriteria:
    """The criteria approved last; without any, an unsaved one with our defaults and no ref.

    Our defaults are proposals and stand in no standard: whoever shows a number says so when `ref` is empty.
    """
    approved = world.in_force(EvaluationCriteria)
    return max(approved, key=lambda c: c.stamp.seq) if approved else EvaluationCriteria()
