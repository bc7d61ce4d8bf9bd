"""A.2, policies related to AI, as code."""

from django.utils.translation import gettext_lazy as _

from aims.conformity.documents import asks_for, to_write
from aims.conformity.policies import ai_policy, beside_out_of_force, not_by_top_management
from aims.kernel.checks import Gap, Verdict, check, verdict
from aims.kernel.world import World


@check(
    "iso42001:2023/A.2.2",
    states=_("Exactly one AI policy is in force, approved by top management and not past its review."),
)
def ai_policy_is_in_force(world: World) -> Verdict:
    policy = ai_policy(world)
    return asks_for(world, policy, "text", extra=not_by_top_management(world, policy.in_force))


@check(
    "iso42001:2023/A.2.3",
    states=_(
        "The AI policy in force says which other policies apply to or are touched by what we want with AI, and every "
        "policy it is linked to is in force and not past its review."
    ),
)
def other_policies_are_compared(world: World) -> Verdict:
    policy = ai_policy(world)
    found = asks_for(world, policy, "other_policies")
    gaps = beside_out_of_force(world, policy.sound) if found.depth else []
    if not gaps:
        return found
    return verdict(policy.sound, [*policy.gaps, *gaps], old=policy.old, depth=policy.depth, notes=policy.notes)


@check(
    "iso42001:2023/A.2.4",
    states=_("The AI policy in force has a day for its next review, and that day is not over."),
)
def ai_policy_is_reviewed(world: World) -> Verdict:
    policy = ai_policy(world)
    unset = [
        Gap("review_unset", to_write(world, p, "review_due"), {"ref": p.ref}, p.id)
        for p in policy.in_force
        if p.review_due is None
    ]
    return asks_for(world, policy, extra=unset)
