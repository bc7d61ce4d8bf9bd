"""Which decisions a person must see: a tree of conditions as JSON, and how a program answers it in a few microseconds.

    {"any": [{"field": "score", "operator": "lt", "value": 0.4}, {"not": {"field": "inputs.papers", …}}, …]}

The parts of the first `any` are the rules, by which a held decision says why. Logic has three values (Kleene): what
cannot be said, because a field is missing or is of another sort, is unknown; and whatever is not plainly false is held.
"""

import hashlib
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

MOST_PARTS, MOST_DEPTH, MOST_VALUES, MOST_TEXT = 200, 8, 200, 1_000
OWN = frozenset({"key", "version", "sort", "tool", "subject", "output", "score", "latency_ms", "cost"})
"""Fields of a decision that a condition may name, beside `inputs.NAME`."""
INPUTS = "inputs."

type Event = Mapping[str, Any]
"""A decision as a map, by the names of `aims_sdk.decisions.Decision`."""
type Truth = bool | None
type Question = Callable[[Event], Truth]


class Wrong(ValueError):
    """A tree that is no condition: `code` says what is wrong, `where` in which part of it (`any.2.not.value`)."""

    def __init__(self, code: str, where: str, **params: Any) -> None:
        super().__init__(f"{where or 'the condition'}: {code.replace('_', ' ')}")
        self.code, self.where, self.params = code, where, params


