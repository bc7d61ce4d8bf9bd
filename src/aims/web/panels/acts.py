"""An act on a record: may the reader do it, its form out of the kind's declaration, and how it ends in `perform`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from aims import catalogue
from aims.accounts.models import User
from aims.accounts.proof import proven
from aims.kernel.checks import Do
from aims.kernel.denied import Denied
from aims.kernel.fields import CodesField, RowsField
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Person, Record, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Able, decide, who_may
from aims.kernel.roles import roles
from aims.kernel.values import key_of
from aims.legal.models import Classification
from aims.lib.ids import uuid7
from aims.lib.language import language, language_code
from aims.organisation.fields import QuizField
from aims.risk.models import Risk
from aims.web.asked import Asked, may_see, seen
from aims.web.panels.days import day_input
from aims.web.panels.rating import RATED, rated
from aims.web.values import column, id_of, label_of, language_of, requirement_title, sentence_case, target_of, whole

WHY = "reason"
NAMED = 5
"""How many of those who may are named; the rest are a number."""
NEW_ID = "new_id"
"""The id that a record to be made shall have: the same form sent twice makes one record."""


@dataclass(frozen=True)
class Act:
    """What a button opens: an action on a record, or the making of one, filled with what is known."""

    kind: Kind
    action: str
    record: Record | None = None
    prefill: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.action == "create"

    @property
    def links(self) -> tuple[tuple[str, UUID], ...]:
        """The first link of a record to be made, where it is known what it shall lead to."""
        relation, target = self.prefill.get("relation"), id_of(self.prefill.get("target"))
        return ((str(relation), target),) if self.is_new and relation and target else ()

    @property
    def label(self) -> str:
        return str(self.kind.action_label(self.action))

    @property
    def words(self) -> str:
        """The move with its object: “Close NCR-0005”, or “Add measurement”."""
        if self.record is None:
            return to_make(self.kind)
        return _("%(action)s %(ref)s") % {"action": self.label, "ref": self.record.ref}


def to_make(kind: Kind) -> str:
    """What the button says that makes a record: “Add risk”, or “Stop a system”."""
    return str(kind.labels.get("create") or _("Add %(kind)s") % {"kind": kind.label})


def act_of(asked: Asked, do: Do) -> Act | None:
    """The act that a gap or a duty asks for; nothing when the reader does not see the record it is about."""
    kind = KINDS[do.kind]
    if do.action == "create":
        return Act(kind, "create", None, do.prefill)
    record = asked.now.get(kind.model, do.record)
    return Act(kind, do.action, record, do.prefill) if record and may_see(asked, record) else None


def subject(asked: Asked, act: Act) -> Record:
    """The record, or what the new one would be: in a unit where the reader may make it, if there is one."""
    if act.record is not None:
        return act.record
    tops = [unit for unit in asked.now.all(Unit) if unit.parent_id is None]
    top = tops[0].id if tops else None
    unit = act.prefill.get("unit") or top
    for held in asked.actor.held:
        if act.action in act.kind.granted.get(held.role.id, ()) and not held.covers(unit) and held.units:
            unit = min(held.units)
            break
    made = act.kind.model(kind=act.kind.name, unit_id=unit, author_id=asked.person.id, state=act.kind.workflow.initial)
    if act.kind.under:
        above = act.prefill.get(act.kind.under)
        act.kind.place_under(made, asked.now.find(key_of(act.kind, act.kind.under, above)) if above else None)
    return made


def _place(act: Act) -> Any:
    """What the answer depends on beside the action: the record, or where the new one will stand."""
    return act.record.pk if act.record else act.prefill.get(act.kind.under or "unit")


def refused(asked: Asked, act: Act) -> Denied | None:
    """Why the reader may not; remembered for the length of one page."""
    key = ("refused", act.kind.name, act.action, _place(act))
    if key not in asked.memory:
        asked.memory[key] = decide(asked.actor, act.action, subject(asked, act), act.kind, is_new=act.is_new)
    found: Denied | None = asked.memory[key]
    return found


def able(asked: Asked, act: Act) -> list[Able]:
    """Everybody who may, remembered for the length of one page."""
    key = ("able", act.kind.name, act.action, _place(act))
    if key not in asked.memory:
        asked.memory[key] = who_may(asked.now, act.action, subject(asked, act), act.kind)
    found: list[Able] = asked.memory[key]
    return found


# ---- the form ----


class LanguageSelect(forms.Select):
    """Each language under its own name, marked with itself for readers that speak."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"]["lang"] = str(option["value"])
        return option


