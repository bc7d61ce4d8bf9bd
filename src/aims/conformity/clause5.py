"""Clause 5, leadership, as code."""

from aims.kernel.checks import Depth, Verdict, check, verdict
from aims.kernel.world import World
from aims.organisation.models import Policy

from .documents import approved_gaps, section_gaps


def _ai_policies(world: World) -> list[Policy]:
    return [p for p in world.in_force(Policy) if p.topic == Policy.Topic.AI]


@check("iso42001:2023/5.2-c")
def ai_policy_commits_to_requirements(world: World) -> Verdict:
    """The AI policy in force says in which sentence it commits to meeting the requirements that apply."""
    return _policy_says(world, "commitment_requirements")


@check("iso42001:2023/5.2-d")
def ai_policy_commits_to_improvement(world: World) -> Verdict:
    """The AI policy in force says in which sentence it commits to improving the management system."""
    return _policy_says(world, "commitment_improvement")


@check("iso42001:2023/5.2-e")
def ai_policy_is_written_and_available(world: World) -> Verdict:
    """One AI policy is in force, approved by another than its author, not past its review, and says who can get it."""
    policies = _ai_policies(world)
    gaps = approved_gaps(world, Policy, policies, {"topic": "ai"}, only=lambda p: p.topic == Policy.Topic.AI)
    gaps += [g for p in policies for g in section_gaps(world, p, "availability")]
    return verdict(policies, gaps, depth=Depth.OPERATING)


def _policy_says(world: World, section: str) -> Verdict:
    policies = _ai_policies(world)
    if not policies:
        gaps = approved_gaps(world, Policy, policies, {"topic": "ai"}, only=lambda p: p.topic == Policy.Topic.AI)
        return verdict((), gaps)
    return verdict(policies, [g for p in policies for g in section_gaps(world, p, section)])
