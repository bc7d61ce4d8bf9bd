"""Clause 7, support, as code. A document here is a record of any kind whose approval is signed."""

from django.utils.translation import gettext_lazy as _

from aims import catalogue
from aims.kernel.checks import Depth, Do, Evidence, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.workflow import EDITS
from aims.kernel.world import World

from .criteria import criteria, measured_by
from .documents import approvals, being_revised, is_kept, next_step, section_gaps, to_write, writers
from .judgements import part_judged
from .posture import verdict_on
from .words import text_of


def documents_in_force(world: World) -> list[Record]:
    """The documents in force, of all kinds."""
    return [r for kind in KINDS if _is_document(kind.name) for r in world.in_force(kind.model)]


def _is_document(kind: str) -> bool:
    return any(move.signed and move.puts_in_force for move in KINDS[kind].workflow.transitions)


def none_in_force(world: World) -> Verdict:
    waiting = [r for kind in KINDS if _is_document(kind.name) for r in world.all(kind.model)]
    gaps = [next_step(r) for r in waiting if r.state not in KINDS[r.kind].workflow.ended]
    write = Gap("nothing_recorded", Do("policy", "create"), {"kind": KINDS["policy"].label})
    return verdict([], gaps or [write], silent=Status.UNMET if gaps else Status.UNKNOWN)


def _depth(world: World, documents: list[Record]) -> Depth:
    """Documents show that the way of working operates once one of them has been through a second version."""
    return Depth.OPERATING if any(len(approvals(world, d)) > 1 for d in documents) else Depth.DESIGNED


@check(
    "iso42001:2023/7.5.1-a",
    states=_(
        "A document or record is held at every place where the standard asks for one. Places that ask only once "
        "something has happened are left out until it has."
    ),
)
def asked_for_documents_are_held(world: World) -> Verdict:
    shown, gaps = dict[tuple[object, int], Evidence](), list[Gap]()
    for pk in catalogue.requirements():
        node = catalogue.node(pk)
        if (
            not isinstance(node, catalogue.Requirement)
            or node.documented_information is None
            or pk == "iso42001:2023/7.5.1-a"
        ):
            continue
        found = verdict_on(world, pk)
        if found.status in (Status.MET, Status.PARTLY, Status.STALE) and found.evidence:
            shown.update({(e.record, e.version): e for e in found.evidence})
        elif not any(gap.code in ("no_case", "in_work") for gap in (*found.gaps, *found.notes)):
            act = next((gap.do for gap in found.gaps if gap.do), None)
            params = {"requirement": pk.partition("/")[2], "what": text_of(node.documented_information)}
            gaps.append(Gap("document_missing", act, params))
    status = (Status.PARTLY if gaps else Status.MET) if shown else Status.UNMET
    return Verdict(status, Depth.DESIGNED if shown else Depth.NONE, tuple(shown.values()), tuple(gaps))


@check(
    "iso42001:2023/7.5.2-a",
    states=_("Every document in force has a number, a title, a day, a version, and a person who wrote it."),
)
def documents_are_recognisable(world: World) -> Verdict:
    documents = documents_in_force(world)
    if not documents:
        return none_in_force(world)
    nameless = [d for d in documents if not _written_by(world, d)]
    gaps = [Gap("author_missing", _to_write_again(world, d), {"ref": d.ref}, d.id) for d in nameless]
    sound = [d for d in documents if d not in nameless]
    return verdict(sound, gaps, looked_at=nameless, depth=_depth(world, documents))


def _written_by(world: World, document: Record) -> bool:
    """Whether a person wrote the version in force, or one before it."""
    stamps = world.history(document)
    return any(s.actor for s in stamps if s.action in EDITS and s.seq < document.stamp.seq)


def _to_write_again(world: World, document: Record) -> Do:
    return to_write(world, document, "" if world.authors(document) else "title")


@check(
    "iso42001:2023/7.5.2-c",
    states=_(
        "Every document in force was approved with a signature, for exactly this content, by somebody who did not "
        "write that version, and is not past its review."
    ),
)
def documents_are_reviewed_and_approved(world: World) -> Verdict:
    documents = documents_in_force(world)
    if not documents:
        return none_in_force(world)
    own = [d for d in documents if d.stamp.actor in writers(world, d) | {None}]
    old = [d for d in documents if world.passed(d.review_due) and d not in own]
    gaps = [Gap("judged_by_author_only", to_write(world, d), {"ref": d.ref}, d.id) for d in own]
    gaps += [Gap("review_overdue", to_write(world, d), {"ref": d.ref, "date": d.review_due}, d.id) for d in old]
    sound = [d for d in documents if d not in own and d not in old]
    months = criteria(world).document_months
    depth = Depth.OPERATING if sound and all(is_kept(world, d, months) for d in sound) else Depth.DESIGNED
    notes = [*being_revised(world, documents), *measured_by(world, "document_months")]
    return verdict(sound, gaps, old=old, looked_at=own, depth=depth, notes=notes)


@check(
    "iso42001:2023/7.5.3-c",
    states=_(
        "Every document in force that names its readers says who they are, and somebody looked over who may open what: "
        "a judgement on this requirement within the interval."
    ),
)
def distribution_and_access_are_settled(world: World) -> Verdict:
    documents = [d for d in documents_in_force(world) if hasattr(d, "availability")]
    if not documents:
        return none_in_force(world)
    undecided = [d for d in documents if section_gaps(world, d, "availability")]
    gaps = [gap for d in undecided for gap in section_gaps(world, d, "availability")]
    part = _("that nobody has more access than their work needs")
    judged, missing = part_judged(world, "iso42001:2023/7.5.3-c", part, frozenset())
    sound = [*(d for d in documents if d not in undecided), *judged]
    notes = measured_by(world, "judgement_months")
    return verdict(sound, gaps + missing, looked_at=undecided, notes=notes)


@check(
    "iso42001:2023/7.5.3-e",
    states=_(
        "Every document has at most one version in force, every change of it is a numbered entry of the log without a "
        "hole, and a version in force stays as it is while a newer one is written."
    ),
)
def changes_of_documents_are_controlled(world: World) -> Verdict:
    documents = documents_in_force(world)
    if not documents:
        return none_in_force(world)
    holed = [d for d in documents if not _is_contiguous(world, d)]
    gaps = [Gap("history_broken", None, {"ref": d.ref}, d.id) for d in holed]
    sound = [d for d in documents if d not in holed]
    notes = being_revised(world, documents)
    return verdict(sound, gaps, looked_at=holed, depth=_depth(world, documents), notes=notes)


def _is_contiguous(world: World, record: Record) -> bool:
    latest = world.find(record.id)
    return latest is not None and len(world.history(record)) == latest.version