class RecordSelect(forms.Select):
    """Records by their names, each marked with the language that it is in."""

    def __init__(self, languages: Mapping[str, str]) -> None:
        super().__init__()
        self.languages = languages

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if written := self.languages.get(str(option["value"])):
            option["attrs"]["lang"] = written
        return option


class RefField(forms.CharField):
    """The ref of a record that the reader sees; cleaned into its id."""

    def __init__(self, asked: Asked, **given: Any) -> None:
        super().__init__(max_length=24, **given)
        self.asked = asked

    def clean(self, value: Any) -> Any:
        ref = str(super().clean(value)).strip().upper()
        row = Record.objects.filter(ref=ref).values_list("kind", "pk").first()
        record = self.asked.now.get(KINDS[row[0]].model, row[1]) if row and row[0] in KINDS else None
        if record is None or not (record.kind in ("unit", "person") or may_see(self.asked, record)):
            raise forms.ValidationError(Denied("ref_unknown", ref=ref).sentence)
        return record.pk


class ActForm(forms.Form):
    """A form made for one act. It cleans types; whether the values may be, `perform` says."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in (WHY, NEW_ID)}

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get(WHY) or "")

    def blame(self, denied: Denied) -> None:
        """Put a refusal where it belongs: at its fields, else above the form."""
        known = {name: why for name, why in denied.fields.items() if name in self.fields}
        for name, why in known.items():
            self.add_error(name, [str(sentence) for sentence in why])
        if denied.code == "reason_required" and WHY in self.fields:
            self.add_error(WHY, denied.sentence)
        elif "target" in self.fields and not known:
            self.add_error("target", denied.sentence)
        elif not known or len(known) < len(denied.fields):
            self.add_error(None, denied.sentence)


def form_for(
    asked: Asked,
    act: Act,
    data: QueryDict | None = None,
    files: MultiValueDict[str, Any] | None = None,
    brief: bool = False,
) -> ActForm:
    """The form of `act`, filled with the record and what is known. `brief` hides what need not be asked again."""
    fields: dict[str, Any] = {}
    for name in act.kind.takes(act.action):
        if not act.kind.derives(name) and not _asked_elsewhere(act, name) and (made := _field(asked, act, name)):
            fields[name] = made
    if act.action == "link":
        fields |= _link_fields(asked, act)
    for name, one in fields.items():
        if not one.required and (later := act.kind.workflow.asks_for(name)):
            one.needed = _("needed for “%(action)s”") % {"action": later.label}
    move = act.kind.workflow.transition(act.action)
    for name in move.needs if move else ():
        fields[name].required = True
    if act.is_new:
        fields[NEW_ID] = forms.UUIDField(initial=uuid7, required=False, widget=forms.HiddenInput)
    else:
        required = bool(move and move.reason_required)
        fields[WHY] = forms.CharField(
            label=_("Reason"),
            required=required,
            help_text=_("What changes and why; it stays in the history."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    made_class = type("MadeForm", (ActForm,), fields)
    form: ActForm = made_class(data, files, initial=initial(asked, act))
    if act.record is not None:
        _mark_language(form, act.record)
    if brief:
        _hide_what_is_known(form, act)
    return form


def _asked_elsewhere(act: Act, name: str) -> bool:
    """What a page of its own asks for, one by one: the answers to the questions of a law."""
    return act.kind.model is Classification and name == "answers"


def _mark_language(form: ActForm, record: Record) -> None:
    """Text that stands in a field already is read aloud in the language it was written in."""
    for name, one in form.fields.items():
        if name != WHY and isinstance(one.widget, forms.Textarea | forms.TextInput):
            one.widget.attrs["lang"] = language_of(record, name)


def _hide_what_is_known(form: ActForm, act: Act) -> None:
    """Inside a gap only what is still open is asked: the rest travels along."""
    quiet = {"lang", "unit", "title_alt", "owner"} | {n for n in act.prefill if n != "title"}
    for name in quiet & set(form.fields):
        one = form.fields[name]
        if (
            act.is_new
            and not isinstance(one, forms.MultipleChoiceField)
            and (name in act.prefill or not one.required or name == "lang")
        ):
            one.widget = forms.HiddenInput()


def initial(asked: Asked, act: Act) -> dict[str, Any]:
    names = act.kind.takes(act.action)
    if act.record is not None:
        found = {n: getattr(act.record, column(act.kind, n).attname) for n in names}
        move = act.kind.workflow.transition(act.action)
        found |= move.offers(act.record, asked.now) if move and move.offers else {}
    else:
        found = {"lang": language_code(), "happened_on": None}
        blank = subject(asked, act)
        for name in names:
            value = getattr(blank, column(act.kind, name).attname)
            if value not in (None, "", []):
                found.setdefault(name, value)
        found["owner"] = asked.person.id
        found["title"] = proposed_title(act)
    wanted = (*names, "relation") if act.action == "link" else names
    return {**found, **{n: v for n, v in act.prefill.items() if n in wanted}}


def proposed_title(act: Act) -> str:
    """A title to begin with, where what is known suggests one."""
    if requirement := act.prefill.get("requirement"):
        kind = sentence_case(act.kind.label)
        return _("%(kind)s on %(requirement)s") % {"kind": kind, "requirement": requirement_title(str(requirement))}
    if topic := act.prefill.get("topic"):
        choices = dict(column(act.kind, "topic").flatchoices)
        return sentence_case(choices.get(topic, ""))
    return ""


def _field(asked: Asked, act: Act, name: str) -> forms.Field | None:
    of = column(act.kind, name)
    label = label_of(act.kind, name)
    if act.kind.model is Risk and name in RATED:
        return rated(asked, act.record, name)
    if isinstance(of, models.ForeignKey):
        leads_to_user = of.related_model is User
        return _way_to_sign_in(act, of, label) if leads_to_user else _reference(asked, act, of, label)
    if isinstance(of, models.JSONField) and not isinstance(of, CodesField | QuizField | RowsField):
        return None
    if name in ("role", "requirement"):
        choices = _roles() if name == "role" else _requirements()
        return forms.ChoiceField(label=label, choices=[("", "–"), *choices], required=not of.blank)
    return _dressed(of.formfield(label=label), of)


def _link_fields(asked: Asked, act: Act) -> dict[str, forms.Field]:
    open_ones = act.kind.open_relations(act.record.state) if act.record else act.kind.relations
    relations = [(r.name, sentence_case(r.label)) for r in open_ones]
    help_text = _("As it stands on its page, such as AIS-0007.")
    return {
        "relation": forms.ChoiceField(label=_("Relation"), choices=relations),
        "target": RefField(asked, label=_("Ref of the other record"), help_text=help_text),
        "label": forms.CharField(label=_("Note"), max_length=300, required=False),
    }


def _dressed(made: Any, of: "models.Field[Any, Any]") -> forms.Field | None:
    if isinstance(made, forms.DateField):
        made.widget = day_input()
    elif isinstance(of, models.TextField | QuizField) and made:
        made.widget = forms.Textarea(attrs={"rows": 3})
    elif isinstance(made, forms.TypedChoiceField):
        given = list(of.flatchoices)
        if of.name in ("lang", "language", "writes_in", "written_in"):
            made.widget = LanguageSelect()
        made.choices = given if made.required and of.has_default() else [("", "–"), *given]
    found: forms.Field | None = made
    return found


def _reference(asked: Asked, act: Act, of: "models.Field[Any, Any]", label: str) -> forms.Field:
    """A choice among the records that the reader may name; units and people are named by everybody."""
    model = target_of(of)
    known = {r.id: r for r in asked.now.in_force(model) if model in (Unit, Person) or may_see(asked, r)}
    chosen = getattr(act.record, of.attname) if act.record else id_of(act.prefill.get(of.name))
    kept = asked.now.get(model, chosen) if chosen not in known else None
    if kept and (read := kept if model in (Unit, Person) else seen(asked, kept)):
        known[kept.id] = read
    choices = sorted(((str(pk), record.name) for pk, record in known.items()), key=lambda pair: pair[1].casefold())
    if act.record and kept and kept.id not in known:
        choices.append((str(kept.id), _("not visible to you")))
    here = language()
    return forms.ChoiceField(
        label=label,
        choices=[("", "–"), *choices],
        required=not of.blank,
        help_text=str(of.help_text),
        widget=RecordSelect({str(pk): r.name_lang for pk, r in known.items() if r.name_lang[:2] != here}),
    )


def _way_to_sign_in(act: Act, of: "models.Field[Any, Any]", label: str) -> forms.Field:
    """The one reference that leads to no record: what somebody signs in by, if nobody else uses it."""
    taken = set(Person.objects.exclude(user=None).values_list("user", flat=True))
    taken.discard(getattr(act.record, of.attname) if act.record else None)
    free = [
        (str(pk), name)
        for pk, name in User.objects.order_by("username").values_list("pk", "username")
        if pk not in taken
    ]
    return forms.ChoiceField(label=label, choices=[("", "–"), *free], required=False)


def _roles() -> list[tuple[str, str]]:
    return [(role.id, sentence_case(role.name(language()))) for role in roles().values()]


def _requirements() -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for full_id in catalogue.requirements():
        node = catalogue.requirement(full_id)
        above = node.clause if isinstance(node, catalogue.Requirement) else node.objective
        groups.setdefault(requirement_title(above), []).append((full_id, requirement_title(full_id)))
    return list(groups.items())


# ---- carrying it out ----


def made_before(asked: Asked, act: Act, form: ActForm) -> Record | None:
    """The record that the reader has made with this very form already, with nothing typed otherwise since."""
    pk = form.cleaned_data.get(NEW_ID)
    made = act.kind.model.objects.filter(pk=pk, author_id=asked.person.id).first() if pk else None
    if made is None:
        return None
    typed = ((column(act.kind, name).attname, value) for name, value in form.values().items() if value)
    return (
        made
        if all(getattr(made, name) == value or str(getattr(made, name)) == str(value) for name, value in typed)
        else None
    )


def sent_before(asked: Asked) -> bool:
    """Whether the form that is sent has made a record of the reader's already; what asked for it may be gone since."""
    pk = id_of(asked.POST.get(NEW_ID))
    return pk is not None and Record.objects.filter(pk=pk, author=asked.person.id).exists()


def _id_for(form: ActForm) -> UUID | None:
    """The id that the form carries, unless an earlier sending of it has taken that: then a new one is made."""
    pk: UUID | None = form.cleaned_data.get(NEW_ID)
    return pk if pk and not Record.objects.filter(pk=pk).exists() else None


def carry_out(asked: Asked, act: Act, form: ActForm) -> Record:
    """Perform the act with what was typed. Raises `Denied`."""
    said, proof = asked.POST.get("expected_version", ""), proven(asked)
    return perform(
        Command(
            act.kind.name,
            act.action,
            asked.actor,
            act.record.pk if act.record else _id_for(form),
            values=form.values(),
            links=act.links,
            expect=whole(said) if act.record and act.action != "link" else None,
            reason=form.why,
            authenticated_at=proof.at if proof else None,
            authenticated_by=proof.how if proof else "",
        ),
        world=asked.now,
    )
