"""A field of a record as a reader sees it, on a page, in a row or in a sheet."""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from aims import catalogue
from aims.kernel.fields import CodesField, RowsField
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import LANGUAGES, WRITTEN_IN, Record
from aims.kernel.policy import who_may
from aims.kernel.roles import roles
from aims.kernel.wording import day_text
from aims.kernel.workflow import Words
from aims.lib.language import language, language_code
from aims.organisation.fields import QuizField, lines_of
from aims.questionnaires.fields import AnswersField, SurveyField
from aims.web.asked import Asked, may_see, seen, to_record, to_requirement
from aims.web.frame import name_of
from aims.web.looks.parts import Said, Text
from aims.web.looks.records import FieldLook
from aims.web.templatetags.look import said

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def role_name(role: str) -> str:
    known = roles().get(role)
    return known.name(language()) if known else role


def whole(said: str) -> int | None:
    """The whole number that an address says, if it is one of a size that anything here is counted in."""
    return int(said) if said.isdecimal() and len(said) <= 12 else None


def id_of(said: object) -> UUID | None:
    """The id that an address or a form says, if it is one."""
    try:
        return UUID(str(said))
    except ValueError:
        return None


def sentence_case(words: Words) -> str:
    """The first letter large, as heads of columns and labels are written; the declarations write it small."""
    text = str(words)
    return text[:1].upper() + text[1:]


def label_of(kind: Kind, name: str) -> str:
    return sentence_case(kind.label_of(name))


def other_tongue(code: str) -> str:
    return next(other for other, _name in LANGUAGES if other != code)


def language_of(record: Record, name: str) -> str:
    """The language that a text of the record is written in."""
    return other_tongue(record.lang) if name.endswith("_alt") else record.lang


