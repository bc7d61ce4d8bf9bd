"""What a law asks of a system: its questions one by one, what the answers point to, and what applies on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.wording import day_text
from aims.legal.models import ANSWERS, Classification
from aims.legal.obligations import classifications, follows_from, obligations_on
from aims.legal.trees import UNSURE, Question, Tree, trees
from aims.legal.walk import Path, Step
from aims.lib.language import language, language_code
from aims.systems.models import AISystem
from aims.web.asked import Asked, address, may_see, seen, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.law import ClassificationLook, LawPageLook, OutcomeLook, QuestionLook, StepLook
from aims.web.looks.parts import Crumb, FormLook, Text
from aims.web.pages.extras import may, with_forms
from aims.web.panels.detail import describe, found
from aims.web.panels.law import begin_days, grouped, laws_of, who_concluded
from aims.web.panels.years import Years
from aims.web.values import how_checked, sentence_case, whole


class AnswerForm(forms.Form):
    """One question: yes, no or not sure, and why."""

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["answer"].label = _("Your answer")
        self.fields["reason"].label = _("Why")
        action = KINDS.of(Classification).action_label("submit")
        self.fields["reason"].needed = _("needed for “%(action)s”") % {"action": action}  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _("What about the system makes it so. It is asked before this is submitted.")


# ---- the questions of one law ----


def classification_page(
    asked: Asked, record: Record, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The questions with the path taken; once it is complete, what the answers point to."""
    one = cast("Classification", record)
    tree, path, kind = one.tree, one.path, KINDS.of(Classification)
    system = asked.world.get(AISystem, one.system_id)
    shown_system = system if system and may_see(asked, system) else None
    today = asked.world.today
    groups = tuple(follows_from(asked.world, one, system, today)) if system and path.waits is None else ()
    asks = _asks(asked, one, tree, path)
    look = ClassificationLook(
        tree.title.in_(language()),
        _about(tree),
        Crumb(name_of(shown_system), to_record(asked, shown_system)) if shown_system else None,
        _question(asks, one, form) if asks else None,
        tuple(_step(asked, one, step, asks) for step in path.steps),
        path.waits is None,
        len(path.unsure),
        tuple(OutcomeLook(o.title.in_(language()), o.means.in_(language()), o.stops) for o in path.points_to),
        grouped(asked, groups, None, today),
        who_concluded(asked, one),
        address(asked, f"/r/{shown_system.ref}/law", {}) if shown_system else "",
    )
    whole_look = with_forms(asked, record, describe(asked, record))
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref))
    return draw(
        asked, "classification", whole_look, f"{record.ref} {record.name}", kind.job, *trail, law=look, status=status
    )


def _about(tree: Tree) -> str:
    held = tree.framework
    return _("Questions of %(day)s, in our own words; what they rest on is %(checked)s. No legal advice.") % {
        "day": day_text(dt.date.fromisoformat(tree.edition)),
        "checked": how_checked(held.verification.state),
    }


def _asks(asked: Asked, one: Classification, tree: Tree, path: Path) -> Question | None:
    """The question to show with its form: the one in the address, else the one that waits."""
    if one.state != "draft" or not may(asked, one, "edit"):
        return None
    return tree.questions.get(asked.GET.get("q", "")) or path.waits


def _question(asks: Question, one: Classification, form: AnswerForm | None) -> QuestionLook:
    said: dict[str, Any] = next((row for row in one.answers if row["question"] == asks.id), {})
    initial = {"answer": said.get("answer", ""), "reason": said.get("reason", "")}
    look = FormLook(
        form or AnswerForm(initial=initial),
        f"/r/{one.ref}/answer?q={asks.id}",
        _("Keep and go on"),
        note=_("Kept in the draft. Not sure takes the stricter branch and asks legal."),
        cancel_url=f"/r/{one.ref}/" if said else "",
        draft=f"classification.{one.ref}.{asks.id}",
        version=str(one.version),
    )
    said_in = language()
    note = asks.note.in_(said_in) if asks.note else ""
    return QuestionLook(asks.id, asks.ask.in_(said_in), asks.reference.in_(said_in), note, look)


def _step(asked: Asked, one: Classification, step: Step, asks: Question | None) -> StepLook:
    said, words = language(), dict(ANSWERS)
    may_answer = one.state == "draft" and may(asked, one, "edit")
    return StepLook(
        step.question.id,
        step.question.ask.in_(said),
        step.question.reference.in_(said),
        str(words[step.answer]),
        str(words[step.taken]) if step.answer == UNSURE else "",
        Text(step.reason, one.lang),
        f"/r/{one.ref}/?q={step.question.id}#question" if may_answer else "",
        asks is not None and asks.id == step.question.id,
        tuple(outcome.title.in_(said) for outcome in step.outcomes if outcome in one.path.points_to),
    )


@require_POST
def begin(asked: Asked, ref: str) -> HttpResponse:
    """A draft for one law on this system, or the one that somebody began already; it leads to the first question."""
    system, law = found(asked, ref), asked.POST.get("law", "")
    if not isinstance(system, AISystem) or law not in trees():
        raise Denied("ref_unknown", ref=ref)
    made: Record | None = classifications(asked.now, system.id, in_force=False).get(law)
    if made is None:
        given = {"system": system.id, "law": law, "lang": language_code()}
        made = perform(Command("classification", "create", asked.actor, values=given), world=asked.now)
    return HttpResponseRedirect(f"/r/{made.ref}/")


@require_POST
def answer(asked: Asked, ref: str) -> HttpResponse:
    """Keep the answer to one question in the draft, and go on to the next."""
    record = found(asked, ref)
    if not isinstance(record, Classification) or asked.GET.get("q") not in record.tree.questions:
        raise Denied("ref_unknown", ref=ref)
    form = AnswerForm(asked.POST)
    if not form.is_valid():
        return classification_page(asked, record, form, 422)
    row = {"question": asked.GET["q"], **form.cleaned_data}
    kept = [one for one in record.answers if one["question"] != row["question"]]
    expect = whole(asked.POST.get("expected_version", ""))
    perform(
        Command(record.kind, "edit", asked.actor, record.pk, {"answers": [*kept, row]}, expect=expect), world=asked.now
    )
    now = Classification.objects.get(pk=record.pk)
    return HttpResponseRedirect(f"/r/{ref}/#{'question' if now.path.waits else 'result'}")


# ---- what applies to one system ----


@require_GET
def law_page(asked: Asked, ref: str) -> HttpResponse:
    """What applies to a system on a day, by the answers in force."""
    system = found(asked, ref)
    if not isinstance(system, AISystem):
        raise Denied("ref_unknown", ref=ref)
    day = _day(asked.GET, asked.world.today)
    rows = [one for one in obligations_on(asked.world, system, day) if seen(asked, one.classification)]
    days = begin_days(rows)
    years = Years.around(asked.world.today, [*days, day])
    title = _("What applies to %(ref)s") % {"ref": system.ref}
    look = LawPageLook(
        title,
        name_of(system),
        day,
        tuple(_chosen(asked, system, [asked.world.today, *days])),
        grouped(asked, rows, years, day),
        years.axis(day) if rows else None,
        laws_of(asked, system),
    )
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(_("Law")))
    return draw(asked, "law", look, title, "systems", *trail)


def _day(said: QueryDict, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(said.get("on", ""))
    except ValueError:
        return today


def _chosen(asked: Asked, system: AISystem, days: Iterable[dt.date]) -> Iterable[Crumb]:
    for day in sorted(set(days)):
        yield Crumb(day_text(day), address(asked, f"/r/{system.ref}/law", {"on": day.isoformat()}))
