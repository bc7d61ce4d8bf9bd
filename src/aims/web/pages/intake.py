"""Proposing in two minutes, what became of it, the way into the register, and the seven questions of the tier."""

from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.systems import tier as tiers
from aims.systems.duplicates import entry_of
from aims.systems.intake import take_in
from aims.systems.models import AISystem, Proposal, UndeclaredTool
from aims.systems.tools import led_to
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.intake import DoorLook, ProposeLook
from aims.web.looks.parts import ButtonLook, Cell, Column, Crumb, FormLook, RowLook, TableLook
from aims.web.looks.records import FieldLook, SectionLook
from aims.web.pages.extras import with_forms
from aims.web.panels.acts import NEW_ID, Act, ActForm, carry_out, form_for, made_before, refused
from aims.web.panels.attempts import KEPT
from aims.web.panels.detail import describe, found
from aims.web.panels.similar import similar_to
from aims.web.panels.tier import tier_of
from aims.web.panels.told import tell
from aims.web.panels.tools import allow_button
from aims.web.refusing import status_of
from aims.web.values import fact, id_of, sentence_case

_ALWAYS = ("title", "purpose", "supplier", "data_about", "reaches", "checked")
SILENT = ("door", "lang", "unit", NEW_ID)
"""What travels along without being asked: the unit is that of whoever asks."""


# ---- proposing ----


@require_http_methods(["GET", "POST"])
def propose_page(asked: Asked) -> HttpResponse:
    door = asked.GET.get("door", "")
    if door not in Proposal.Door:
        return _doors(asked)
    act = Act(KINDS.of(Proposal), "create", None, {"door": door, "unit": asked.person.unit_id})
    if denied := refused(asked, act):
        raise denied
    if asked.method == "GET":
        return _ask(asked, door, _questions(asked, act))
    form = _questions(asked, act, asked.POST)
    if not form.is_valid():
        return _ask(asked, door, form, 422)
    try:
        made = made_before(asked, act, form) or carry_out(asked, act, form)
    except Denied as denied:
        if denied.code not in KEPT:
            raise
        form.blame(denied)
        return _ask(asked, door, form, status_of(denied))
    tell(asked, made, "create")
    return HttpResponseRedirect(f"/r/{made.ref}/")


def _questions(asked: Asked, act: Act, data: QueryDict | None = None) -> ActForm:
    """Seven plain questions, the last by the door."""
    form = form_for(asked, act, data)
    wanted = (*_ALWAYS, "used_since" if act.prefill["door"] == Proposal.Door.IN_USE else "needed_by")
    form.fields = {name: form.fields[name] for name in (*wanted, *SILENT)}
    for name in SILENT:
        form.fields[name].widget = forms.HiddenInput()
    for name, words in _asked_as(str(act.prefill["door"])).items():
        if name in form.fields:
            form.fields[name].label = words
    return form


def _asked_as(door: str) -> dict[str, str]:
    is_system = door == Proposal.Door.SYSTEM
    return {
        "title": _("What is it called?") if not is_system else _("What shall it be called?"),
        "purpose": _("What is it for?"),
        "supplier": _("Who makes it?"),
        "data_about": _("What goes into it?"),
        "reaches": _("Whom do its results reach?"),
        "checked": _("Does a person look at each result before it is used?"),
        "needed_by": _("When is it wanted?"),
        "used_since": _("Since when is it used?"),
    }


def _words(door: str) -> tuple[str, str]:
    return {
        "system": (_("Propose an AI system"), _("Something that we would build or buy, and that runs for us.")),
        "tool": (_("Ask to use a tool"), _("An assistant, a translator, an add-on: something you would use at work.")),
        "in_use": (
            _("Declare a tool in use"),
            _("You use it already. Nobody is blamed for saying so; what nobody knows of is what does harm."),
        ),
    }[door]


def _ask(asked: Asked, door: str, form: ActForm, status: int = 200) -> HttpResponse:
    title, text = _words(door)
    look = FormLook(
        form,
        f"/propose?door={door}",
        _("Send"),
        note=_("A named person decides, and the answer stands on the page of the proposal."),
        cancel_url="/propose",
        draft=f"proposal.{door}",
        similar_url="/systems/similar",
    )
    trail = (Crumb(_("Propose"), "/propose"), Crumb(title))
    return draw(asked, "propose", ProposeLook(title, text, form=look), title, "systems", *trail, status=status)


