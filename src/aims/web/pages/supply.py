"""The page of a dataset: rights, people, quality, who learned from it; and of a supplier: split, contract, notices."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.wording import day_text
from aims.systems.lineage import graph, systems_of
from aims.systems.models import (
    CLAUSES,
    Answers,
    Component,
    Dataset,
    ModelChangeNotice,
    QualityCriterion,
    ResponsibilitySplit,
    Supplier,
)
from aims.systems.supply import criteria_of, is_under_review, last_measured, open_notices
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, Text
from aims.web.looks.records import FieldLook
from aims.web.looks.supply import DatasetLook, DutyRow, NoticeLook, QualityLook, SplitLook, SupplierLook
from aims.web.pages.extras import with_forms
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe
from aims.web.values import fact, sentence_case

RIGHTS = ("rights", "lawful_basis", "restrictions", "uses", "security_class", "retained_until")
ORIGIN = ("release", "source", "supplier", "provenance", "acquired_on", "collector", "parent", "rows", "digest")
PEOPLE = ("personal_data", "persons_concerned", "groups_represented", "groups_missing")
PREPARATION = ("preparation", "preparation_steps", "preparation_why", "labelling_guideline")
ALWAYS = ("rights", "lawful_basis", "source", "provenance", "personal_data", "preparation", "certificates")
"""What stands there though it is empty: that it is missing matters."""
GIVEN = ("country", "is_critical", "supplier_roles", "requester", "data_concerned")
EXAMINED = ("certificates", "due_diligence", "conditions")
CONTRACT = ("contract_ends_on", "exit_plan")
SHOWN = 40


def _facts(asked: Asked, record: Record, names: tuple[str, ...]) -> tuple[FieldLook, ...]:
    column = KINDS[record.kind].field
    return tuple(fact(asked, record, n) for n in names if n in ALWAYS or getattr(record, column(n).attname))


def _crumbs(asked: Asked, records: Iterable[Record]) -> tuple[Crumb, ...]:
    """Those that the reader sees, by ref."""
    seen = sorted((one for one in records if may_see(asked, one)), key=lambda one: one.ref)[:SHOWN]
    return tuple(Crumb(f"{one.ref} {one.name}", to_record(asked, one)) for one in seen)


def _new(asked: Asked, kind_name: str, words: str, **prefill: object) -> ButtonLook | None:
    kind = KINDS[kind_name]
    if asked.past or refused(asked, Act(kind, "create", None, prefill)) is not None:
        return None
    return ButtonLook(words, address(asked, f"/k/{kind_name}/new", prefill))


# ---- a dataset ----


def dataset_page(asked: Asked, record: Record) -> HttpResponse:
    dataset = asked.world.get(Dataset, record.pk) or Dataset(pk=record.pk)
    known = [one for one in criteria_of(asked.world, dataset) if may_see(asked, one)]
    near = graph(asked.world, dataset.pk)
    users = [near.nodes[e.source] for e in near.edges if e.relation == "learned_from" and e.target == dataset.pk]
    look = DatasetLook(
        with_forms(asked, dataset, describe(asked, dataset)),
        Text(dataset.purpose, dataset.lang),
        _facts(asked, dataset, RIGHTS),
        _facts(asked, dataset, ORIGIN),
        _facts(asked, dataset, PEOPLE),
        _facts(asked, dataset, PREPARATION),
        tuple(_quality(asked, one) for one in known),
        _crumbs(asked, systems_of(asked.world, dataset.pk)),
        _crumbs(asked, (one for one in users if isinstance(one, Component))),
        tuple(gaps.about(asked, dataset.pk)),
        _new(asked, "quality_criterion", _("Add a criterion"), dataset=dataset.pk),
    )
    return _draw(asked, "dataset", dataset, look)


def _quality(asked: Asked, criterion: QualityCriterion) -> QualityLook:
    found = last_measured(asked.world).get(criterion.pk)
    found = found if found is not None and may_see(asked, found) else None
    words = {"way": criterion.get_direction_display(), "limit": f"{criterion.limit.normalize():f}"}
    return QualityLook(
        criterion.ref,
        to_record(asked, criterion),
        sentence_case(criterion.get_measure_display()) if criterion.measure != "other" else name_of(criterion),
        _("%(way)s %(limit)s") % words,
        f"{found.value.normalize():f}" if found else "",
        (found.happened_on or found.stamp.at.date()) if found else None,
        "unknown" if found is None else "met" if criterion.is_met_by(found.value) else "unmet",
    )


# ---- a supplier ----


def supplier_page(asked: Asked, record: Record) -> HttpResponse:
    supplier = asked.world.get(Supplier, record.pk) or Supplier(pk=record.pk)
    world = asked.world
    splits = [s for s in world.all(ResponsibilitySplit) if s.supplier_id == supplier.pk and may_see(asked, s)]
    splits = [s for s in splits if s.state not in KINDS[s.kind].workflow.ended]
    notices = [n for n in world.in_force(ModelChangeNotice) if n.supplier_id == supplier.pk and may_see(asked, n)]
    look = SupplierLook(
        with_forms(asked, supplier, describe(asked, supplier)),
        Text(supplier.gives, supplier.lang),
        _facts(asked, supplier, GIVEN),
        _facts(asked, supplier, EXAMINED),
        _facts(asked, supplier, CONTRACT),
        tuple((sentence_case(label), code in supplier.clauses) for code, label in CLAUSES),
        tuple(sentence_case(answer.label) for answer in Answers),
        tuple(_split(asked, one) for one in splits),
        tuple(_notice(asked, one) for one in sorted(notices, key=lambda n: n.stamp.seq, reverse=True)),
        _crumbs(asked, systems_of(world, supplier.pk)),
        _why_under_review(asked, supplier),
        tuple(gaps.about(asked, supplier.pk, *(one.pk for one in (*splits, *notices)))),
        _new(asked, "responsibility_split", _("Write the split"), supplier=supplier.pk) if not splits else None,
        _new(asked, "model_change_notice", _("Record a change of the model"), supplier=supplier.pk),
    )
    return _draw(asked, "supplier", supplier, look)


def _why_under_review(asked: Asked, supplier: Supplier) -> str:
    """Why the supplier is under review, in a sentence; nothing where it is not."""
    if not is_under_review(asked.world, supplier):
        return ""
    said = []
    if supplier.review_due and asked.world.passed(supplier.review_due):
        said.append(_("Under review: the next look was due on %(date)s.") % {"date": day_text(supplier.review_due)})
    if waiting := open_notices(asked.world, supplier):
        said.append(_("Under review: %(ref)s has not been handled.") % {"ref": waiting[0].ref})
    return " ".join(said)


def _split(asked: Asked, split: ResponsibilitySplit) -> SplitLook:
    system = asked.world.find(split.system_id) if split.system_id else None
    return SplitLook(
        split.ref,
        to_record(asked, split),
        name_of(split),
        next(iter(_crumbs(asked, [system])), None) if system else None,
        sentence_case(KINDS[split.kind].workflow.label(split.state)),
        split.agreed_on,
        split.holds_until,
        tuple(_duty(split, name) for name in split.DUTIES),
    )


def _duty(split: ResponsibilitySplit, name: str) -> DutyRow:
    held = getattr(split, name)
    label = sentence_case(KINDS[split.kind].field(name).verbose_name or name)
    cells = tuple((sentence_case(answer.label), answer.value == held) for answer in Answers)
    return DutyRow(label, cells, sentence_case(Answers(held).label) if held else "", name in split.unassigned)


def _notice(asked: Asked, notice: ModelChangeNotice) -> NoticeLook:
    versions = " → ".join(one for one in (notice.from_release, notice.to_release) if one)
    state = sentence_case(KINDS[notice.kind].workflow.label(notice.state))
    url = to_record(asked, notice)
    return NoticeLook(notice.ref, url, name_of(notice), notice.happened_on, versions, state, notice.is_open)


def _draw(asked: Asked, template: str, record: Record, look: DatasetLook | SupplierLook) -> HttpResponse:
    kind = KINDS[record.kind]
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref))
    return draw(asked, template, look, f"{record.ref} {record.name}", kind.job, *trail)