def language_name(code: str) -> str:
    """The language as the reader's own calls it; by its own name where Django has no other."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return dict(WRITTEN_IN)[code]


def listed(names: Iterable[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(names)


def column(kind: Kind, name: str) -> "models.Field[Any, Any]":
    return _column(kind.model, name)


@cache
def _column(model: type[Record], name: str) -> "models.Field[Any, Any]":
    return model._meta.get_field(name)  # type: ignore[return-value]


def requirement_title(requirement: str) -> str:
    """“6.1.3-f Statement of Applicability”, or the id itself where the catalogue no longer knows it."""
    try:
        node = catalogue.node(requirement)
    except catalogue.UnknownId:
        return requirement
    return f"{node.cite.in_(language())} {node.title.in_(language())}"


def target_of(field: "models.Field[Any, Any]") -> type[Record]:
    """The model that a reference leads to; every reference of a kind leads to a record."""
    target = field.related_model
    if not isinstance(target, type) or not issubclass(target, Record):
        raise TypeError(f"{field} leads to no record")
    return target


def look_up(asked: Asked, kind: Kind, name: str, pk: Any) -> Record | None:
    """What a reference leads to, in the world that is shown."""
    return asked.world.get(target_of(column(kind, name)), pk) if pk else None


def reading(asked: Asked, record: Record, name: str) -> Said:
    """The value of a field as words."""
    kind = KINDS[record.kind]
    field = column(kind, name)
    value = getattr(record, field.attname)
    if value in (None, "", [], {}):
        return ""
    if isinstance(field, models.ForeignKey):
        other = look_up(asked, kind, name, value)
        return _referred(asked, other) if other else _("unknown")
    if isinstance(field, QuizField):
        return Text(lines_of(value, marked=_keeps(asked, record)), record.lang)
    return _plain(kind, field, value, record)


def _keeps(asked: Asked, record: Record) -> bool:
    """Whether the reader answers for the content of `record`: may edit or approve it once its state allows that."""
    able = (one for action in ("edit", "approve") for one in who_may(asked.now, action, record, KINDS[record.kind]))
    return any(one.person.id == asked.person.id for one in able)


def _referred(asked: Asked, other: Record) -> Said:
    shown = other if other.kind in ("unit", "person") else seen(asked, other)
    return name_of(shown) if shown else _("not visible to you")


def _plain(kind: Kind, field: "models.Field[Any, Any]", value: Any, record: Record) -> Said:
    if field.name == "state":
        return str(kind.workflow.label(value))
    if isinstance(field, CodesField):
        return field.said(value)
    if field.choices:
        label = str(dict(field.flatchoices).get(value, value))
        return Text(label, value) if field.name in ("lang", "language") else label
    if isinstance(value, dt.date):
        return day_text(value)
    if field.name == "role":
        return role_name(value)
    if field.name == "requirement":
        return requirement_title(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # without the noughts that only the column adds
    if isinstance(value, dict | list):
        return _structured(field, value, record)
    if isinstance(field, models.CharField | models.TextField):
        return Text(value, language_of(record, field.name))
    return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)


def _structured(field: "models.Field[Any, Any]", value: Any, record: Record) -> Text:
    """Short tables as people write them, a questionnaire or answers in a line, anything else as data."""
    if isinstance(field, SurveyField | AnswersField):
        return Text(field.said(value), language_code())
    if isinstance(field, RowsField):
        return Text(field.said(value), record.lang)
    return Text(json.dumps(value, ensure_ascii=False, indent=1), "en")


def fact(asked: Asked, record: Record, name: str) -> FieldLook:
    """A field with its label, as pages show it."""
    kind = KINDS[record.kind]
    field = column(kind, name)
    said, url = reading(asked, record, name), ""
    if isinstance(field, models.ForeignKey):
        other = look_up(asked, kind, name, getattr(record, field.attname))
        url = to_record(asked, other) if other and may_see(asked, other) else ""
    elif name == "requirement" and said:
        url = to_requirement(asked, getattr(record, name))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return FieldLook(label_of(kind, name), said, sort="date", day=getattr(record, name))
    return FieldLook(
        label_of(kind, name),
        said,
        url,
        "long" if isinstance(field, models.TextField | QuizField | RowsField) else "text",
    )


def in_image(asked: Asked, record: Record | None, name: str) -> Said:
    return reading(asked, record, name) if record is not None else ""


def mixed(template: str, **parts: Said) -> SafeString:
    """A sentence with the words of records in it, each marked with the language it is in."""
    return mark_safe(str(conditional_escape(template)) % {name: said(part) for name, part in parts.items()})  # noqa: S308 - every part is escaped


def in_a_row(sentences: Iterable[SafeString]) -> SafeString:
    """Sentences behind each other, as the language of the page parts them."""
    return mark_safe(("" if language() == "zh" else " ").join(sentences))  # noqa: S308 - safe, each of them


DONE: "dict[str, _StrPromise]" = {
    "create": gettext_lazy("Made"),
    "edit": gettext_lazy("Changed"),
    "link": gettext_lazy("Linked"),
    "unlink": gettext_lazy("Link removed"),
    "attach": gettext_lazy("File attached"),
    "detach": gettext_lazy("File removed"),
    "comment": gettext_lazy("Commented"),
    "submit": gettext_lazy("Submitted"),
    "return": gettext_lazy("Returned"),
    "approve": gettext_lazy("Approved"),
    "revise": gettext_lazy("New version begun"),
    "retire": gettext_lazy("Retired"),
    "reinstate": gettext_lazy("Reinstated"),
    "close": gettext_lazy("Closed"),
    "reopen": gettext_lazy("Reopened"),
}


def done(kind: Kind, action: str) -> str:
    """What was done, for lists of what happened; the name of the action where there is no other word."""
    if action in DONE:
        return str(DONE[action])
    return str(kind.action_label(action)) if action in kind.actions else action


_CHECKED: "dict[str, _StrPromise]" = {
    "checked": gettext_lazy("checked against the source"),
    "partly_checked": gettext_lazy("checked in part"),
    "not_checked": gettext_lazy("not checked yet"),
}


def how_checked(state: str) -> str:
    """How far what the catalogue says was checked against the text itself."""
    return str(_CHECKED[state])
