"""A review case as pages show it: what was held and why, sealed where the plan wants it, and what is like it."""

import datetime as dt
from collections.abc import Iterator

from aims_sdk.conditions import INPUTS, AllOf, AnyOf, Compare, Condition, Not
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aims.kernel.wording import day_text
from aims.lib import clock
from aims.lib.language import language
from aims.oversight import desk, saying
from aims.oversight.looking_back import LookBack, look_back
from aims.oversight.models import CaseContent, OversightPlan, ReviewCase
from aims.systems.models import AISystem
from aims.web.asked import Asked, to_record
from aims.web.frame import name_of
from aims.web.looks.desk import AnswerLook, CaseLook, ClockLook, InputLook, SimilarLook
from aims.web.looks.parts import Crumb
from aims.web.panels.decisions import bars, plain, rulings, texts

SOON = dt.timedelta(hours=1)


def moment_text(at: dt.datetime) -> str:
    """An instant as a reader of the page writes it."""
    local = timezone.localtime(at)
    return f"{day_text(local)}{' ' if language() == 'zh' else ', '}{local:%H:%M}"


def span_text(span: dt.timedelta) -> str:
    """40 s, 38 min, 1 h 12 min, or 3 d 4 h."""
    seconds = int(abs(span).total_seconds())
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    minutes = seconds // 60
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{left:02}"}
    return _("%(minutes)s min") % {"minutes": left}


def clock_of(case: ReviewCase) -> ClockLook | None:
    """How long until it is to be ruled on; None where somebody has ruled."""
    if case.waits_by is None:
        return None
    left = case.waits_by - clock.now()
    css = "late" if left < dt.timedelta() else "soon" if left < SOON else ""
    words = _("%(time)s late") % {"time": span_text(left)} if css == "late" else span_text(left)
    return ClockLook(words, css, moment_text(case.waits_by))


def case_look(asked: Asked, case: ReviewCase, *, beside: bool = True) -> CaseLook:
    """Everything of a case that the reader may see; `beside` with the past cases like it."""
    content = (
        CaseContent.objects.filter(pk=case.pk).first() if desk.reads_content(asked.now, asked.actor, case) else None
    )
    is_sealed = desk.hides_answer(asked.now, case)
    decision = content.decision if content else {}
    back = look_back(case, content) if content and beside else None
    system, plan = asked.world.get(AISystem, case.system_id), asked.world.get(OversightPlan, case.plan_id)
    at = parse_datetime(decision["at"]) if "at" in decision else None
    return CaseLook(
        case.ref,
        name_of(case),
        Crumb(name_of(system), to_record(asked, system)) if system else Crumb("–"),
        str(decision.get("version", "")),
        clock_of(case),
        _held(content, is_sealed=is_sealed) if content else "",
        Crumb(f"{plan.ref} · {_('version %(n)s') % {'n': case.plan_edition}}", to_record(asked, plan))
        if plan
        else Crumb("–"),
        moment_text(at) if at else "",
        tuple(_inputs(content, back)) if content else (),
        None if content is None or is_sealed else _answer(content),
        is_sealed,
        content is None,
        tuple(_similar(asked, back)) if back else (),
        tuple(back.outputs) if back else (),
        case.question,
        case.given,
        to_record(asked, case),
    )


def _held(content: CaseContent, *, is_sealed: bool) -> str:
    """Why it is held, as far as that does not tell the answer."""
    rules = content.held_because
    if is_sealed and rules is not None and desk.gives_away(rules):
        return _("Held by the plan. By which rule opens with the system’s answer.")
    return saying.held_because(rules)


def _inputs(content: CaseContent, back: LookBack | None) -> Iterator[InputLook]:
    named = set(_named(content.held_because)) if content.held_because else set[str]()
    for name, value in content.decision.get("inputs", {}).items():
        share = back.above.get(name) if back else None
        note = _("above %(share)s%% of past cases") % {"share": round(share * 100)} if share else ""
        yield InputLook(name, "–" if value is None else plain(value), note, name in named)


def _named(condition: Condition) -> Iterator[str]:
    """The inputs that a condition speaks of."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from _named(part)
        case Not(part):
            yield from _named(part)
        case Compare(field):
            yield field.removeprefix(INPUTS)


def _answer(content: CaseContent) -> AnswerLook:
    decision = content.decision
    explained = decision.get("explanation", {})
    score, output = decision.get("score"), decision.get("output")
    return AnswerLook(
        "" if output is None else plain(output),
        "" if score is None else plain(score),
        bars(explained.get("contributions", {})),
        tuple(explained.get("reasons", ())),
        texts(decision),
    )


def _similar(asked: Asked, back: LookBack) -> Iterator[SimilarLook]:
    for case, _content in back.similar:
        yield SimilarLook(case.ref, to_record(asked, case), name_of(case), rulings().get(case.ruling, ""))


def note_of(case: ReviewCase, owner: str) -> str:
    """What stands beside a case in the queue: who has it, or whom it was escalated to."""
    if owner:
        return pgettext("review case", "taken by %(person)s") % {"person": owner}
    if case.asked_role:
        return _("escalated to %(role)s") % {"role": case.get_asked_role_display()}
    return _("second ruling") if case.first_by_id else ""
