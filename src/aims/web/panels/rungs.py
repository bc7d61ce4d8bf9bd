"""How deep the evidence of a requirement reaches: designed, operating, effective."""

from django.utils.translation import gettext as _

from aims.kernel.checks import Depth, Status, Verdict
from aims.lib.language import language
from aims.web.looks.parts import DEPTH_WORD, DepthLook
from aims.web.panels.standing import reach_of

NAMES: tuple[tuple[Depth, str], ...] = (
    (Depth.DESIGNED, "designed"),
    (Depth.OPERATING, "operating"),
    (Depth.EFFECTIVE, "effective"),
)


def rungs(requirement: str, verdict: Verdict) -> tuple[DepthLook, ...]:
    reach = reach_of(requirement)
    top = Depth[reach.depth.upper()] if reach else Depth.EFFECTIVE
    why = reach.why.in_(language()) if reach and reach.why else ""
    made = []
    for depth, name in NAMES:
        if depth > top:
            sentence = why or _("The catalogue does not say how this could be shown.")
            made.append(DepthLook(name, "", sentence))  # type: ignore[arg-type]
        else:
            status, sentence = _rung(depth, verdict)
            made.append(DepthLook(name, status, sentence))  # type: ignore[arg-type]
    return tuple(made)


def _rung(depth: Depth, verdict: Verdict) -> tuple[str, str]:
    word = str(DEPTH_WORD[depth.name.lower()])
    if verdict.depth >= depth:
        if verdict.status in (Status.MET, Status.PARTLY, Status.STALE, Status.NOT_APPLICABLE):
            return verdict.status.value, _("What is recorded reaches this depth.")
        return verdict.status.value, _("What is recorded would reach this depth, but a gap stands open.")
    if depth == Depth.DESIGNED and verdict.status == Status.UNMET:
        return "unmet", _("Nothing in force covers it.")
    return "unknown", _("Nothing recorded shows “%(depth)s” yet.") % {"depth": word}