@dataclass(frozen=True, slots=True)
class Compare:
    """One field of a decision beside a value."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these at the least."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: "Condition"


type Condition = Compare | AnyOf | AllOf | Not


@dataclass(frozen=True)
class Sampling:
    """What the conditions `random_share` and `first_n` need beside the decision."""

    secret: str = ""
    """Of the plan: nobody who does not know it can say which keys are drawn."""
    seen: Mapping[str, int] = field(default_factory=dict)
    """How many decisions of each version are known so far; the program counts on by itself."""


# ---- operators ----

ORDER = {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}
TEXT: dict[str, Callable[[str, str], bool]] = {"contains": operator.contains, "starts_with": str.startswith}
OPERATORS = ("eq", *ORDER, "in", *TEXT, "present", "first_n", "random_share")
DIGITS = 16**8


def drawn(secret: str, key: str, below: str) -> bool:
    """Whether a key is among those drawn at random: SHA-256 of secret and key, its first eight digits."""
    return hashlib.sha256(f"{secret}{key}".encode()).hexdigest()[:8] < below


def threshold(share: float) -> str:
    """The eight digits below which a digest is drawn."""
    return f"{min(round(share * DIGITS), DIGITS - 1):08x}" if share < 1 else "g"


# ---- from JSON and back ----


def read(tree: Any) -> Condition:
    """The condition that `tree` says. Raises `Wrong`."""
    count = [0]
    return _read(tree, "", 0, count)


def rules(condition: Condition) -> tuple[Condition, ...]:
    """What each by itself holds a decision: the parts of the first `any`, else the condition as a whole."""
    return condition.parts if isinstance(condition, AnyOf) else (condition,)


def as_json(condition: Condition) -> dict[str, Any]:
    """The tree that `read` reads."""
    match condition:
        case AnyOf(parts):
            return {"any": [as_json(part) for part in parts]}
        case AllOf(parts):
            return {"all": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}
        case Compare(name, sign, value):
            return {"field": name, "operator": sign, "value": list(value) if sign == "in" else value}


def _read(tree: Any, where: str, depth: int, count: list[int]) -> Condition:
    count[0] += 1
    if count[0] > MOST_PARTS:
        raise Wrong("too_many_parts", where, limit=MOST_PARTS)
    if depth > MOST_DEPTH:
        raise Wrong("too_deep", where, limit=MOST_DEPTH)
    if not isinstance(tree, Mapping):
        raise Wrong("not_a_map", where)
    further = partial(_read, depth=depth + 1, count=count)
    for name, made in (("any", AnyOf), ("all", AllOf)):
        if tree.keys() == {name}:
            parts = tree[name]
            if not isinstance(parts, list) or not parts:
                raise Wrong("no_parts", _in(where, name))
            return made(tuple(further(part, _in(where, name, n)) for n, part in enumerate(parts)))
    if tree.keys() == {"not"}:
        return Not(further(tree["not"], _in(where, "not")))
    if not {"field", "operator"} <= tree.keys() <= {"field", "operator", "value"}:
        raise Wrong("names_unknown", where)
    return _compare(tree, where)


def _in(where: str, *more: object) -> str:
    return ".".join(filter(None, (where, *map(str, more))))


def _compare(tree: Mapping[str, Any], where: str) -> Compare:
    name, sign, value = tree["field"], tree["operator"], tree.get("value")
    is_input = isinstance(name, str) and name.startswith(INPUTS) and len(INPUTS) < len(name) <= len(INPUTS) + 100
    if not is_input and name not in OWN:
        raise Wrong("field_unknown", _in(where, "field"), known=", ".join(sorted(OWN)))
    if sign not in OPERATORS:
        raise Wrong("operator_unknown", _in(where, "operator"), known=", ".join(OPERATORS))
    if why := _unfit(name, sign, value):
        raise Wrong(why, _in(where, "value"))
    return Compare(name, sign, tuple(value or ()) if sign == "in" else value)


def _unfit(name: str, sign: str, value: Any) -> str:
    if sign in ORDER:
        return "" if _is_number(value) else "not_a_number"
    if sign in TEXT:
        return "" if isinstance(value, str) and 0 < len(value) <= MOST_TEXT else "not_a_text"
    if sign == "eq":
        return "" if _is_value(value) else "not_a_value"
    if sign == "in":
        is_list = isinstance(value, list) and 0 < len(value) <= MOST_VALUES
        return "" if is_list and all(map(_is_value, value)) else "not_a_list"
    if sign == "present":
        return "" if value in (None, True) else "takes_no_value"
    return _unfit_sample(name, sign, value)


def _unfit_sample(name: str, sign: str, value: Any) -> str:
    if sign == "random_share":
        if name != "key":
            return "only_of_keys"
        return "" if _is_number(value) and 0 < value <= 1 else "not_a_share"
    if name != "version":
        return "only_of_versions"
    is_map = isinstance(value, Mapping) and value.keys() == {"version", "n"}
    fits = is_map and isinstance(value["version"], str) and value["version"] and type(value["n"]) is int
    return "" if fits and 0 < value["n"] <= 10**9 else "not_a_first_n"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_value(value: Any) -> bool:
    return isinstance(value, bool) or _is_number(value) or (isinstance(value, str) and len(value) <= MOST_TEXT)


# ---- answered by a program ----


def compiled(condition: Condition, sampling: Sampling) -> Question:
    """A question that a decision answers: True, False, or None where it cannot be said."""
    match condition:
        case AnyOf(parts):
            return partial(_any, tuple(compiled(part, sampling) for part in parts))
        case AllOf(parts):
            return partial(_all, tuple(compiled(part, sampling) for part in parts))
        case Not(part):
            return partial(_not, compiled(part, sampling))
        case Compare():
            return _asked(condition, sampling)


def _any(parts: tuple[Question, ...], event: Event) -> Truth:
    found: Truth = False
    for part in parts:
        answer = part(event)
        if answer:
            return True
        if answer is None:
            found = None
    return found


def _all(parts: tuple[Question, ...], event: Event) -> Truth:
    found: Truth = True
    for part in parts:
        answer = part(event)
        if answer is False:
            return False
        if answer is None:
            found = None
    return found


def _not(part: Question, event: Event) -> Truth:
    answer = part(event)
    return None if answer is None else not answer


def plain(value: Any) -> float | str | None:
    """A value as it is compared: a number or a text. Yes and no are the texts `true` and `false`, as they are kept."""
    kind = type(value)
    if kind is float:
        return value if value == value else None  # NaN is no number
    if kind is str:
        return value or None
    if kind is bool:
        return "true" if value else "false"
    return float(value) if kind is int else None


def _asked(one: Compare, sampling: Sampling) -> Question:
    get, sign, value = _getter(one.field), one.operator, one.value
    if sign == "present":
        return lambda event: plain(get(event)) is not None
    if sign == "random_share":
        return partial(_drawn, get, sampling.secret, threshold(value))
    if sign == "first_n":
        return _first(get, value, sampling.seen)
    if sign in ORDER:
        return partial(_ordered, get, ORDER[sign], float(value))
    if sign in TEXT:
        return partial(_text, get, TEXT[sign], value)
    numbers, texts = sorts(value if sign == "in" else (value,))
    return partial(_equal, get, numbers, texts)


def sorts(values: Iterable[Any]) -> tuple[frozenset[float], frozenset[str]]:
    """The numbers and the texts among values: a number is never compared with a text."""
    found = [plain(value) for value in values]
    return frozenset(v for v in found if isinstance(v, float)), frozenset(v for v in found if isinstance(v, str))


type _Get = Callable[[Event], Any]


def _getter(name: str) -> _Get:
    if name == "sort":
        return lambda event: event.get("sort") or "prediction"
    if not name.startswith(INPUTS):
        return lambda event: event.get(name)
    own, nothing = name.removeprefix(INPUTS), dict[str, Any]()
    return lambda event: (event.get("inputs") or nothing).get(own)


def _drawn(get: _Get, secret: str, below: str, event: Event) -> Truth:
    key = get(event)
    return None if not key else drawn(secret, key, below)


def _first(get: _Get, value: Mapping[str, Any], seen: Mapping[str, int]) -> Question:
    """Programs that decide side by side each hold until they know of so many: more than n may be held, never fewer."""
    version, left = value["version"], itertools.count(seen.get(value["version"], 0)).__next__

    def is_first(event: Event) -> Truth:
        found = plain(get(event))
        if found is None:
            return None
        return bool(found == version and left() < value["n"])

    return is_first


def _ordered(get: _Get, compare: Callable[[float, float], bool], limit: float, event: Event) -> Truth:
    found = plain(get(event))
    return bool(compare(found, limit)) if type(found) is float else None


def _text(get: _Get, compare: Callable[[str, str], bool], part: str, event: Event) -> Truth:
    found = plain(get(event))
    return compare(found, part) if type(found) is str else None


def _equal(get: _Get, numbers: frozenset[float], texts: frozenset[str], event: Event) -> Truth:
    found = plain(get(event))
    among: frozenset[float] | frozenset[str] = numbers if type(found) is float else texts
    return None if found is None or not among else found in among
