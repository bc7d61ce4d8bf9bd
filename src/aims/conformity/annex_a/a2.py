"""A.2, policies related to AI, as code."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.conformity.criteria import day
from aims.conformity.documents import asks_for, section_gaps, to_write
from aims.conformity.entries import over_entries
from aims.conformity.policies import ai_policy, beside_out_of_force, not_by_top_management
from aims.kernel.checks import Do, Gap, Verdict, check, verdict
from aims.kernel.world import World
from aims.organisation.models import Obligation, PolicyAlignment


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
        "For each of seven domains another policy was compared with the AI policy within the interval, touched or not; "
        "no conflict is open past its day, and every policy that the AI policy is linked to is in force and not past "
        "its review."
    ),
)
def other_policies_are_compared(world: World) -> Verdict:
    compared, policy = world.in_force(PolicyAlignment), ai_policy(world)
    missing = beside_out_of_force(world, policy.in_force)
    present = {entry.domain for entry in compared}
    for domain in PolicyAlignment.Domain:
        if domain not in present and domain != PolicyAlignment.Domain.OTHER:
            create = Do("policy_alignment", "create", prefill={"domain": domain.value})
            missing.append(Gap("domain_not_compared", create, {"domain": domain.label}))

    def wrong(entry: PolicyAlignment) -> Iterator[Gap]:
        yield from section_gaps(world, entry, "touched", "how")
        if not entry.conflict:
            return
        if entry.settle_by is None:
            yield from section_gaps(world, entry, "settle_by")
        elif world.passed(entry.settle_by):
            params = {"ref": entry.ref, "date": entry.settle_by}
            yield Gap("conflict_open", Do(entry.kind, "edit", entry.id), params, entry.id)

    return over_entries(world, compared, wrong, missing)


@check(
    "iso42001:2023/A.2.4",
    states=_(
        "The AI policy in force has a day for its next review, that day is not over, and it was approved after the "
        "last law that binds us was taken up or changed."
    ),
)
def ai_policy_is_reviewed(world: World) -> Verdict:
    policy = ai_policy(world)
    unset = [
        Gap("review_unset", to_write(world, p, "review_due"), {"ref": p.ref}, p.id)
        for p in policy.in_force
        if p.review_due is None
    ]
    laws = [o for o in world.in_force(Obligation) if o.source == Obligation.Source.LAW]
    last = max(laws, key=lambda law: law.stamp.seq, default=None)
    since = [p for p in policy.sound if last and p.stamp.seq < last.stamp.seq]
    if unset or not since or last is None:
        return asks_for(world, policy, extra=unset)
    params = {"other": last.ref, "date": day(last.stamp.at)}
    names = {"other": last.id}
    gaps = [Gap("policy_not_weighed", to_write(world, p), {"ref": p.ref, **params}, p.id, names=names) for p in since]
    sound = [p for p in policy.sound if p not in since]
    old = [*policy.old, *since]
    return verdict(sound, [*gaps, *policy.gaps], old=old, depth=policy.depth, notes=policy.notes)
