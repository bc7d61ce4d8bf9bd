"""The heartbeat: a gap's button opens its form in place; saving it answers with everything that has turned."""

from dataclasses import replace

from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aims import catalogue
from aims.conformity.posture import Posture, verdict_on
from aims.kernel.checks import Gap
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.policy import opens_posture
from aims.kernel.workflow import EDITS
from aims.kernel.world import present
from aims.legal.models import Classification
from aims.organisation.models import Acknowledgement, Course
from aims.web.asked import Asked, is_htmx, to_requirement
from aims.web.frame import draw
from aims.web.looks.parts import STATUS_WORD, Crumb, GapLook
from aims.web.looks.screens import RefusedLook, Turned
from aims.web.pages.today import intro
from aims.web.panels import gaps
from aims.web.panels.acts import Act, able, act_of, refused, sent_before
from aims.web.panels.attempts import Attempt, attempt, came_from
from aims.web.panels.evidence import evidence_of
from aims.web.panels.rungs import rungs
from aims.web.panels.standing import posture_for, turned_rows, verdict_look
from aims.web.refusing import refusal
from aims.web.templatetags.look import turn_key
from aims.web.values import in_a_row, mixed, sentence_case


@require_http_methods(["GET", "POST"])
def gap_form(asked: Asked, framework: str, place: str, key: str) -> HttpResponse:
    """The form that closes one gap of a requirement."""
    requirement = f"{framework}/{place}"
    gap = _gap(asked, requirement, key) if opens_posture(asked.actor) else None
    if gap is None and sent_before(asked):
        return _see(asked, to_requirement(asked, requirement))
    if gap is None or gap.do is None or (act := act_of(asked, gap.do)) is None:
        raise Denied("ref_unknown", ref=place)
    if place := _policy_to_read(asked, act):
        return _elsewhere(asked, place)
    found = verdict_on(asked.now, requirement)
    shown = gaps.line(asked, gap, requirement, found.status, on=_on(asked))
    return _answer(asked, act, shown, gaps.label(asked, gap, act), requirement)


@require_http_methods(["GET", "POST"])
def duty_form(asked: Asked, key: str) -> HttpResponse:
    """The form that ends one duty of the reader."""
    duty = next((d for d in duties_of(asked.now, asked.person.id) if gaps.duty_key(d) == key), None)
    if duty is None and sent_before(asked):
        return _see(asked, "/")
    if duty is None or (act := act_of(asked, duty.do)) is None:
        raise Denied("ref_unknown", ref=_("duty"))
    if place := _page_of_its_own(asked, act):
        return _elsewhere(asked, place)
    return _answer(asked, act, gaps.duty_line(asked, duty), gaps.duty_label(duty, act), "")


def _page_of_its_own(asked: Asked, act: Act) -> str:
    """Where more than a form is: a policy's text, a course's questions, the ways of a proposal into the register."""
    if place := _policy_to_read(asked, act) or _questions_of_law(asked, act):
        return place
    if isinstance(course := asked.now.find(act.prefill.get("course")), Course):
        return f"/learning/{course.ref}"
    return f"/r/{act.record.ref}/" if act.record is not None and gaps.leads_to_record(act) else ""


def _policy_to_read(asked: Asked, act: Act) -> str:
    """Where the text stands that the reader is to acknowledge; its page has the button beneath it."""
    policy = asked.now.find(act.prefill.get("document")) if act.kind.model is Acknowledgement else None
    return f"/r/{policy.ref}/" if policy is not None and refused(asked, act) is None else ""


def _questions_of_law(asked: Asked, act: Act) -> str:
    """Where a law's questions are asked one by one; of a system that none was begun for, where they begin."""
    if act.kind.model is not Classification or act.action not in EDITS:
        return ""
    begins_at = act.record or asked.now.find(act.prefill.get("system"))
    return f"/r/{begins_at.ref}/{'' if act.record else 'law'}" if begins_at else ""


