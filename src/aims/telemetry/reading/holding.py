"""How many decisions of a window a condition would have held, rule by rule: the tree of the SDK, asked in SQL."""

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from operator import and_, or_
from typing import NamedTuple
from uuid import UUID

import ibis
import ibis.expr.types as ir
from aims_sdk.conditions import INPUTS, ORDER, AllOf, AnyOf, Compare, Condition, Not, rules, sorts, threshold

from aims.telemetry.columns import NUMBER, TEXT, lying
from aims.telemetry.metrics.aggregates import sql
from aims.telemetry.models import Table
from aims.telemetry.storage import segments
from aims.telemetry.storage.finding import asking, rows_of

NAME = "decisions"
_COMPARED = {"lt": "__lt__", "lte": "__le__", "gt": "__gt__", "gte": "__ge__"}


class Held(NamedTuple):
    """What a condition makes of the decisions of a window."""

    decisions: int = 0
    held: int = 0
    unsaid: int = 0
    """Of those held how many only because it cannot be said: a field is missing, or is of another sort."""
    by_rule: tuple[int, ...] = ()
    """How many each rule holds, whether or not another holds them too."""


def held(system: UUID, first: dt.date, last: dt.date, condition: Condition, secret: str = "") -> Held:
    """What `condition` would have held of the decisions from `first` to `last`; `secret` draws the random share.

    The first of a version are counted from the first decision that is kept of it, not from the first of the window.
    """
    near = segments.current(system, first, last)
    if not near:
        return Held(by_rule=(0,) * len(rules(condition)))
    kinds = {name: kind for segment in near for name, kind in segment.columns.items()}
    asked = _Reading(kinds, secret, decided_before(system, first, condition))
    paths = [str(segments.path_of(segment)) for segment in near]
    with asking() as duck:
        duck.read_parquet(paths, union_by_name=True).create_view(NAME)
        (row,) = rows_of(duck, sql(asked.counted(condition), "duckdb"), [])
    counts = {name: int(n or 0) for name, n in row.items()}
    by_rule = tuple(counts[f"rule_{n}"] for n in range(len(rules(condition))))
    return Held(counts["decisions"], counts["held"], counts["unsaid"], by_rule)


def decided_before(system: UUID, first: dt.date, condition: Condition) -> dict[str, int]:
    """How many decisions there were before day `first` of each version of which the first are held."""
    versions = {one.value["version"] for one in _compared(condition) if one.operator == "first_n"}
    earlier = segments.current(system, dt.date.min, first - dt.timedelta(days=1), Table.DECISIONS) if versions else []
    paths = [str(segments.path_of(one)) for one in earlier if "version" in one.columns]
    if not paths:
        return {}
    asked = "SELECT version, count(*) AS n FROM read_parquet(?, union_by_name = true) GROUP BY version"
    with asking() as duck:
        return {row["version"]: row["n"] for row in rows_of(duck, asked, [paths]) if row["version"] in versions}


def _compared(condition: Condition) -> list[Compare]:
    match condition:
        case AnyOf(parts) | AllOf(parts):
            return [one for part in parts for one in _compared(part)]
        case Not(part):
            return _compared(part)
        case Compare():
            return [condition]


class _Reading:
    """A condition over the columns of segments; as with NULL in SQL, what cannot be said is unknown."""

    def __init__(self, kinds: Mapping[str, str], secret: str, before: Mapping[str, int]) -> None:
        plain = {name: "float64" if kind == "double" else "string" for name, kind in kinds.items()}
        self.table = ibis.table(plain | {"at": "timestamp('UTC')"}, name=NAME)
        self.secret, self.before = secret, before

    def counted(self, condition: Condition) -> ir.Table:
        """One row: `decisions`, `held`, `unsaid`, and `rule_0`, `rule_1` …"""
        every = rules(condition)
        truths = {f"rule_{n}": self.truth(rule) for n, rule in enumerate(every)}
        table = self.table.select(whole=self.truth(condition), **truths)
        count = {name: (table[name].fill_null(True)).sum() for name in truths}
        whole = table.whole.fill_null(True).sum()
        return table.aggregate(decisions=table.count(), held=whole, unsaid=table.whole.isnull().sum(), **count)

    def truth(self, condition: Condition) -> ir.BooleanValue:
        match condition:
            case AnyOf(parts):
                return reduce(or_, map(self.truth, parts))
            case AllOf(parts):
                return reduce(and_, map(self.truth, parts))
            case Not(part):
                return ~self.truth(part)
            case Compare():
                return self._compared(condition)

    def _compared(self, one: Compare) -> ir.BooleanValue:
        number, text = self._number(one.field), self._text(one.field)
        if one.operator == "present":
            return number.notnull() | text.notnull()
        if one.operator in ORDER:
            found: ir.BooleanValue = getattr(number, _COMPARED[one.operator])(float(one.value))
            return found
        if one.operator == "contains":
            return text.contains(one.value)
        if one.operator == "starts_with":
            return text.startswith(one.value)
        if one.operator == "random_share":
            return (ibis.literal(self.secret) + text).hexdigest("sha256").substr(0, 8) < threshold(one.value)
        if one.operator == "first_n":
            return self._first(text, one.value)
        numbers, texts = sorts(one.value if one.operator == "in" else (one.value,))
        nothing = ibis.null("boolean")
        in_numbers = number.isin(sorted(numbers)) if numbers else nothing
        return ibis.coalesce(in_numbers, text.isin(sorted(texts)) if texts else nothing)

    def _first(self, text: ir.StringValue, value: Mapping[str, object]) -> ir.BooleanValue:
        version, wanted = str(value["version"]), int(str(value["n"]))
        order = [self.table["at"], self.table["key"]]
        place = ibis.row_number().over(group_by=text, order_by=order)
        return (text == version) & (place < wanted - self.before.get(version, 0))

    def _number(self, field: str) -> ir.FloatingValue:
        name = "output_number" if field == "output" else field
        if field.startswith(INPUTS):
            name = lying(NUMBER, field.removeprefix(INPUTS))
        found = self.table[name] if name in self.table.columns else None
        return found if found is not None and found.type().is_floating() else ibis.null("float64")

    def _text(self, field: str) -> ir.StringValue:
        name = lying(TEXT, field.removeprefix(INPUTS)) if field.startswith(INPUTS) else field
        if name not in self.table.columns or not self.table[name].type().is_string():
            return ibis.null("string")
        text = self.table[name].nullif("")
        return ibis.ifelse(self._number(field).isnull(), text, ibis.null("string")) if field == "output" else text
