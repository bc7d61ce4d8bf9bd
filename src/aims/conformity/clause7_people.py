"""Clauses 7.2 and 7.3 as code: whether people can do what their roles take, and know what everybody must."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.organisation.competence import expires_on, holders, profiles
from aims.organisation.fields import Topic
from aims.organisation.models import Competence, CompetenceRequirement

from .awareness import awareness
from .competence import KIND, has_evidence, is_planned, profile_gaps, roles_of_work, shortfall
from .criteria import day, late_notes
from .documents import asks_for, is_kept
from .entries import none_recorded, over_entries
from .policies import ai_policy
from .register import short


@check(
    "iso42001:2023/7.2-a",
    states=_(
        "Each role that somebody holds, or that the criteria need, has a competence requirement in force with an owner "
        "who is still here, looked at again within its interval."
    ),
)
def roles_have_competence_requirements(world: World) -> Verdict:
    wanted, present = roles_of_work(world), profiles(world)
    entries = [present[role] for role in wanted if role in present]
    missing = (
        profile_gaps(world, wanted) if world.all(CompetenceRequirement) else none_recorded(world, CompetenceRequirement)
    )
    found = over_entries(world, entries, missing=missing)
    is_kept_up = entries and all(
        is_kept(world, entry, KINDS.of(CompetenceRequirement).review_months or 12) for entry in entries
    )
    return replace(found, depth=Depth.OPERATING) if is_kept_up else found


@check(
    "iso42001:2023/7.2-b",
    states=_(
        "Whoever holds a role that asks for competence was rated competent by somebody else, on the level that is "
        "asked for and not expired, or works under supervision with a plan that has a day."
    ),
)
def role_holders_are_competent(world: World) -> Verdict:
    gaps = list(_nobody_asked(world))
    sound, old, looked_at = list[Record](), list[Record](), list[Record]()
    for holder in holders(world):
        gap = shortfall(world, holder)
        if gap:
            gaps.append(gap)
        if holder.rating:
            (sound if not gap else old if gap.code == "competence_expired" else looked_at).append(holder.rating)
    notes = late_notes(world, sound)
    silent = Status.UNMET if holders(world) else Status.UNKNOWN
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=Depth.OPERATING, notes=notes, silent=silent)


def _nobody_asked(world: World) -> Iterable[Gap]:
    """Where no role that somebody holds has a competence requirement yet: the steps towards one."""
    if holders(world):
        return []
    return none_recorded(world, CompetenceRequirement) or profile_gaps(world, roles_of_work(world))


@check(
    "iso42001:2023/7.2-c",
    states=_(
        "Each training that was to close a gap was assessed by its day, by somebody other than who was trained, "
        "against what was set beforehand."
    ),
)
def training_is_evaluated(world: World) -> Verdict:
    begun = [one for one in world.in_force(Competence) if any(s.action == "train" for s in world.history(one))]
    planned = [one for one in begun if is_planned(world, one)]
    overdue = [holder for holder in holders(world) if holder.rating in begun and holder.rating.state == "in_training"]
    gaps = [gap for holder in overdue if (gap := shortfall(world, holder))]
    done = [one for one in begun if one.effect]
    if not (done or gaps or planned):
        unplanned = [g for h in holders(world) if (g := shortfall(world, h)) and g.code == "competence_gap"]
        return verdict([], unplanned or [Gap("no_training")], silent=Status.UNKNOWN)
    depth = Depth.EFFECTIVE if all(one.state == "competent" for one in done) else Depth.OPERATING
    notes = [Gap("in_work", None, {"n": len(planned)})] if planned else []
    return verdict(done, gaps, looked_at=[h.rating for h in overdue if h.rating], depth=depth, notes=notes)


@check(
    "iso42001:2023/7.2-d",
    states=_("Each rating “competent” has its evidence linked or attached, and is not expired."),
)
def ratings_have_evidence(world: World) -> Verdict:
    rated = [holder for holder in holders(world) if holder.rating and holder.rating.state == "competent"]
    sound, old, looked_at, gaps = list[Record](), list[Record](), list[Record](), list[Gap]()
    for holder in rated:
        rating = holder.rating
        assert rating is not None
        if world.passed(expires_on(world, rating)):
            old.append(rating)
            gaps += filter(None, [shortfall(world, holder)])
        elif not has_evidence(rating):
            looked_at.append(rating)
            gaps.append(
                Gap(
                    "evidence_missing",
                    Do(KIND.name, "link", rating.id, {"relation": "evidence"}),
                    {"ref": rating.ref},
                    rating.id,
                )
            )
        else:
            sound.append(rating)
    if not rated:
        gaps = [*_nobody_asked(world), *(g for h in holders(world) if (g := shortfall(world, h)))]
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=Depth.OPERATING, silent=Status.UNKNOWN)


@check(
    "iso42001:2023/7.3-a",
    states=_(
        "Enough of the people at work passed questions on the AI policy, in a course taken since the policy in force "
        "was approved; how many is enough, the criteria say."
    ),
)
def people_know_the_policy(world: World) -> Verdict:
    policy = ai_policy(world)
    if not policy.in_force:
        return asks_for(world, policy)
    since = max(day(one.stamp.at) for one in policy.in_force)
    return awareness(world, Topic.POLICY, since=since)


@check(
    "iso42001:2023/7.3-b",
    states=_("Enough of the people at work passed, within its interval, questions on what they contribute themselves."),
)
def people_know_their_part(world: World) -> Verdict:
    return awareness(world, Topic.CONTRIBUTION)


@check(
    "iso42001:2023/7.3-c",
    states=_(
        "Enough of the people at work passed, within its interval, questions on what follows when requirements are not "
        "met, and on where to raise a concern."
    ),
)
def people_know_what_follows(world: World) -> Verdict:
    return awareness(world, Topic.CONSEQUENCE, Topic.CONCERN)
