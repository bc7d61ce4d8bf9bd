"""A.7, data for AI systems, as code."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.conformity.criteria import criteria, day, measured_by, took_place
from aims.conformity.documents import approvals, section_gaps
from aims.conformity.entries import none_recorded, over_entries, unlinked
from aims.conformity.monitored import is_within, unmeasured
from aims.conformity.supply import learned_from, learning, measure, onward, used_unapproved
from aims.kernel.checks import Do, Gap, Status, Verdict, check
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.monitoring.models import Monitor
from aims.systems.models import Dataset, QualityCriterion
from aims.systems.supply import criteria_of, last_measured


def _missing(world: World) -> list[Gap]:
    """The next step of each dataset in use that nobody approved; without any dataset, to record one."""
    found = [onward(world, dataset) for dataset in used_unapproved(world, Dataset)]
    return found or none_recorded(world, Dataset)


@check(
    "iso42001:2023/A.7.2",
    states=_(
        "Every dataset in use is approved by somebody who neither wrote nor collected it, has an owner who is still "
        "here, a purpose, a legal basis and a security class, and was reviewed within its interval."
    ),
)
def datasets_are_managed(world: World) -> Verdict:
    fields = ("purpose", "lawful_basis", "security_class")
    datasets = world.in_force(Dataset)
    return over_entries(world, datasets, lambda one: section_gaps(world, one, *fields), _missing(world))


@check(
    "iso42001:2023/A.7.3",
    states=_(
        "For every dataset in use its source, provenance, rights, the day it was obtained and the persons concerned "
        "are recorded, before anything learned from it. A dataset in use whose rights are not known makes it unmet."
    ),
)
def acquisition_is_recorded(world: World) -> Verdict:
    def wrong(dataset: Dataset) -> Iterator[Gap]:
        yield from section_gaps(world, dataset, "source", "provenance", "rights", "acquired_on")
        if dataset.is_personal:
            yield from section_gaps(world, dataset, "persons_concerned")

    datasets, unclear = world.in_force(Dataset), list(_without_rights(world))
    found = over_entries(world, datasets, wrong, [*unclear, *_missing(world)])
    notes = (*found.notes, *_used_before(world))
    return replace(found, notes=notes, status=Status.UNMET if unclear else found.status)


def _without_rights(world: World) -> Iterator[Gap]:
    for dataset in used_unapproved(world, Dataset):
        if isinstance(dataset, Dataset) and not dataset.rights:
            act = Do("dataset", "edit", dataset.id)
            yield Gap("rights_unknown", act, {"ref": dataset.ref}, dataset.id)


def _used_before(world: World) -> Iterator[Gap]:
    """A note for each dataset that was approved after something that learned from it was in force."""
    first = {c.id: approvals(world, c)[0] for c in learning(world) if approvals(world, c)}
    for dataset in world.in_force(Dataset):
        approved = next(iter(approvals(world, dataset)), None)
        users = [c for c in learning(world) if dataset.id in learned_from(c) and c.id in first]
        earlier = min(users, key=lambda c: first[c.id].seq, default=None)
        if approved and earlier and first[earlier.id].seq < approved.seq:
            params = {"ref": dataset.ref, "date": day(approved.at), "other": earlier.ref}
            yield Gap("used_before_approval", None, params, dataset.id, names={"other": earlier.id})


@check(
    "iso42001:2023/A.7.4",
    states=_(
        "Every dataset in use has quality criteria, and by each of them a measurement that was made after the limit "
        "was set, within the interval, and keeps the limit; or a monitor in force watches it that was measured in time "
        "and lies within its limit."
    ),
)
def quality_is_measured(world: World) -> Verdict:
    found = over_entries(world, world.in_force(Dataset), lambda one: _quality(world, one), _missing(world))
    return replace(found, notes=(*found.notes, *measured_by(world, "quality_months")))


def _quality(world: World, dataset: Dataset) -> Iterator[Gap]:
    known, watching = criteria_of(world, dataset), _watching(world, dataset)
    for monitor in watching:
        yield from unmeasured(world, monitor)
        if not is_within(world, monitor):
            yield Gap("limit_passed", None, {"ref": monitor.ref}, monitor.id)
    if not known and not watching:
        given = {"dataset": dataset.id, "measure": "missing_percent", "direction": "at_most"}
        act = Do("quality_criterion", "create", prefill=given)
        yield Gap("quality_unset", act, {"ref": dataset.ref}, dataset.id)
    for criterion in known:
        yield from _measured(world, dataset, criterion)


def _watching(world: World, dataset: Dataset) -> list[Monitor]:
    """The monitors in force that watch `dataset`."""
    linked = (one for one in world.in_force(Monitor) for link in one.links if link.target == dataset.id)
    return list(dict.fromkeys(linked))


def _measured(world: World, dataset: Dataset, criterion: QualityCriterion) -> Iterator[Gap]:
    using = criteria(world)
    found = last_measured(world).get(criterion.id)
    if found is None:
        yield measure("quality_unmeasured", dataset, criterion)
    elif not criterion.is_met_by(found.value):
        yield measure("quality_missed", dataset, criterion, found)
    elif world.passed(months_after(took_place(found), using.quality_months)):
        gap = measure("quality_old", dataset, criterion)
        yield replace(gap, params={**gap.params, "date": took_place(found)}, criterion=using.ref)


@check(
    "iso42001:2023/A.7.5",
    states=_(
        "Every dataset in use says where it comes from or what it was made from, and has a digest; every component in "
        "force that learns leads to its datasets or says why they are not known. That a sample could be rebuilt is not "
        "evidenced here yet, so partly is the most."
    ),
)
def provenance_is_traceable(world: World) -> Verdict:
    def wrong(dataset: Dataset) -> Iterator[Gap]:
        if dataset.parent_id is None:
            yield from section_gaps(world, dataset, "provenance")
        yield from section_gaps(world, dataset, "digest")

    datasets = world.in_force(Dataset)
    missing = _missing(world)
    for part in learning(world):
        if not part.learning_unknown_why:
            missing += unlinked(world, part, "learned_from")
    if datasets:
        missing.append(Gap("part_unseen", None, {"part": _("that a sample could be rebuilt or traced by its digest")}))
    return over_entries(world, datasets, wrong, missing)


@check(
    "iso42001:2023/A.7.6",
    states=_(
        "Every dataset in use says how it was prepared, and why; one labelled by people has a guideline, and the "
        "agreement of a second labeller was measured against a limit set before and keeps it."
    ),
)
def preparation_is_documented(world: World) -> Verdict:
    def wrong(dataset: Dataset) -> Iterator[Gap]:
        yield from section_gaps(world, dataset, "preparation")
        if dataset.preparation not in ("", Dataset.Preparation.NONE):
            yield from section_gaps(world, dataset, "preparation_steps", "preparation_why")
        if dataset.preparation == Dataset.Preparation.LABELLED:
            yield from section_gaps(world, dataset, "labelling_guideline")
            yield from _agreement(world, dataset)

    return over_entries(world, world.in_force(Dataset), wrong, _missing(world))


def _agreement(world: World, dataset: Dataset) -> Iterator[Gap]:
    """Whether a second labeller agreed as often as the limit asks."""
    wanted = QualityCriterion.Measure.LABEL_AGREEMENT
    known = [c for c in criteria_of(world, dataset) if c.measure == wanted]
    if not known:
        given = {"dataset": dataset.id, "measure": wanted.value, "direction": "at_least"}
        yield Gap("agreement_unset", Do("quality_criterion", "create", prefill=given), {"ref": dataset.ref}, dataset.id)
    for criterion in known:
        yield from _measured(world, dataset, criterion)
