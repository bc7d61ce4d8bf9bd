"""Conditions as people write them: one rule a line, its parts joined by `and`.

    score >= 0.42 and score < 0.58
    "income_check" < 0.5 and "papers seen" != yes
    version first 200 of "3.3.0"
    key random 0.02

A word in quotes is the name of an input, or a text; `inputs.NAME` says the same of a plain name.
"""

import re
from collections.abc import Iterator
from typing import Any

from aims_sdk.conditions import INPUTS, OWN, AllOf, AnyOf, Compare, Condition, Not, Wrong, as_json, read, rules

_SIGNS = {"=": "eq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in", "contains": "contains"}
_SIGNS |= {"begins with": "starts_with", "is known": "present", "random": "random_share"}
_DENIED = {"!=": "eq", "not in": "in", "contains not": "contains", "begins not with": "starts_with"}
_DENIED |= {"is unknown": "present"}
_WORDS = {code: word for word, code in _SIGNS.items()}
_DENIALS = {code: word for word, code in _DENIED.items()}
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_SPLIT = re.compile(rf"({_QUOTED})|\s+and\s+", re.IGNORECASE)
_ANY_SIGN = "|".join(sorted(map(re.escape, (*_SIGNS, *_DENIED, "first")), key=len, reverse=True))
_PART = re.compile(rf"\s*({_QUOTED}|[^\s<>=!]+)\s*({_ANY_SIGN})(?![a-z])\s*(.*?)\s*", re.IGNORECASE | re.DOTALL)
_FIRST = re.compile(rf"(\d+)\s+of\s+({_QUOTED}|\S+)", re.IGNORECASE)
_VALUE = re.compile(rf"\s*({_QUOTED}|[^,]+?)\s*(?:,|$)")


def read_lines(text: str) -> Condition:
    """The condition that the lines say. Raises `Wrong`, whose place is the number of the line."""
    found = [_rule(line, f"{n}") for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not found:
        raise Wrong("no_parts", "")
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def lines(condition: Condition) -> str:
    """The condition as `read_lines` reads it; empty where it is nested deeper than lines can say."""
    try:
        return "\n".join(" and ".join(map(_written, _parts(rule))) for rule in rules(condition))
    except TypeError:
        return ""


def _parts(rule: Condition) -> tuple[Condition, ...]:
    return rule.parts if isinstance(rule, AllOf) else (rule,)


# ---- reading ----


def _rule(line: str, where: str) -> Condition:
    parts = tuple(_part(part, where) for part in _divided(line))
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _divided(line: str) -> Iterator[str]:
    """The parts between `and`; one in quotes divides nothing."""
    start = 0
    for found in _SPLIT.finditer(line):
        if found[1] is None:
            yield line[start : found.start()]
            start = found.end()
    yield line[start:]


def _part(part: str, where: str) -> Condition:
    found = _PART.fullmatch(part)
    if found is None:
        raise Wrong("line_unread", where, said=part.strip()[:60])
    sign = " ".join(found[2].lower().split())
    tree: dict[str, Any] = {"field": _field(found[1]), "operator": _SIGNS.get(sign) or _DENIED.get(sign) or "first_n"}
    if tree["operator"] != "present":
        tree["value"] = _valued(tree["operator"], found[3], where)
    try:
        one = read(tree)
    except Wrong as wrong:
        raise Wrong(wrong.code, where, **wrong.params) from wrong
    return Not(one) if sign in _DENIED else one


def _field(said: str) -> str:
    if said.startswith('"'):
        return INPUTS + _unquoted(said)
    return said


def _valued(sign: str, said: str, where: str) -> Any:
    if sign == "in":
        return [_value(found[1]) for found in _VALUE.finditer(said)]
    if sign == "first_n":
        found = _FIRST.fullmatch(said)
        if found is None:
            raise Wrong("not_a_first_n", where)
        return {"version": _unquoted(found[2]), "n": int(found[1])}
    return _value(said) if said else None


def _value(said: str) -> Any:
    if said.startswith('"'):
        return _unquoted(said)
    if said.lower() in ("yes", "true", "no", "false"):
        return said.lower() in ("yes", "true")
    try:
        return float(said)
    except ValueError:
        return said


def _unquoted(said: str) -> str:
    if len(said) > 1 and said.startswith('"') and said.endswith('"'):
        return re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL)
    return said


# ---- writing ----


def _written(part: Condition) -> str:
    """Raises `TypeError` for what is no single comparison."""
    is_denied = isinstance(part, Not)
    one = part.part if isinstance(part, Not) else part
    if not isinstance(one, Compare):
        raise TypeError
    field = _name(one.field)
    if one.operator == "first_n" and not is_denied:
        return f"{field} first {one.value['n']} of {_quoted(one.value['version'])}"
    word = (_DENIALS if is_denied else _WORDS).get(one.operator)
    if word is None:
        raise TypeError
    if one.operator == "present":
        return f"{field} {word}"
    value = ", ".join(map(_said, one.value)) if one.operator == "in" else _said(one.value)
    return f"{field} {word} {value}"


def _name(field: str) -> str:
    return field if field in OWN else _quoted(field.removeprefix(INPUTS))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return _quoted(value)
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def to_text(condition: Condition) -> str:
    """As lines, else as JSON: what a form shows and takes."""
    import json

    return lines(condition) or json.dumps(as_json(condition), ensure_ascii=False, indent=1)