def _elsewhere(asked: Asked, place: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": place}) if is_htmx(asked) else HttpResponseRedirect(place)


def _see(asked: Asked, place: str) -> HttpResponse:
    """What was done a moment ago by the same form, on the page as it is now."""
    return HttpResponse(headers={"HX-Refresh": "true"}) if is_htmx(asked) else HttpResponseRedirect(place)


def _on(asked: Asked) -> str:
    said = asked.GET.get("on", "")
    return said if said in (gaps.ON_TODAY, gaps.ON_RECORD) else gaps.ON_REQUIREMENT


def _gap(asked: Asked, requirement: str, key: str) -> Gap | None:
    try:
        catalogue.requirement(requirement)
    except catalogue.UnknownId:
        raise Denied("ref_unknown", ref=requirement) from None
    return next((g for g in verdict_on(asked.now, requirement).gaps if gaps.key_of(requirement, g) == key), None)


def _answer(asked: Asked, act: Act, shown: GapLook, label: str, requirement: str) -> HttpResponse:
    denied = refused(asked, act)
    if denied and denied.code != "not_ready":
        return _whom_to_ask(asked, act, denied)
    before = posture_for(asked)
    tried = attempt(asked, act, brief=is_htmx(asked))
    if tried.done is not None and act.action == "revise":  # the draft is there to be written
        return _elsewhere(asked, f"/r/{tried.done.ref}/edit")
    if tried.done is not None:
        back = to_requirement(asked, requirement) if requirement else "/"
        return _turned(asked, shown, requirement, before) if is_htmx(asked) else HttpResponseRedirect(back)
    return _form(asked, tried, shown, label)


def _form(asked: Asked, tried: Attempt, shown: GapLook, label: str) -> HttpResponse:
    back = shown.requirement_url or "/"
    title = sentence_case(label)
    if not is_htmx(asked):
        look = tried.look(asked, asked.get_full_path(), title=title, cancel=came_from(asked, back))
        return draw(asked, "form", look, title, "today", Crumb(title), status=tried.status)
    target = f"#gap-{turn_key(shown.key)}-form"
    look = tried.look(asked, asked.get_full_path(), title=title, cancel=back, target=target)
    return render(asked, "aims/_gap_form.html", {"look": look}, status=tried.status)


def _whom_to_ask(asked: Asked, act: Act, denied: Denied) -> HttpResponse:
    """Who may, how to reach them, and why not the reader; on POST it is a refusal."""
    who = gaps.who_look(asked, act, denied)
    if asked.method == "POST":
        return refusal(asked, denied, who)
    people = [gaps.face_of(asked, one) for one in able(asked, act)[:3]]
    look = RefusedLook(denied.sentence, who)
    if is_htmx(asked):
        return render(asked, "aims/_ask.html", {"look": look, "people": people})
    back = came_from(asked, "/")
    return draw(asked, "ask", look, act.words, "today", Crumb(act.words), people=people, back=back)


def _turned(asked: Asked, shown: GapLook, requirement: str, before: Posture | None) -> HttpResponse:
    """Everything that the act has turned, each part for its own place on the page."""
    asked.now = asked.world = present()
    asked.memory.clear()
    after = posture_for(asked)
    brief = _on(asked) != gaps.ON_REQUIREMENT or not requirement
    closed = replace(shown, closed=True, just=True, action=None, form=None, who=None)
    due = len(duties_of(asked.now, asked.person.id))
    top = intro(asked, due) if _on(asked) == gaps.ON_TODAY else ""
    look = Turned(closed, brief=brief, count=due, said=_said(asked, requirement), intro=top)
    if before is None or after is None:
        return render(asked, "aims/_turned.html", {"look": look})
    if not requirement:
        return render(asked, "aims/_turned.html", {"look": replace(look, rows=turned_rows(asked, before, after))})
    verdict = after.verdicts[requirement]
    old = {gaps.key_of(requirement, gap) for gap in before.verdicts[requirement].gaps}
    left = [gaps.line(asked, gap, requirement, verdict.status, on=_on(asked)) for gap in verdict.gaps]
    look = replace(look, more=tuple(one for one in left if one.key not in old or one.key == shown.key))
    if any(one.key == shown.key for one in left):
        look = replace(
            look, gap=replace(next(one for one in left if one.key == shown.key), just=True), more=look.more[1:]
        )
    if brief:
        return render(asked, "aims/_turned.html", {"look": replace(look, rows=turned_rows(asked, before, after))})
    found = evidence_of(asked, verdict)
    look = replace(
        look,
        verdict=verdict_look(requirement, verdict),
        depths=rungs(requirement, verdict),
        evidence=found.pieces,
        hidden_evidence=found.hidden,
        more_evidence=found.more,
        gaps_left=len(left),
    )
    return render(asked, "aims/_turned.html", {"look": look})


def _said(asked: Asked, requirement: str) -> SafeString:
    """For those who listen instead of looking: what was done, and what the records show by it."""
    sentences = [conditional_escape(str(message)) for message in get_messages(asked)]
    if requirement:
        found = verdict_look(requirement, verdict_on(asked.now, requirement))
        shows = _("%(requirement)s: the records now show “%(status)s”.")
        sentences.append(mixed(shows, requirement=found.key, status=str(STATUS_WORD[found.status])))
    return in_a_row(sentences)