def _doors(asked: Asked) -> HttpResponse:
    title = _("Propose")
    intro = _("Seven short questions, two minutes. Choose what fits.")
    doors = tuple(DoorLook(*_words(door), f"/propose?door={door}", _("Begin")) for door in Proposal.Door.values)
    look = ProposeLook(title, intro, doors, mine=_mine(asked))
    return draw(asked, "propose", look, title, "systems", Crumb(title))


def _mine(asked: Asked) -> TableLook | None:
    """What the reader proposed before, the newest first, with what was decided."""
    kind = KINDS.of(Proposal)
    mine = [p for p in asked.world.all(Proposal) if p.author_id == asked.person.id]
    rows = [
        RowLook(
            (
                Cell(p.ref, "ref", to_record(asked, p)),
                Cell(name_of(p)),
                Cell(sentence_case(_outcome(p) or kind.workflow.label(p.state)), "tag"),
            )
        )
        for p in reversed(mine)
    ]
    columns = (Column(_("Ref")), Column(_("Proposal")), Column(_("What became of it")))
    return TableLook(_("Your proposals"), columns, rows) if rows else None


def _outcome(proposal: Proposal) -> str:
    is_yes = proposal.state in ("accepted", "registered")
    return _("accepted, with conditions") if is_yes and proposal.conditions else ""


# ---- its page ----


def source_page(asked: Asked, record: Record) -> HttpResponse:
    """A proposal, or a tool that was found: with the decision, what looks like it, and the way into the register."""
    kind = KINDS[record.kind]
    assert isinstance(record, Proposal | UndeclaredTool)
    look = with_forms(asked, record, describe(asked, record))
    sections = (*_decision(asked, record), *map(_filled, look.sections), *_alike(asked, record))
    first = tuple(_take_in(asked, record))
    rest = tuple(replace(button, primary=False) for button in look.buttons) if first else look.buttons
    whole = replace(look, sections=sections, buttons=(*first, *rest))
    trail = (Crumb(sentence_case(kind.plural), f"/k/{kind.name}/"), Crumb(record.ref))
    return draw(asked, "detail", whole, f"{record.ref} {record.name}", "systems", *trail)


def _filled(section: SectionLook) -> SectionLook:
    """Without what the door that was taken does not ask."""
    return SectionLook(section.title, tuple(one for one in section.fields if one.day or str(one.value)))


def _decision(asked: Asked, record: Proposal | UndeclaredTool) -> Iterable[SectionLook]:
    names = ("decision_why", "conditions", "system") if isinstance(record, Proposal) else ("system",)
    if shown := tuple(fact(asked, record, name) for name in names if getattr(record, _column(name))):
        yield SectionLook(_("What was decided"), shown)


def _column(name: str) -> str:
    return "system_id" if name == "system" else name


def _alike(asked: Asked, record: Proposal | UndeclaredTool) -> Iterable[SectionLook]:
    if record.system_id or record.state in KINDS[record.kind].workflow.ended:
        return
    use, supplier = (record.purpose, record.supplier) if isinstance(record, Proposal) else ("", "")
    like = similar_to(asked, entry_of(record.title, record.title_alt, use=use, unit=record.unit_id, supplier=supplier))
    if like.systems:
        yield SectionLook(_("Looks like"), (FieldLook(_("In the register"), values=like.systems),))


def _take_in(asked: Asked, record: Proposal | UndeclaredTool) -> Iterable[ButtonLook]:
    """One act: the entry is made, and this leads to it."""
    kind = KINDS[record.kind]
    new = Act(KINDS.of(AISystem), "create", None, {"unit": record.unit_id})
    acts = (Act(kind, "register", record), new)
    if asked.past is None and all(refused(asked, act) is None for act in acts):
        yield ButtonLook(_("Add to the register"), f"/r/{record.ref}/take-in", primary=True, post=True)
    if button := _to_allow(asked, record):
        yield button


