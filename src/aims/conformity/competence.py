"""What the checks on competence share: why a person in a role does not show it, and the act that goes on from there."""

from collections.abc import Iterator

from aims.kernel.checks import Do, Gap
from aims.kernel.kinds import KINDS
from aims.kernel.links import ATTACHMENT
from aims.kernel.models import name_of
from aims.kernel.roles import role_name, roles
from aims.kernel.world import World
from aims.organisation.competence import Holder, expires_on, needs_profile, profiles
from aims.organisation.models import Competence, CompetenceRequirement

from .criteria import criteria
from .entries import waiting
from .holders import held_now

KIND = KINDS.of(Competence)
_NEXT = {"required": "assess", "assessed": "approve", "competent": "assess", "gap": "train", "in_training": "assess"}


def roles_of_work(world: World) -> list[str]:
    """The roles that somebody holds, and those that the criteria need, in the order of the list."""
    found = {held.role for held in held_now(world)} | set(criteria(world).roles_needed)
    return [role for role in roles() if role in found and needs_profile(role)]


def profile_gaps(world: World, wanted: list[str]) -> Iterator[Gap]:
    """For each of `wanted` without a requirement in force, the next step towards one."""
    present = profiles(world)
    for role in wanted:
        if role not in present:
            create = Do("competence_requirement", "create", prefill={"role": role})
            none = Gap("profile_missing", create, {"role": role_name(role)})
            yield from waiting(world, CompetenceRequirement, lambda one, role=role: one.role == role) or [none]  # type: ignore[misc]


def is_planned(world: World, rating: Competence) -> bool:
    """Whether somebody works under supervision towards a day that is not over."""
    return rating.state == "in_training" and not world.passed(rating.plan_due)


def shortfall(world: World, holder: Holder) -> Gap | None:
    """Why `holder` is neither competent today nor on a dated plan under supervision."""
    rating = holder.rating
    params: dict[str, object] = {"person": name_of(holder.person), "role": role_name(holder.role)}
    if rating is None:
        prefill = {"person": holder.person.id, "role": holder.role}
        return Gap("competence_unrated", Do(KIND.name, "create", prefill=prefill), params, holder.person.id)
    if holder.is_competent(world) or is_planned(world, rating):
        return None
    ends = expires_on(world, rating)
    params |= {"ref": rating.ref, "date": rating.plan_due if rating.state == "in_training" else ends}
    act = Do(KIND.name, _NEXT[rating.state], rating.id)
    if rating.state == "assessed" and rating.level < holder.profile.level:
        return Gap("competence_below", Do(KIND.name, "find_gap", rating.id), params, rating.id)
    if rating.state != "competent":
        code = {"gap": "competence_gap", "in_training": "training_overdue"}.get(rating.state, "competence_waits")
    else:
        code = "competence_expired" if world.passed(ends) else "competence_low"
    return Gap(code, act, params, rating.id)


def has_evidence(rating: Competence) -> bool:
    """Whether a record is linked, or a file attached, by which the rating can be seen."""
    return any(link.relation in ("evidence", ATTACHMENT) for link in rating.links)
