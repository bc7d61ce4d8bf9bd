"""A.10, third parties and customers, as code."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.conformity.criteria import criteria
from aims.conformity.documents import is_kept, next_step, section_gaps, to_write
from aims.conformity.entries import none_recorded, over_entries, unlinked
from aims.conformity.register import governed, short
from aims.conformity.supply import onward, unapproved, used_unapproved
from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.systems.lineage import systems_of
from aims.systems.models import (
    CLAUSES,
    AISystem,
    CustomerExpectation,
    ModelChangeNotice,
    ResponsibilitySplit,
    Supplier,
)


def _missing(world: World) -> list[Gap]:
    """The next step of each supplier in use that nobody approved; without any supplier, to record one."""
    found = [onward(world, supplier) for supplier in used_unapproved(world, Supplier)]
    return found or none_recorded(world, Supplier)


@check(
    "iso42001:2023/A.10.2",
    states=_(
        "For every supplier in force, and every AI system that stands on it, an agreed split of responsibilities is in "
        "force and not past its end, in which somebody answers for every duty."
    ),
)
def responsibilities_are_split(world: World) -> Verdict:
    sound, looked_at, gaps = list[Record](), list[Record](), _missing(world)
    months = criteria(world).document_months
    for supplier in world.in_force(Supplier):
        found = list(_split_gaps(world, supplier))
        gaps += found
        (looked_at if found else sound).append(supplier)
    splits = world.in_force(ResponsibilitySplit)
    is_operating = any(is_kept(world, split, months) for split in splits)
    depth = Depth.OPERATING if is_operating else Depth.DESIGNED
    covering = [split for split in splits if split.supplier_id in {s.id for s in sound}]
    silent = Status.UNMET if world.in_force(Supplier) else Status.UNKNOWN
    return verdict([*sound, *covering], short(gaps), looked_at=looked_at, depth=depth, silent=silent)


def _split_gaps(world: World, supplier: Supplier) -> Iterator[Gap]:
    mine = [split for split in world.in_force(ResponsibilitySplit) if split.supplier_id == supplier.id]
    if not any(split.system_id is None for split in mine):
        covered = {split.system_id for split in mine}
        open_ones = [s for s in systems_of(world, supplier.id) if s.id not in covered]
        if open_ones or not mine:
            yield _no_split(world, supplier, next(iter(open_ones), None))
    for split in mine:
        yield from section_gaps(world, split, "agreed_on")
        for duty in split.unassigned[:1]:
            params = {"ref": split.ref, "duty": KINDS[split.kind].field(duty).verbose_name}
            yield Gap("duty_unassigned", to_write(world, split, duty), params, split.id)
        if world.passed(split.holds_until):
            ended = {"ref": split.ref, "date": split.holds_until}
            yield Gap("split_over", to_write(world, split, "holds_until"), ended, split.id)


def _no_split(world: World, supplier: Supplier, system: AISystem | None) -> Gap:
    """The next step of a split that is on its way, else to write one; for `system` where it is asked for."""
    for split in unapproved(world, ResponsibilitySplit):
        if split.supplier_id == supplier.id and (system is None or split.system_id in (None, system.id)):
            return next_step(split)
    prefill = {"supplier": supplier.id} | ({"system": system.id} if system else {})
    return Gap("split_missing", Do("responsibility_split", "create", None, prefill), {"ref": supplier.ref}, supplier.id)


@check(
    "iso42001:2023/A.10.3",
    states=_(
        "Every supplier in use is approved by another person than who asked for it, was reviewed within its interval, "
        "has due diligence on record and a contract that holds every clause asked for and has not ended; every change "
        "of a model is handled, and one found without notice leads to the record that handled it."
    ),
)
def suppliers_are_watched(world: World) -> Verdict:
    def wrong(supplier: Supplier) -> Iterator[Gap]:
        yield from section_gaps(world, supplier, "due_diligence", "certificates")
        yield from _contract_gaps(world, supplier)
        for notice in world.in_force(ModelChangeNotice):
            if notice.supplier_id == supplier.id:
                yield from _notice_gaps(world, notice)

    return over_entries(world, world.in_force(Supplier), wrong, _missing(world))


def _contract_gaps(world: World, supplier: Supplier) -> Iterator[Gap]:
    absent = [label for code, label in CLAUSES if code not in supplier.clauses]
    if absent:
        params = {"ref": supplier.ref, "clause": absent[0], "n": len(absent)}
        yield Gap("clause_missing", to_write(world, supplier, "clauses"), params, supplier.id)
    if world.passed(supplier.contract_ends_on):
        params = {"ref": supplier.ref, "date": supplier.contract_ends_on}
        yield Gap("contract_over", to_write(world, supplier, "contract_ends_on"), params, supplier.id)


def _notice_gaps(world: World, notice: ModelChangeNotice) -> Iterator[Gap]:
    if notice.found == ModelChangeNotice.Found.SILENT:
        yield from unlinked(world, notice, "handled_by")
    if notice.is_open:
        act = Do("model_change_notice", "handle", notice.id)
        yield Gap("notice_open", act, {"ref": notice.ref}, notice.id)


@check(
    "iso42001:2023/A.10.4",
    states=_(
        "For every AI system in scope that we provide to customers their expectations are recorded with source and how "
        "they are met, and were reviewed within the interval together with the trend of complaints."
    ),
)
def customers_expectations_are_known(world: World) -> Verdict:
    entries = world.in_force(CustomerExpectation)
    told = {entry.system_id for entry in entries}
    offered = [r.in_force for r in governed(world) if r.in_force and "ai_provider" in r.in_force.ai_roles]
    missing = [
        Gap(
            "expectation_missing",
            Do("customer_expectation", "create", prefill={"system": system.id}),
            {"ref": system.ref},
            system.id,
        )
        for system in offered
        if system.id not in told
    ]
    if not entries and not missing:
        missing = none_recorded(world, CustomerExpectation)
    fields = ("source", "how_met", "complaints_trend")
    return over_entries(world, entries, lambda entry: section_gaps(world, entry, *fields), missing)
