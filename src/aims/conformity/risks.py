"""What checks on risks share (6.1, 8.2, 8.3).

The rules, the same for every such check:
* A risk counts that is not closed. One that nobody has analysed is a gap wherever its figures are asked for.
* None recorded at all: unknown. That is not low.
* *Operating* needs an assessment that was approved, whose interval is not over and upon nothing that changed since.
"""

from collections.abc import Callable, Iterable

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, each_remembered, remembered, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.risk.acceptance import is_accepted
from aims.risk.assessments import is_current
from aims.risk.criteria import criteria, is_tolerated, level
from aims.risk.models import Opportunity, Risk, RiskAssessment, RiskCriteria, Treatment
from aims.risk.scales import BANDS
from aims.risk.treatments import of
from aims.systems.models import AISystem

from .documents import found
from .register import short

type Wrong[R: Record] = Callable[[R], Iterable[Gap]]


def open_risks(world: World) -> list[Risk]:
    """Every risk that is not closed."""
    return remembered(world, "open risks", lambda w: [risk for risk in w.all(Risk) if risk.is_open])


def judged(world: World) -> list[Risk]:
    """Those that were held against the criteria."""
    return remembered(world, "judged risks", lambda w: [risk for risk in open_risks(w) if risk.is_judged])


def intolerable(world: World) -> list[Risk]:
    """Those that were judged, lie above the appetite and that nobody with authority has accepted."""
    return remembered(world, "risks above the appetite", _intolerable)


def _intolerable(world: World) -> list[Risk]:
    using = criteria(world)
    return [risk for risk in judged(world) if not is_accepted(world, risk) and not is_tolerated(using, risk)]


def pursued(world: World) -> list[Opportunity]:
    return [one for one in world.all(Opportunity) if one.state in ("pursued", "done", "judged")]


def live_treatments(world: World) -> list[Treatment]:
    """The treatments of open risks that were not cancelled."""
    alive = (one for one in world.all(Treatment) if one.state != "cancelled")
    return [one for one in alive if (risk := world.get(Risk, one.treats_id)) and risk.is_open]


def assessments(world: World) -> list[RiskAssessment]:
    """The assessments in force, of systems that are not retired or rejected."""
    ended = KINDS.of(AISystem).workflow.ended
    over = {system.id for system in world.all(AISystem) if system.state in ended}
    return [one for one in world.in_force(RiskAssessment) if one.system_id not in over]


def over[R: Record](
    world: World,
    records: Iterable[R],
    wrong: Wrong[R],
    *,
    model: type[Record] = Risk,
    most: Depth = Depth.OPERATING,
    missing: Iterable[Gap] = (),
    silent: Status = Status.UNKNOWN,
    each: str = "",
) -> Verdict:
    """The verdict on `records` with nothing `wrong`; where there are none the gap asks for one of `model`.

    With `each`, `wrong` reads nothing of the other records: what it found is kept until the record changes.
    """
    known, gaps = list(records), [*missing]

    def look(record: R) -> list[Gap]:
        return list(wrong(record))

    lacking = each_remembered(world, each, known, look) if each else [look(record) for record in known]
    sound = [record for record, found in zip(known, lacking, strict=True) if not found]
    looked_at = [record for record, found in zip(known, lacking, strict=True) if found]
    gaps += [gap for found in lacking for gap in found]
    if not (sound or looked_at or gaps):
        kind = KINDS.of(model)
        gaps = [Gap("nothing_recorded", Do(kind.name, "create"), {"kind": kind.label})]
    is_run = any(is_current(world, one) for one in assessments(world))
    depth = min(most, Depth.OPERATING if is_run else Depth.DESIGNED)
    return verdict(sound, short(gaps), looked_at=looked_at, depth=depth, silent=silent)


def ready(record: Record, action: str) -> Do:
    """`action`, or to edit the record first where its guard says that something is missing."""
    move = KINDS[record.kind].workflow.transition(action)
    is_short = move is not None and move.guard is not None and move.guard(record)
    return Do(record.kind, "edit" if is_short else action, record.id)


def unjudged(risk: Risk) -> list[Gap]:
    """The gap of a risk that is named and not judged yet: its next step."""
    if risk.is_judged:
        return []
    act = ready(risk, "evaluate" if risk.state == "analysed" else "analyse")
    return [Gap("risk_not_analysed", act, {"ref": risk.ref}, risk.id)]


def unprioritised(risk: Risk) -> Gap:
    action = "reopen" if risk.state == "accepted" else "edit"
    return Gap("priority_missing", Do(risk.kind, action, risk.id), {"ref": risk.ref}, risk.id)


def to_assess(world: World, one: RiskAssessment) -> Do:
    """What brings an assessment nearer to its approval, or one that is approved, to the next."""
    latest = world.get(RiskAssessment, one.id) or one
    action = {"planned": "begin", "in_progress": "submit", "in_review": "approve"}.get(latest.state, "assess_anew")
    if action in ("begin", "assess_anew") and not criteria(world).ref:
        return next((gap.do for gap in found(world, RiskCriteria).gaps if gap.do), ready(latest, action))
    first = next(iter(_unready(world, latest)), None) if action == "submit" else None
    return (first.do if first else None) or ready(latest, action)


def _unready(world: World, one: RiskAssessment) -> Iterable[Gap]:
    """What is to be done to its risks before an assessment can be submitted."""
    using, mine = criteria(world), [r for r in open_risks(world) if r.system_id == one.system_id]
    if not mine:
        given = {"system": one.system_id} if one.system_id else {}
        yield Gap("nothing_recorded", Do("risk", "create", prefill=given), {"kind": KINDS.of(Risk).label})
    for risk in mine:
        yield from unjudged(risk)
        if risk.is_judged and not is_tolerated(using, risk) and risk.priority is None:
            yield unprioritised(risk)


def untreated(world: World, risk: Risk) -> Gap:
    """That a risk above the appetite has no plan: the treatment that is on its way, else a new one."""
    using = criteria(world)
    waiting = [one for one in of(world, risk) if one.state == "proposed"]
    act = ready(waiting[0], "approve") if waiting else Do("treatment", "create", prefill={"treats": risk.id})
    said = {"ref": risk.ref, "level": dict(BANDS)[level(using, risk)]}
    return Gap("risk_above_appetite_without_plan", act, said, risk.id)


def empty(record: Record, action: str, *names: str) -> list[Gap]:
    """A gap for each of `names` that is empty in `record`, closed by `action`."""
    kind = KINDS[record.kind]
    return [
        Gap("text_empty", Do(kind.name, action, record.id), {"ref": record.ref, "section": kind.label_of(n)}, record.id)
        for n in names
        if getattr(record, kind.field(n).attname) in (None, "", [])
    ]
