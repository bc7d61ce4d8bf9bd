"""A condition as a sentence, and what is wrong with one that cannot be read."""

from collections.abc import Iterable, Mapping
from typing import Any

from aims_sdk.conditions import INPUTS, AllOf, AnyOf, Compare, Condition, Not, Wrong, rules
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

FIELDS: Mapping[str, Promise] = {
    "key": _("the key"),
    "version": _("the version"),
    "sort": _("the sort of decision"),
    "tool": _("the tool"),
    "subject": _("the subject"),
    "output": _("the output"),
    "score": _("the score"),
    "latency_ms": _("the latency in milliseconds"),
    "cost": _("the cost"),
}
_SIGNS: Mapping[str, tuple[Promise, Promise]] = {
    "eq": (_("%(field)s is %(value)s"), _("%(field)s is not %(value)s")),
    "lt": (_("%(field)s is below %(value)s"), _("%(field)s is not below %(value)s")),
    "lte": (_("%(field)s is at most %(value)s"), _("%(field)s is above %(value)s")),
    "gt": (_("%(field)s is above %(value)s"), _("%(field)s is at most %(value)s")),
    "gte": (_("%(field)s is at least %(value)s"), _("%(field)s is below %(value)s")),
    "in": (_("%(field)s is one of %(value)s"), _("%(field)s is none of %(value)s")),
    "contains": (_("%(field)s contains %(value)s"), _("%(field)s does not contain %(value)s")),
    "starts_with": (_("%(field)s begins with %(value)s"), _("%(field)s does not begin with %(value)s")),
    "present": (_("%(field)s is known"), _("%(field)s is not known")),
}
WRONG: Mapping[str, Promise] = {
    "too_many_parts": _("It has more than %(limit)s parts."),
    "too_deep": _("It is nested more than %(limit)s deep."),
    "line_unread": _(
        "“%(said)s” cannot be read. Write for example: score < 0.4, output = decline, inputs.amount > 20000; join "
        "parts with “and”, and write each rule on a line of its own."
    ),
    "not_a_map": _("A condition is a map: any, all, not, or a field with an operator and a value."),
    "no_parts": _("It takes a list of one condition at the least."),
    "names_unknown": _("A condition has either any, all or not, or a field with an operator and a value."),
    "field_unknown": _("There is no such field. Name one of %(known)s, or an input as inputs.NAME."),
    "operator_unknown": _("There is no such operator. Known are: %(known)s."),
    "not_a_number": _("It takes a number."),
    "not_a_text": _("It takes a text."),
    "not_a_value": _("It takes a number, a text, or yes or no."),
    "not_a_list": _("It takes a list of numbers or texts, 200 at the most."),
    "takes_no_value": _("It takes no value."),
    "only_of_keys": _("A random share is drawn of keys: name the field key."),
    "not_a_share": _("It takes a share above 0 and up to 1."),
    "only_of_versions": _("The first so many are those of a version: name the field version."),
    "not_a_first_n": _("It takes a version and how many: a map of version and n."),
}


def why_wrong(wrong: Wrong) -> str:
    """What is wrong with a tree, and in which part of it."""
    why = str(WRONG[wrong.code]) % wrong.params
    return gettext("%(where)s: %(why)s") % {"where": wrong.where, "why": why} if wrong.where else why


def sentence(condition: Condition) -> str:
    """What is held, in the active language."""
    said = _listed(map(clause, rules(condition)), pgettext("between conditions", "; or "))
    return gettext("Held when %(conditions)s.") % {"conditions": said}


def clause(condition: Condition) -> str:
    """One condition within a sentence."""
    return _clause(condition, inner=False)


def _clause(condition: Condition, *, inner: bool) -> str:
    match condition:
        case Compare():
            return _compared(condition)
        case AnyOf((one,)) | AllOf((one,)):
            return _clause(one, inner=inner)
        case AnyOf(parts):
            return _together(parts, gettext("%(first)s or %(second)s"), inner=inner)
        case AllOf(parts):
            return _together(_bands(parts), gettext("%(first)s and %(second)s"), inner=inner)
        case Not(Compare() as one) if one.operator in _SIGNS:
            return _compared(one, negated=True)
        case Not(part):
            return gettext("it is not so that %(condition)s") % {"condition": _clause(part, inner=True)}


def _together(parts: Iterable[Condition | str], pattern: str, *, inner: bool) -> str:
    said = [part if isinstance(part, str) else _clause(part, inner=True) for part in parts]
    found = said[0]
    for more in said[1:]:
        found = pattern % {"first": found, "second": more}
    return pgettext("conditions that belong together", "(%(conditions)s)") % {"conditions": found} if inner else found


def _bands(parts: Iterable[Condition]) -> list[Condition | str]:
    """Two ends of one field are said as one: from 0.42 to below 0.58."""
    found: list[Condition | str] = []
    for part in parts:
        last = found[-1] if found else None
        if _is(last, "gte") and _is(part, "lt") and last.field == part.field:  # type: ignore[union-attr]
            words = {"field": _named(part.field), "low": _value(last.value), "high": _value(part.value)}  # type: ignore[union-attr]
            found[-1] = gettext("%(field)s is from %(low)s to below %(high)s") % words
        else:
            found.append(part)
    return found


def _is(part: Condition | str | None, sign: str) -> bool:
    return isinstance(part, Compare) and part.operator == sign


def _compared(one: Compare, *, negated: bool = False) -> str:
    if one.operator == "random_share":
        return gettext("at random, %(percent)s of 100") % {"percent": _value(one.value * 100)}
    if one.operator == "first_n":
        words = {"n": f"{one.value['n']:,}", "version": one.value["version"]}
        said = ngettext(
            "it is the first %(n)s decision of version %(version)s",
            "it is among the first %(n)s decisions of version %(version)s",
            one.value["n"],
        )
        return said % words
    pattern = str(_SIGNS[one.operator][negated])
    value = _listed(map(_value, one.value), pgettext("between values", ", ")) if one.operator == "in" else one.value
    return pattern % {"field": _named(one.field), "value": value if one.operator == "in" else _value(value)}


def _named(field: str) -> str:
    return str(FIELDS[field]) if field in FIELDS else f"“{field.removeprefix(INPUTS)}”"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return f"“{value}”"


def _listed(parts: Iterable[str], between: str) -> str:
    return between.join(parts)


def held_because(condition: Condition | None) -> str:
    """Why a decision is held, as a reviewer and the program are told."""
    if condition is None:
        return gettext("Held because it cannot be said whether it may pass: a field of the plan is missing.")
    said = _listed(map(clause, rules(condition)), pgettext("between conditions", "; or "))
    return gettext("Held because %(conditions)s.") % {"conditions": said}
