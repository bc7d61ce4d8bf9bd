"""What the checks on the AI policy share, in clause 5.2 and in A.2."""

from aims.kernel.checks import Gap
from aims.kernel.models import Assignment, Person, name_of
from aims.kernel.world import World
from aims.organisation.models import Policy

from .criteria import day
from .documents import Found, found, next_step, to_write


def ai_policy(world: World) -> Found[Policy]:
    """The AI policy in force; exactly one is asked for."""
    return _about(world, Policy.Topic.AI)


def acceptable_use(world: World) -> Found[Policy]:
    """The policy on the acceptable use of AI tools in force."""
    return _about(world, Policy.Topic.ACCEPTABLE_USE)


def _about(world: World, topic: Policy.Topic) -> Found[Policy]:
    return found(world, Policy, {"topic": topic.value}, lambda p: p.topic == topic, topic.label)


def not_by_top_management(world: World, policies: list[Policy]) -> list[Gap]:
    """A gap for each policy whose approver did not hold the role top management on the day of approval."""
    gaps = []
    for policy in policies:
        on = day(policy.stamp.at)
        held = (a for a in world.all(Assignment) if a.person_id == policy.stamp.actor and a.covers(on))
        if not any(a.role == "top_management" for a in held):
            by = world.get(Person, policy.stamp.actor)
            params = {"ref": policy.ref, "person": name_of(by) if by else "OpenAIMS"}
            gaps.append(Gap("approved_by_wrong_role", to_write(world, policy), params, policy.id))
    return gaps


def beside_out_of_force(world: World, policies: list[Policy]) -> list[Gap]:
    """A gap for each policy that an AI policy stands beside and that is not in force itself, or past its review."""
    gaps = []
    for policy in policies:
        for other in world.linked(policy, "beside"):
            current = world.get_in_force(Policy, other.id)
            if current is None:
                act = next_step(other).do if other.state != "withdrawn" else to_write(world, policy)
                pair, names = {"ref": policy.ref, "other": other.ref}, {"ref": policy.id}
                gaps.append(Gap("linked_not_in_force", act, pair, other.id, names=names))
            elif world.passed(current.review_due):
                params = {"ref": other.ref, "date": current.review_due}
                gaps.append(Gap("review_overdue", to_write(world, current), params, other.id))
    return gaps