def _to_allow(asked: Asked, record: Proposal | UndeclaredTool) -> ButtonLook | None:
    """The way from a tool that is in the register to the page of tools that people may use."""
    system = asked.world.get(AISystem, record.system_id)
    if system is None or system.sort != AISystem.Sort.STAFF_TOOL or not may_see(asked, system):
        return None
    return None if system.id in led_to(asked.world) else allow_button(asked, system)


@require_POST
def take_in_page(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    if not isinstance(record, Proposal | UndeclaredTool):
        raise Denied("ref_unknown", ref=ref)
    made = asked.now.get(AISystem, record.system_id)  # by a first press
    system = made or take_in(record, asked.actor, asked.now)
    tell(asked, system, "create")
    return HttpResponseRedirect(f"/r/{system.ref}/")


@require_POST
def similar_piece(asked: Asked) -> HttpResponse:
    """What looks like the form that is being filled; part of its page."""
    said = asked.POST
    use = said.get("intended_use", "") or said.get("purpose", "")
    supplier = said.get("supplier", "")[:300]
    entry = entry_of(said.get("title", "")[:300], use=use[:5000], unit=id_of(said.get("unit")), supplier=supplier)
    return render(asked, "aims/_similar.html", {"similar": similar_to(asked, entry)})


# ---- the tier ----


class TierForm(forms.Form):
    """The seven questions, each with yes or no."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for question in tiers.questions():
            self.fields[question.key] = forms.ChoiceField(
                label=question.words, choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
            )

    @property
    def yes(self) -> list[str]:
        return [key for key, said in self.cleaned_data.items() if said == "yes"]


@require_http_methods(["GET", "POST"])
def tier_page(asked: Asked, ref: str) -> HttpResponse:
    system = found(asked, ref)
    if not isinstance(system, AISystem):
        raise Denied("ref_unknown", ref=ref)
    may = refused(asked, Act(KINDS.of(AISystem), "edit", system)) is None and not asked.past
    if asked.method == "GET":
        return _tier(asked, system, TierForm(initial=_said(system)) if may else None)
    form = TierForm(asked.POST)
    if not form.is_valid():
        return _tier(asked, system, form, 422)
    perform(
        Command("ai_system", "edit", asked.actor, system.pk, _answered(asked, system, form.yes), expect=system.version),
        world=asked.now,
    )
    tell(asked, system, "edit")
    return HttpResponseRedirect(f"/r/{ref}/tier")


def _said(system: AISystem) -> dict[str, str]:
    """What was answered; what a proposal only suggests with yes stands ticked, the rest open."""
    no = "no" if system.tier_answered_on else ""
    return {question.key: "yes" if question.key in system.tier_answers else no for question in tiers.questions()}


def _answered(asked: Asked, system: AISystem, yes: list[str]) -> dict[str, object]:
    """The answers, and the tier where they raise it; what another person set lower stays while they give no more."""
    values: dict[str, object] = {"tier_answers": yes, "tier_answered_on": asked.now.today}
    lowest = tiers.read(yes).tier
    stays_low = system.lowered_tier and not tiers.is_lower(system.lowered_from, lowest)
    if tiers.is_lower(system.tier, lowest) and not stays_low:
        values["tier"] = lowest
    return values


def _tier(asked: Asked, system: AISystem, form: TierForm | None, status: int = 200) -> HttpResponse:
    title = _("Tier of %(ref)s") % {"ref": system.ref}
    look = (
        FormLook(
            form,
            f"/r/{system.ref}/tier",
            _("Save the answers"),
            note=_("The tier is computed from them. A higher one may be set freely, a lower one by another person."),
            cancel_url=to_record(asked, system),
        )
        if form
        else None
    )
    trail = (
        Crumb(sentence_case(KINDS.of(AISystem).plural), "/k/ai_system/"),
        Crumb(system.ref, to_record(asked, system)),
    )
    return draw(
        asked,
        "tier",
        tier_of(asked, system),
        title,
        "systems",
        *trail,
        Crumb(_("Tier")),
        status=status,
        form=look,
        of=name_of(system),
    )
