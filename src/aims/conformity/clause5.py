"""Clause 5, leadership, as code."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Record, Unit, name_of
from aims.kernel.roles import role_name
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import Policy, Process, Resolution, Responsibility

from .acknowledgements import MANAGERS, Reading, accepted, not_accepted, readers, reading
from .clause8 import running
from .criteria import criteria, measured_by, took_place
from .documents import asks_for, found, is_kept, to_write
from .entries import none_recorded, waiting
from .holders import above, held_now, holders, vacancy
from .judgements import part_judged
from .leadership import EXECUTIVES, resolved_on, sponsors
from .models import IssuedPosture
from .policies import ai_policy, beside_out_of_force, not_by_top_management
from .register import governed, short


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
    "iso42001:2023/5.1-b",
    states=_(
        "Purchasing, product development, personnel and change each contain a step of the management system: a process "
        "in force that left a record within its cycle."
    ),
)
def business_contains_the_management_system(world: World) -> Verdict:
    processes = [process for process in world.in_force(Process) if process.step_of]
    missing = none_recorded(world, Process)
    present = {process.step_of for process in processes}
    for business in Process.Within if world.in_force(Process) else ():
        if business not in present:
            missing += _step_gaps(world, business)
    return running(world, processes, missing)


def _step_gaps(world: World, business: Process.Within) -> list[Gap]:
    create = Do("process", "create", prefill={"step_of": business.value})
    none = Gap("business_without_step", create, {"business": business.label})
    return waiting(world, Process, lambda process: process.step_of == business) or [none]


@check(
    "iso42001:2023/5.1-c",
    states=_(
        "Top management resolved on resources within the interval. That requests for resources are decided in time is "
        "not evidenced here yet, so partly is the most."
    ),
)
def resources_are_resolved_on(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that requests for resources are decided in time")})
    return resolved_on(world, Resolution.Subject.RESOURCES, [unseen])


@check(
    "iso42001:2023/5.1-d",
    states=_(
        "A message from top management is in force, approved by somebody who held that role, not past its review, and "
        "in every unit that it is addressed to somebody acknowledged it."
    ),
)
def top_management_speaks_to_every_unit(world: World) -> Verdict:
    topic = Policy.Topic.MESSAGE
    message = found(world, Policy, {"topic": topic.value}, lambda p: p.topic == topic, topic.label)
    said, gaps = list[Record](), [*message.gaps, *not_by_top_management(world, message.in_force)]
    for one in message.sound:
        known = reading(world, one)
        said += known.read.values()
        gaps += _unreached(world, known)
    reached = [*message.sound, *said] if said else []
    return verdict(
        reached,
        gaps,
        old=message.old,
        looked_at=message.sound,
        depth=Depth.OPERATING,
        notes=message.notes,
        silent=Status.UNKNOWN,
    )


def _unreached(world: World, known: Reading) -> list[Gap]:
    """A gap for each unit in which nobody has read the document."""
    units: dict[UUID | None, set[UUID]] = {}
    for person in readers(world, known.document):
        units.setdefault(person.unit_id, set()).add(person.id)
    everybody = frozenset[UUID]().union(*units.values())
    gaps = []
    for pk, people in units.items():
        unit = world.get(Unit, pk)
        if unit is not None and not people & known.read.keys():
            act = replace(known.to_acknowledge, not_by=everybody - people)
            said, names = {"ref": known.document.ref, "unit": name_of(unit)}, {"ref": known.document.id}
            gaps.append(Gap("unit_unreached", act, said, unit.id, names=names))
    return short(gaps)


@check(
    "iso42001:2023/5.1-f",
    states=_(
        "Every role that the criteria name is held today, and behind each but those who lead the organisation stands a "
        "sponsor who leads it, by a responsibility in force that is not past its review."
    ),
)
def roles_are_held_and_backed(world: World) -> Verdict:
    needed, held = criteria(world).roles_needed, {a.role for a in held_now(world)}
    backed, leaders = world.in_force(Responsibility), sponsors(world)
    sound, gaps = list[Record](), [vacancy(world, role) for role in needed if role not in held]
    for role in needed:
        if role in EXECUTIVES:
            continue
        mine = [r for r in backed if role in (r.role, *r.responsible)]
        standing = [r for r in mine if r.sponsor_id in leaders and not world.passed(r.review_due)]
        sound += standing[:1]
        if not standing:
            gaps += _unbacked(world, role, mine)
    depth = (
        Depth.OPERATING if any(is_kept(world, r, criteria(world).document_months) for r in sound) else Depth.DESIGNED
    )
    holding = [a for a in held_now(world) if a.role in needed]
    return verdict([*holding, *sound], gaps, depth=depth, notes=measured_by(world, "document_months"))


def _unbacked(world: World, role: str, mine: list[Responsibility]) -> list[Gap]:
    params: dict[str, object] = {"role": role_name(role)}
    for responsibility in mine:
        act = to_write(world, responsibility, "sponsor_id")
        return [Gap("role_without_sponsor", act, params, responsibility.id)]
    create = Do("responsibility", "create", prefill={"role": role})
    return waiting(world, Responsibility, lambda r: r.role == role) or [Gap("role_without_sponsor", create, params)]


@check(
    "iso42001:2023/5.1-g",
    states=_("Top management resolved on an improvement within the interval."),
)
def top_management_promotes_improvement(world: World) -> Verdict:
    return resolved_on(world, Resolution.Subject.IMPROVEMENT)


@check(
    "iso42001:2023/5.1-h",
    states=_(
        "In every unit that has an AI system in scope, or above it, somebody is today line manager or designated "
        "management, and has accepted that role."
    ),
)
def units_are_led(world: World) -> Verdict:
    units = list(dict.fromkeys(latest.unit_id for latest, _in_force in governed(world)))
    if not units:
        return verdict(
            [],
            [Gap("nothing_recorded", Do("ai_system", "create"), {"kind": KINDS["ai_system"].label})],
            silent=Status.UNKNOWN,
        )
    managers = [a for a in held_now(world) if a.role in MANAGERS]
    said, sound, gaps = accepted(world), dict[UUID, Record](), dict[object, Gap]()
    for unit in units:
        covering = above(world, unit)
        mine = [a for a in managers if a.unit_id in covering]
        sound |= {a.id: a for a in mine if a.id in said}
        if not mine:
            gaps[unit] = vacancy(world, "line_manager", world.get(Unit, unit))
        elif not any(a.id in said for a in mine):
            gaps |= {gap.about: gap for gap in not_accepted(world, mine[:1])}
    evidence = [*sound.values(), *(said[pk] for pk in sound)]
    return verdict(evidence, short([*gaps.values()]), looked_at=managers, depth=Depth.OPERATING)


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
    "iso42001:2023/5.2-g",
    states=_(
        "Of the people to whom the AI policy in force is addressed, as many as the criteria ask have acknowledged it "
        "since its last significant change."
    ),
)
def ai_policy_is_communicated(world: World) -> Verdict:
    policy, using = ai_policy(world), criteria(world)
    said, gaps, notes = list[Record](), [*policy.gaps], [*policy.notes, *measured_by(world, "acknowledged_share")]
    is_late = False
    for one in policy.in_force:
        known = reading(world, one)
        said += sorted(known.read.values(), key=lambda ack: ack.ref)
        params = {"ref": one.ref, "version": one.edition, "n": len(known.read), "asked": known.asked}
        notes.append(Gap("acknowledged", None, params, one.id))
        if 100 * len(known.read) < using.acknowledged_share * known.asked:
            code = "not_acknowledged" if known.read else "never_acknowledged"
            gaps.append(Gap(code, known.to_acknowledge, params | {"date": known.due}, one.id, using.ref))
            is_late = is_late or any(world.passed(due) for due in known.missing.values())
    sound, old = ([*policy.sound, *said], policy.old) if said else ([], [])
    looked_at = policy.in_force if is_late and not said else []
    silent = Status.UNKNOWN if policy.in_force else Status.UNMET
    depth = Depth.OPERATING
    return verdict(sound, gaps, old=old, looked_at=looked_at, depth=depth, notes=notes, silent=silent)


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
        "Every role that the criteria name, or that answers for a responsibility in force, is held today; each holder "
        "of a named role has accepted it, and somebody other than who entered the assignments judged that the holders "
        "know their responsibilities."
    ),
)
def roles_are_assigned(world: World) -> Verdict:
    needed = criteria(world).roles_needed
    held = [a for a in held_now(world) if a.role in needed]
    filled = {a.role for a in held_now(world)}
    answering = (r.role for r in world.in_force(Responsibility) if r.role)
    gaps = [vacancy(world, role) for role in dict.fromkeys([*needed, *answering]) if role not in filled]
    gaps += not_accepted(world, held)
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
    report, missing = report_to_top_management(world)
    notes = measured_by(world, "report_months")
    if held and not missing:
        return verdict([*held, *report], gaps, depth=Depth.OPERATING, notes=notes)
    return verdict(held, [*gaps, *missing], notes=notes)


def report_to_top_management(world: World) -> tuple[list[IssuedPosture], list[Gap]]:
    """The last posture that was given to top management, if that was within the interval; else the gap."""
    using = criteria(world)
    reports = sorted(_reports(world), key=lambda p: (took_place(p), p.stamp.seq))
    if reports and not world.passed(months_after(took_place(reports[-1]), using.report_months)):
        return [reports[-1]], []
    act = Do(KINDS.of(IssuedPosture).name, "create", prefill=_to_top_management(world))
    params: dict[str, dt.date] = {"date": took_place(reports[-1])} if reports else {}
    return [], [Gap("report_stale" if reports else "report_never", act, params, None, using.ref)]


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
