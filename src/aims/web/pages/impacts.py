"""Impact assessments: the page of one, a card for each dimension that saves itself, and the three readings."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aims.impact import asking
from aims.impact.assessments import systems_of
from aims.impact.dimensions import dimensions, figure, in_language
from aims.impact.models import JUDGED, ImpactAssessment
from aims.impact.readings import OWN_WORDS
from aims.kernel.denied import Denied
from aims.kernel.fields import RowColumn
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.world import present
from aims.risk.criteria import criteria
from aims.risk.scales import band
from aims.web.asked import Asked, is_htmx, may_see, seen, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.impacts import AskedLook, CardLook, ImpactLook, ReadingsLook
from aims.web.looks.parts import ButtonLook, Crumb, FormLook
from aims.web.looks.records import SectionLook
from aims.web.pages.extras import with_forms
from aims.web.panels import gaps
from aims.web.panels.acts import Act, act_of, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.impacts import dimension_looks, level_words, reading_looks
from aims.web.panels.life import place_of
from aims.web.panels.thread import thread
from aims.web.values import label_of, sentence_case

_ROWS = ImpactAssessment._meta.get_field("dimensions")
_LONG = frozenset({"benefits", "harms", "measures", "not_rated_why"})


def impact_page(asked: Asked, record: Record) -> HttpResponse:
    one = cast("ImpactAssessment", record)
    whole = with_forms(asked, one, describe(asked, one))
    whole = replace(whole, sections=tuple(map(_said, whole.sections)))
    level = asking.level(asked.world, one)
    act = None if asked.past else act_of(asked, asking.step(asked.world, one))
    may = act is not None and refused(asked, act) is None
    look = ImpactLook(
        whole,
        level,
        level_words(level),
        ButtonLook(act.words, place_of(act)) if act and may else None,
        _waits(one),
        tuple(dimension_looks(asked, one)),
        _to_write(asked, one),
        tuple(reading_looks(asked, one)),
        f"/r/{one.ref}/readings",
        tuple(_risks(asked, one)),
        tuple(_taken_up(asked, one)),
        tuple(_controls(asked, one)),
        tuple(AskedLook(_label(a.dimension), str(a.what)) for a in asking.oversight_asked(asked.world, one)),
        tuple(_systems(asked, one)),
        tuple(gaps.about(asked, one.pk)),
    )
    on = thread(asked, one)
    return draw(asked, "impact", look, f"{one.ref} {one.name}", "risks", *_trail(asked), Crumb(one.ref), thread=on)


def _said(section: SectionLook) -> SectionLook:
    """What was said, without the dimensions, which have their grid."""
    dimensions_label = label_of(KINDS.of(ImpactAssessment), "dimensions")
    said = (f for f in section.fields if f.label != dimensions_label and (f.day or f.values or str(f.value)))
    return SectionLook(section.title, tuple(said))


def _systems(asked: Asked, one: ImpactAssessment) -> Iterable[Crumb]:
    found = (system for system in systems_of(asked.world, one) if may_see(asked, system))
    return (Crumb(f"{system.ref} {system.name}", to_record(asked, system)) for system in found)


def _trail(asked: Asked) -> tuple[Crumb, ...]:
    kind = KINDS.of(ImpactAssessment)
    return (Crumb(sentence_case(kind.plural), to_kind(asked, kind)),)


def _waits(one: ImpactAssessment) -> str:
    """What keeps the assessment from its next move, in a sentence."""
    name = {"triggered": "begin", "in_progress": "submit", "consultation": "submit"}.get(one.state, "")
    move = KINDS.of(ImpactAssessment).workflow.transition(name)
    return str(why) if move and move.guard and (why := move.guard(one)) else ""


def _to_write(asked: Asked, one: ImpactAssessment) -> ButtonLook | None:
    if asked.past or refused(asked, Act(KINDS.of(ImpactAssessment), "edit", one)) is not None:
        return None
    return ButtonLook(_("Judge the dimensions"), f"/r/{one.ref}/dimensions", primary=one.state != "triggered")


def _risks(asked: Asked, one: ImpactAssessment) -> Iterable[AskedLook]:
    for risk in asking.suggested_risks(asked.world, one):
        act = None if asked.past else act_of(asked, risk.do)
        may = act is not None and refused(asked, act) is None
        label = f"{_label(risk.dimension)} · {risk.system.ref}"
        yield AskedLook(label, str(risk.why), ButtonLook(_("Add the risk"), place_of(act)) if act and may else None)


def _taken_up(asked: Asked, one: ImpactAssessment) -> Iterable[Crumb]:
    known = (seen(asked, risk) for risk in asking.risks_from(asked.world, one))
    return (Crumb(f"{risk.ref} {risk.name}", to_record(asked, risk)) for risk in known if risk)


def _controls(asked: Asked, one: ImpactAssessment) -> Iterable[AskedLook]:
    required = {r.control: r for s in systems_of(asked.world, one) for r in asking.required_controls(asked.world, s)}
    return (AskedLook(control, str(found.why)) for control, found in sorted(required.items()))


def _label(dimension: str) -> str:
    return in_language(dimensions()[dimension].label)


@require_GET
def readings_page(asked: Asked, ref: str) -> HttpResponse:
    """The three readings beside each other."""
    one = _assessment(asked, ref)
    title = _("Three readings of %(ref)s") % {"ref": one.ref}
    trail = (*_trail(asked), Crumb(one.ref, to_record(asked, one)), Crumb(_("Readings")))
    look = ReadingsLook(tuple(reading_looks(asked, one)), str(OWN_WORDS))
    return draw(asked, "readings", look, title, "risks", *trail, of=name_of(one))


def _assessment(asked: Asked, ref: str) -> ImpactAssessment:
    record = found(asked, ref)
    if not isinstance(record, ImpactAssessment):
        raise Denied("ref_unknown", ref=ref)
    return record


# ---- a card for each dimension ----


class DimensionForm(forms.Form):
    """What is said of one dimension; a part that is still empty is no fault."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in JUDGED[1:]:
            self.fields[column.name] = self._field(column)

    @staticmethod
    def _field(column: RowColumn) -> forms.Field:
        label = sentence_case(str(column.label))
        if column.codes:
            choices = [("", "–"), *((code, str(words)) for code, words in column.codes)]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        widget = forms.Textarea(attrs={"rows": 2}) if column.name in _LONG else forms.TextInput()
        return forms.CharField(label=label, required=False, max_length=2000, widget=widget)


