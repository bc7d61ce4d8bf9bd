"""Clause 5, leadership, as code."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment
from aims.kernel.world import World
from aims.lib.clock import months_after

from .criteria import criteria, measured_by, took_place
from .documents import asks_for
from .holders import held_now, holders, vacancy
from .judgements import part_judged
from .models import IssuedPosture
from .policies import ai_policy, beside_out_of_force, not_by_top_management


@check(
    "iso42001:2023/5.1-a",
    states=_(
        "The AI policy in force was approved by somebody who held the role top management that day. That objectives "
        "exist and fit the direction is not evidenced here yet, so partly is the most."
    ),
)
def top_management_stands_behind_the_policy(world: World) -> Verdict:
    policy = ai_policy(world)
    wrong = not_by_top_management(world, policy.in_force)
    if wrong or not policy.in_force:
        return asks_for(world, policy, extra=wrong)
    unseen = Gap("part_unseen", None, {"part": _("that objectives exist and fit the direction")})
    return verdict(policy.sound, [*policy.gaps, unseen], old=policy.old, depth=policy.depth, notes=policy.notes)


@check(
    "iso42001:2023/5.2-a",
    states=_(
        "Exactly one AI policy is in force, approved by top management, not past its review, and it says why it suits "
        "what this organisation is for."
    ),
)
def ai_policy_suits_the_purpose(world: World) -> Verdict:
    policy = ai_policy(world)
    return asks_for(world, policy, "purpose", extra=not_by_top_management(world, policy.in_force))


@check(
    "iso42001:2023/5.2-b",
    states=_("The AI policy in force says how AI objectives follow from it."),
)
def ai_policy_frames_objectives(world: World) -> Verdict:
    return _policy_says(world, "objectives_frame")


@check(
    "iso42001:2023/5.2-c",
    states=_("The AI policy in force names the sentence that commits to meeting the requirements that apply."),
)
def ai_policy_commits_to_requirements(world: World) -> Verdict:
    return _policy_says(world, "commitment_requirements")


@check(
    "iso42001:2023/5.2-d",
    states=_("The AI policy in force names the sentence that commits to improving the management system continually."),
)
def ai_policy_commits_to_improvement(world: World) -> Verdict:
    return _policy_says(world, "commitment_improvement")


@check(
    "iso42001:2023/5.2-e",
    states=_(
        "An AI policy is in force, approved by another person than who wrote it, not past its review, and it says who "
        "can get it."
    ),
)
def ai_policy_is_written_and_available(world: World) -> Verdict:
    return asks_for(world, ai_policy(world), "text", "availability")


@check(
    "iso42001:2023/5.2-f",
    states=_(
        "The AI policy in force names the other policies it leans on or touches, or says that there is none, and every "
        "policy it is linked to is in force itself and not past its review."
    ),
)
def ai_policy_points_to_other_policies(world: World) -> Verdict:
    policy = ai_policy(world)
    fields = [] if all(world.linked(p, "beside") for p in policy.in_force) else ["other_policies"]
    found = asks_for(world, policy, *fields)
    gaps = beside_out_of_force(world, policy.sound) if found.depth else []
    if not gaps:
        return found
    return verdict(policy.sound, [*policy.gaps, *gaps], old=policy.old, depth=policy.depth, notes=policy.notes)


@check(
    "iso42001:2023/5.2-h",
    states=_("It is decided, in the AI policy in force, who outside can get it, and how, or why they do not."),
)
def ai_policy_is_available_outside(world: World) -> Verdict:
    return _policy_says(world, "availability", "availability_how")


def _policy_says(world: World, *fields: str) -> Verdict:
    """What a text offers is *designed*, however often it is reviewed."""
    policy = ai_policy(world)
    return asks_for(world, policy._replace(depth=min(policy.depth, Depth.DESIGNED)), *fields)


@check(
    "iso42001:2023/5.3-a",
    states=_(
        "Every role that the criteria name is held today, and somebody other than who entered the assignments judged "
        "that the holders know their responsibilities."
    ),
)
def roles_are_assigned(world: World) -> Verdict:
    needed = criteria(world).roles_needed
    held = [a for a in held_now(world) if a.role in needed]
    filled = {a.role for a in held}
    gaps = [vacancy(world, role) for role in needed if role not in filled]
    entered = frozenset[UUID]().union(*(world.authors(a) for a in held))
    judged, missing = part_judged(
        world, "iso42001:2023/5.3-a", _("that the holders know their responsibilities"), entered
    )
    return verdict([*held, *judged], gaps + missing, notes=measured_by(world, "judgement_months"))


@check(
    "iso42001:2023/5.3-b",
    states=_(
        "Somebody is today responsible for the management system meeting the standard, and did not give themself that "
        "responsibility."
    ),
)
def somebody_answers_for_conformity(world: World) -> Verdict:
    held, gaps = _responsible(world)
    return verdict(held, gaps)


def _responsible(world: World) -> tuple[list[Assignment], list[Gap]]:
    held = holders(world, "aims_manager")
    if not held:
        return [], [vacancy(world, "aims_manager")]
    return held, []


@check(
    "iso42001:2023/5.3-c",
    states=_(
        "Whoever answers for reporting gave somebody who holds the role top management an issued posture within the "
        "interval."
    ),
)
def top_management_is_told_how_the_system_performs(world: World) -> Verdict:
    held, gaps = _responsible(world)
    using = criteria(world)
    reports = sorted(_reports(world), key=lambda p: (took_place(p), p.stamp.seq))
    notes = measured_by(world, "report_months")
    if held and reports and not world.passed(months_after(took_place(reports[-1]), using.report_months)):
        return verdict([*held, reports[-1]], gaps, depth=Depth.OPERATING, notes=notes)
    act = Do(KINDS.of(IssuedPosture).name, "create", prefill=_to_top_management(world))
    params: dict[str, dt.date] = {"date": took_place(reports[-1])} if reports else {}
    report = Gap("report_stale" if reports else "report_never", act, params, None, using.ref)
    return verdict(held, [*gaps, report], notes=notes)


def _reports(world: World) -> list[IssuedPosture]:
    """The postures given to somebody who then held the role top management, by whoever answers for reporting."""
    found = []
    for issued in world.in_force(IssuedPosture):
        roles_then = {(a.person_id, a.role) for a in world.all(Assignment) if a.covers(took_place(issued))}
        if (issued.given_to_id, "top_management") in roles_then and (issued.author_id, "aims_manager") in roles_then:
            found.append(issued)
    return found


def _to_top_management(world: World) -> dict[str, object]:
    top = holders(world, "top_management")
    return {"title": _("How the management system performs"), **({"given_to": top[0].person_id} if top else {})}
