"""The life of a supplier and of a dataset (A.10.3, A.7): what a person decides about them, in order.

Content may be edited until the end; the version in force stays until somebody else confirms what was edited. To confirm
is also to review: it sets the next review, whether something was edited or not.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.checks import remembered
from aims.kernel.workflow import EDITS, REVIEWED, Words, Workflow, move
from aims.kernel.world import World

from .models.datasets import Dataset, DatasetQuality, QualityCriterion
from .models.suppliers import ModelChangeNotice, Supplier

_APPROVAL: dict[str, Any] = {"takes": ("review_due", "change_is_significant"), "puts_in_force": True}


# ---- suppliers ----


def _first_missing(*wanted: tuple[object, Words]) -> Words | None:
    return next((sentence for there, sentence in wanted if not there), None)


def _is_examined(supplier: Supplier) -> Words | None:
    """Assessment needs its AI role, the data, the place and evidence; that it is critical is decided by yes or no."""
    return _first_missing(
        (supplier.country.strip(), _("Say in which country or region it is.")),
        (supplier.supplier_roles, _("Determine its AI roles first.")),
        (supplier.data_concerned.strip(), _("Say first which data are concerned.")),
        (supplier.certificates.strip(), _("Name its certificates or other evidence first.")),
    )


def _has_clauses(supplier: Supplier) -> Words | None:
    return None if supplier.clauses else _("Say first which clauses the contract holds.")


def _has_exit(supplier: Supplier) -> Words | None:
    return None if supplier.exit_plan.strip() else _("Write the exit plan first.")


SUPPLIER_LIFE = Workflow(
    initial="identified",
    editable=frozenset({"identified", "assessed", "approved", "contracted", "active", "restricted"}),
    states={
        "identified": _("identified"),
        "assessed": _("assessed"),
        "rejected": _("rejected"),
        "approved": _("approved"),
        "contracted": _("contracted"),
        "active": pgettext_lazy("supplier", "active"),
        "restricted": _("restricted"),
        "terminated": _("terminated"),
    },
    transitions=(
        move("assess", _("Take as assessed"), "identified", "assessed", guard=_is_examined),
        move("reject", _("Reject"), "assessed", "rejected", reason_required=True),
        move("approve_supplier", _("Approve the supplier"), "assessed", "approved", guard=_is_examined, **_APPROVAL),
        move("approve", _("Confirm"), "approved contracted active restricted", guard=_is_examined, **_APPROVAL),
        move("contract", _("Take as contracted"), "approved", "contracted", guard=_has_clauses),
        move("activate", _("Begin to use"), "contracted", "active"),
        move("restrict", _("Restrict"), "active", "restricted", reason_required=True),
        move("lift", _("Lift the restriction"), "restricted", "active", reason_required=True),
        move(
            "terminate",
            _("Terminate"),
            "active restricted",
            "terminated",
            reason_required=True,
            ends_force=True,
            guard=_has_exit,
        ),
    ),
    ended=frozenset({"rejected", "terminated"}),
)

NOTICE = Workflow(
    initial="received",
    editable=frozenset({"received"}),
    states={"received": _("received"), "handled": _("handled"), "withdrawn": _("withdrawn")},
    transitions=(
        move(
            "handle", _("Take as handled"), "received", "handled", takes=("read_by", "handling"), reason_required=True
        ),
        move("retire", _("Withdraw"), "received handled", "withdrawn", reason_required=True),
    ),
    ended=frozenset({"withdrawn"}),
)

EXPECTATION = Workflow(
    REVIEWED.initial,
    REVIEWED.editable,
    REVIEWED.states,
    tuple(
        move(
            t.name,
            t.label,
            "current",
            takes=(*t.takes, "complaints_trend", "complaints"),
            reason_required=True,
            renews=True,
        )
        if t.name == "review"
        else t
        for t in REVIEWED.transitions
    ),
    REVIEWED.ended,
)
"""As `REVIEWED`; whoever looks again says how the complaints have moved."""


def open_notices(world: World, supplier: Supplier) -> list[ModelChangeNotice]:
    """The changes of a model that nobody has handled."""
    return [n for n in world.in_force(ModelChangeNotice) if n.supplier_id == supplier.id and n.is_open]


def is_under_review(world: World, supplier: Supplier) -> bool:
    """A standing over `active`: its review is due, or a change of its model is not handled."""
    return supplier.state == "active" and (world.passed(supplier.review_due) or bool(open_notices(world, supplier)))


# ---- datasets ----


def _is_described(dataset: Dataset) -> Words | None:
    return _first_missing(
        (dataset.source, _("Say first what its source is.")),
        (dataset.provenance.strip(), _("Write first where it comes from and how.")),
        (dataset.rights.strip(), _("Write first by which right it may be used.")),
        (dataset.personal_data, _("Say first which personal data it holds, or that it holds none.")),
        (not dataset.is_personal or dataset.persons_concerned.strip(), _("Say first which persons it concerns.")),
        (dataset.purpose.strip(), _("Write its purpose first.")),
    )


def _has_uses(dataset: Dataset) -> Words | None:
    return _is_described(dataset) or (None if dataset.uses else _("Say first what it may be used for."))


def criteria_of(world: World, dataset: Dataset) -> list[QualityCriterion]:
    return remembered(world, "quality criteria", _criteria).get(dataset.id, [])


def _criteria(world: World) -> dict[UUID, list[QualityCriterion]]:
    found: dict[UUID, list[QualityCriterion]] = {}
    for criterion in world.in_force(QualityCriterion):
        found.setdefault(criterion.dataset_id, []).append(criterion)
    return found


def last_measured(world: World) -> dict[UUID, DatasetQuality]:
    """The last measurement by each criterion; one made before its criterion was last changed does not count."""
    return remembered(world, "quality measured last", _last_measured)


def _last_measured(world: World) -> dict[UUID, DatasetQuality]:
    limits = {c.id: _last_edit(world, c) for c in world.in_force(QualityCriterion)}
    made = sorted(world.in_force(DatasetQuality), key=lambda m: (m.happened_on or m.stamp.at.date(), m.stamp.seq))
    return {m.criterion_id: m for m in made if m.stamp.seq > limits.get(m.criterion_id, m.stamp.seq)}


def _last_edit(world: World, criterion: QualityCriterion) -> int:
    return max((stamp.seq for stamp in world.history(criterion) if stamp.action in EDITS), default=0)


def _is_unmeasured(dataset: Dataset, world: World) -> Iterable[Words]:
    measured = last_measured(world)
    for criterion in criteria_of(world, dataset):
        if criterion.id not in measured:
            yield _("%(ref)s has not been measured yet.") % {"ref": criterion.ref}


DATASET_LIFE = Workflow(
    initial="registered",
    editable=frozenset({"registered", "described", "quality_checked", "approved_for_use", "restricted"}),
    states={
        "registered": _("registered"),
        "described": _("described"),
        "quality_checked": _("quality checked"),
        "approved_for_use": _("approved for use"),
        "rejected": _("rejected"),
        "restricted": _("restricted"),
        "disposed": _("disposed of"),
    },
    transitions=(
        move("describe", _("Take as described"), "registered", "described", guard=_is_described),
        move(
            "check_quality",
            _("Take as quality checked"),
            "described",
            "quality_checked",
            guard=_is_described,
            lacks=_is_unmeasured,
        ),
        move("approve_use", _("Approve for use"), "quality_checked", "approved_for_use", guard=_has_uses, **_APPROVAL),
        move("approve", _("Confirm"), "approved_for_use restricted", guard=_has_uses, **_APPROVAL),
        move("reject", _("Reject"), "quality_checked", "rejected", reason_required=True),
        move("restrict", _("Restrict"), "approved_for_use", "restricted", reason_required=True),
        move("lift", _("Lift the restriction"), "restricted", "approved_for_use", reason_required=True),
        move(
            "dispose",
            _("Dispose of"),
            "approved_for_use restricted rejected",
            "disposed",
            reason_required=True,
            ends_force=True,
        ),
    ),
    ended=frozenset({"rejected", "disposed"}),
)