@require_http_methods(["GET", "POST"])
def dimensions_page(asked: Asked, ref: str, dimension: str = "") -> HttpResponse:
    """The cards; sent one by one, each is kept as soon as something in it changed."""
    one = _assessment(asked, ref)
    if denied := refused(asked, Act(KINDS.of(ImpactAssessment), "edit", one)):
        raise denied
    if dimension and dimension not in dimensions():
        raise Denied("ref_unknown", ref=dimension)
    if asked.method == "POST" and dimension:
        return _keep(asked, one, dimension)
    return _cards(asked, one, {})


def _cards(asked: Asked, one: ImpactAssessment, typed: Mapping[str, CardLook]) -> HttpResponse:
    title = _("Dimensions of %(ref)s") % {"ref": one.ref}
    trail = (*_trail(asked), Crumb(one.ref, to_record(asked, one)), Crumb(_("Dimensions")))
    cards = tuple(typed.get(pk) or _card(asked, one, pk) for pk in dimensions())
    status = 409 if typed else 200
    back = to_record(asked, one)
    return draw(asked, "dimensions", cards, title, "risks", *trail, status=status, of=name_of(one), back=back)


def _keep(asked: Asked, one: ImpactAssessment, dimension: str) -> HttpResponse:
    form = DimensionForm(asked.POST, prefix=dimension)
    if asked.POST.get("shown") != _mark(one, dimension):
        return _changed_meanwhile(asked, one, dimension, form)
    saved = ""
    if form.is_valid():
        row = {"dimension": dimension} | form.cleaned_data
        rows = [{**one.rows.get(pk, {}), "dimension": pk} if pk != dimension else row for pk in dimensions()]
        if _ROWS.clean(rows, one) != one.dimensions:
            command = Command(one.kind, "edit", asked.actor, one.pk, {"dimensions": rows}, expect=one.version)
            perform(command, world=asked.now)
            asked.now = asked.world = present()
            one = cast("ImpactAssessment", asked.world.get(ImpactAssessment, one.pk))
        saved = _("Kept.")
    if not is_htmx(asked) and form.is_valid():
        return HttpResponseRedirect(f"/r/{one.ref}/dimensions#{dimension}")
    if form.is_valid():
        return _alone(asked, _card(asked, one, dimension, saved=saved), 200)
    return _alone(asked, _card(asked, one, dimension, form), 422)


def _alone(asked: Asked, card: CardLook, status: int) -> HttpResponse:
    """What changed of a card, to be put where it stands; what was typed is left as it is."""
    return render(asked, "aims/_dimension.html", {"card": card, "is_alone": True}, status=status)


def _mark(one: ImpactAssessment, dimension: str) -> str:
    """What stands in a card, for telling whether somebody else changed it since it was shown."""
    return hashlib.sha256(json.dumps(one.rows.get(dimension, {}), sort_keys=True).encode()).hexdigest()[:16]


def _changed_meanwhile(asked: Asked, one: ImpactAssessment, dimension: str, form: DimensionForm) -> HttpResponse:
    """Nothing is overwritten that was not seen: what was typed stays in the form, and kept again it counts."""
    said = _("Somebody changed this card meanwhile. What you typed stands here still: compare, then keep it again.")
    card = _card(asked, one, dimension, form, said)
    if is_htmx(asked):
        return _alone(asked, card, 409)
    return _cards(asked, one, {dimension: card})


def _card(asked: Asked, one: ImpactAssessment, pk: str, form: DimensionForm | None = None, saved: str = "") -> CardLook:
    row = one.rows.get(pk, {})
    number = figure(row)
    level = band(number, criteria(asked.world).bands) if number else ""
    return CardLook(
        pk,
        _label(pk),
        tuple(in_language(question) for question in dimensions()[pk].questions),
        FormLook(
            form or DimensionForm(initial=row, prefix=pk),
            f"/r/{one.ref}/dimensions/{pk}",
            _("Keep"),
            quiet=True,
        ),
        level,
        level_words(level),
        saved,
        _mark(one, pk),
    )
