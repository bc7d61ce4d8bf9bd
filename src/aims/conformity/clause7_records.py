"""Clause 7.5, what keeps documents and records findable, protected, kept and current, as code."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.links import ATTACHMENT
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import AccessReview, Disposal, ExternalDocument, RestoreTest, RetentionRule
from aims.organisation.models.documents import EVERYTHING

from .clause7 import documents_in_force, none_in_force
from .criteria import criteria, late_notes, measured_by, took_place
from .documents import section_gaps
from .entries import none_recorded, over_entries
from .judgements import part_judged
from .register import SHOWN

type Fault[R: Record] = Callable[[R], Gap | None]


def last_of[R: Record](world: World, model: type[R]) -> R | None:
    """The last time that something of `model` was done."""
    return max(world.in_force(model), key=lambda one: (took_place(one), one.stamp.seq), default=None)


def due_again(world: World, one: Record, months: str) -> dt.date:
    return months_after(took_place(one), getattr(criteria(world), months))


def _last_sound[R: Record](world: World, model: type[R], months: str, fault: Fault[R]) -> tuple[list[R], list[Gap]]:
    """The last trial if it is within its interval and has no `fault`, else why it does not count."""
    kind, last = KINDS.of(model), last_of(world, model)
    again = Do(kind.name, "create")
    if last is None:
        return [], [Gap("trial_never", again, {"kind": kind.label})]
    due = due_again(world, last, months)
    if world.passed(due):
        params = {"ref": last.ref, "date": took_place(last), "due": due}
        return [], [Gap("trial_stale", again, params, last.id, months)]
    gap = fault(last)
    return ([], [gap]) if gap else ([last], [])


def _restored(world: World) -> tuple[list[RestoreTest], list[Gap]]:
    def differs(test: RestoreTest) -> Gap | None:
        if test.result == RestoreTest.Result.IDENTICAL:
            return None
        return Gap("restore_differs", Do(test.kind, "create"), {"ref": test.ref}, test.id)

    return _last_sound(world, RestoreTest, "restore_months", differs)


def _tried(world: World, whole: str, part: str, never: str, failed: str) -> tuple[list[AccessReview], list[Gap]]:
    """The last access review if the trial that it counts in `whole` was made and succeeded each time."""

    def fault(review: AccessReview) -> Gap | None:
        tried, went_well = getattr(review, whole), getattr(review, part)
        if tried and tried == went_well:
            return None
        params = {"ref": review.ref, "n": tried, "m": tried - went_well}
        return Gap(failed if tried else never, Do(review.kind, "create"), params, review.id)

    return _last_sound(world, AccessReview, "access_months", fault)


def _shown(world: World, *trials: type[Record]) -> list[Record]:
    """What was tried of `trials`, whatever came of it."""
    return [one for model in trials if (one := last_of(world, model)) is not None]


@check(
    "iso42001:2023/7.5.1-b",
    states=_(
        "Somebody judged within the interval that the documents in force, those from outside among them, are what is "
        "needed in writing. Which controls ask for more is not evidenced here yet, so partly is the most."
    ),
)
def documents_needed_are_determined(world: World) -> Verdict:
    documents = documents_in_force(world)
    if not documents:
        return none_in_force(world)
    outside = world.in_force(ExternalDocument)
    part = _("that the list of documents holds what is needed in writing")
    judged, gaps = part_judged(world, "iso42001:2023/7.5.1-b", part, frozenset())
    gaps.append(Gap("part_unseen", None, {"part": _("which controls that apply ask for documents")}))
    sound = [*documents, *outside, *judged]
    return verdict(sound, gaps, notes=measured_by(world, "judgement_months"))


@check(
    "iso42001:2023/7.5.2-b",
    states=_(
        "There are files, all of formats that are taken in, and the last restore of a backup within the interval "
        "opened each and found its digest unchanged."
    ),
)
def files_open_and_are_unchanged(world: World) -> Verdict:
    holders = [r for kind in KINDS for r in world.all(kind.model) if any(k.relation == ATTACHMENT for k in r.links)]
    restored, gaps = _restored(world)
    if not holders:
        return verdict([], [])
    notes = measured_by(world, "restore_months")
    sound = [] if gaps else [*restored, *holders[:SHOWN]]
    return verdict(sound, gaps, looked_at=holders[:SHOWN] if gaps else (), depth=Depth.OPERATING, notes=notes)


@check(
    "iso42001:2023/7.5.3-a",
    states=_(
        "In the last access review within the interval, people who need documents were asked to find some and found "
        "each within the limit that the criteria set."
    ),
)
def documents_are_found_where_needed(world: World) -> Verdict:
    documents = documents_in_force(world)
    if not documents:
        return none_in_force(world)
    tried, gaps = _tried(world, "sought", "found_in_time", "search_untried", "search_failed")
    notes = [*measured_by(world, "access_months", "find_minutes"), *late_notes(world, [*tried])]
    sound = [*tried, *documents] if tried else []
    return verdict(sound, gaps, looked_at=documents if gaps else (), depth=Depth.EFFECTIVE, notes=notes)


@check(
    "iso42001:2023/7.5.3-b",
    states=_(
        "In the last access review within the interval, every attempt by somebody without the right was refused; the "
        "last restore test found records, files and log unchanged."
    ),
)
def documents_are_protected(world: World) -> Verdict:
    tried, gaps = _tried(world, "tried", "refused", "refusal_untried", "refusal_failed")
    restored, missing = _restored(world)
    sound: list[Record] = [*tried, *restored]
    looked_at = [one for one in _shown(world, AccessReview, RestoreTest) if one not in sound]
    depth = Depth.EFFECTIVE if tried and restored else Depth.OPERATING
    notes = [*measured_by(world, "access_months", "restore_months"), *late_notes(world, sound)]
    return verdict(sound, [*gaps, *missing], looked_at=looked_at, depth=depth, notes=notes, silent=Status.UNKNOWN)


@check(
    "iso42001:2023/7.5.3-d",
    states=_("A backup was restored within the interval, and every record and file came back with its digest."),
)
def backups_can_be_restored(world: World) -> Verdict:
    restored, gaps = _restored(world)
    last = _shown(world, RestoreTest) if gaps else []
    old = last if gaps and gaps[0].code == "trial_stale" else []
    notes = [*measured_by(world, "restore_months"), *late_notes(world, [*restored])]
    depth, silent = Depth.EFFECTIVE, Status.UNKNOWN
    return verdict(restored, gaps, old=old, looked_at=last, depth=depth, notes=notes, silent=silent)


@check(
    "iso42001:2023/7.5.3-f",
    states=_(
        "A retention rule that has an owner and was looked at in time covers every kind of which there are records. "
        "What was disposed of before its time says why."
    ),
)
def records_are_kept_and_disposed_of_by_rule(world: World) -> Verdict:
    rules = world.in_force(RetentionRule)
    covered = frozenset[str]().union(*(rule.covered for rule in rules))
    missing = none_recorded(world, RetentionRule)
    if rules and EVERYTHING not in covered:
        held = [kind for kind in KINDS if kind.prefix not in covered and world.all(kind.model)]
        missing = [
            Gap("kind_unruled", Do("retention_rule", "create", prefill={"prefixes": k.prefix}), {"kind": k.plural})
            for k in held
        ]
    found = over_entries(world, rules, missing=missing)
    early = [one for one in world.in_force(Disposal) if one.early_why]
    notes = [Gap("disposed_early", None, {"ref": one.ref}, one.id) for one in early][:3]
    return Verdict(found.status, found.depth, found.evidence, found.gaps, (*found.notes, *notes))


@check(
    "iso42001:2023/7.5.3-g",
    states=_(
        "Each document from outside has an issuer, an edition and an owner who is still here, and was checked for a "
        "newer edition within its interval."
    ),
)
def documents_from_outside_are_controlled(world: World) -> Verdict:
    known, none = world.in_force(ExternalDocument), none_recorded(world, ExternalDocument)
    return over_entries(world, known, lambda one: section_gaps(world, one, "issuer", "edition_used"), none)
