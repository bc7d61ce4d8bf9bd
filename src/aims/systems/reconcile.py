"""Lists from elsewhere laid beside the register: what is declared, what is an AI product and is not, what is neither.

Sign-on lists, expense claims, contracts, names looked up on the network, dependencies of software: whatever the columns
are called, each cell is looked through for the names and domains of known AI products, and for what the register holds
(4.3, A.4.2). What the list of products does not know is not found; the result says how many rows that were.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from aims.exchange.sheets import Sheet
from aims.exchange.text import folded
from aims.kernel.kinds import KINDS
from aims.kernel.models import Unit
from aims.kernel.perform import Command, perform_all
from aims.kernel.policy import Actor
from aims.kernel.world import World
from aims.lib import clock
from aims.lib.text import is_han, words

from .models import AISystem, UndeclaredTool

_FILE = Path(__file__).with_name("products.yaml")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_BRACKETS = re.compile(r"\([^)]*\)|（[^）]*）")
_PARTS = re.compile(r"[;；、]| / ")
_FORM = re.compile(
    r"[,\s]+(?:inc|ltd|llc|plc|gmbh|ag|s\.?a|b\.?v|pte\.? ltd|co\.?,? ltd|corp(?:oration)?|limited)\.?$", re.IGNORECASE
)
_SHORT = 4
"""A name of fewer letters names too much to be looked for among other words."""
_CELL = 2000
"""So much of a cell is looked through."""


class Product(NamedTuple):
    key: str
    names: tuple[str, ...]
    domains: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@cache
def products() -> dict[str, Product]:
    rows = yaml.safe_load(_FILE.read_text("utf-8"))["products"]
    return {row["key"]: Product(row["key"], tuple(row["names"]), tuple(row["domains"])) for row in rows}


class Finder:
    """Finds names (as runs of words) and domains (with all below them) in a text."""

    def __init__(self, names: Iterable[tuple[str, str]], domains: Iterable[tuple[str, str]] = ()) -> None:
        """Pairs of a name or a domain, and the key that it leads to."""
        names = [(folded(name), key) for name, key in names]
        self._han = [(name, key) for name, key in names if is_han(name)]
        runs = ((tuple(words(name)), key) for name, key in names if not is_han(name))
        self._names = {run: key for run, key in runs if len("".join(run)) >= _SHORT}
        self._longest = max((len(run) for run in self._names), default=0)
        self._first = {run[0] for run in self._names}
        self._domains = dict(domains)
        self.find = lru_cache(maxsize=20_000)(self._find)
        """The key of what a text names, and the words that were met; the same text is looked through once."""

    def _find(self, text: str) -> tuple[str, str] | None:
        return self._domain(text) or self._in_han(text) or self._name(text)

    def _domain(self, text: str) -> tuple[str, str] | None:
        if "." not in text or not self._domains:
            return None
        for met in _DOMAIN.findall(text):
            parts = met.split(".")
            for start in range(len(parts) - 1):
                if key := self._domains.get(".".join(parts[start:])):
                    return key, met
        return None

    def _in_han(self, text: str) -> tuple[str, str] | None:
        if text.isascii():
            return None
        return next(((key, name) for name, key in self._han if name in text), None)

    def _name(self, text: str) -> tuple[str, str] | None:
        run = words(text)
        for start, word in enumerate(run):
            if word in self._first:
                for end in range(min(len(run), start + self._longest), start, -1):
                    if key := self._names.get(tuple(run[start:end])):
                        return key, " ".join(run[start:end])
        return None


def _bare(name: str) -> Iterator[str]:
    """A name as others write it: without what stands in brackets, and without the form of the company."""
    for part in _PARTS.split(_BRACKETS.sub(" ", name)):
        yield _FORM.sub("", part.strip())


@cache
def _known() -> Finder:
    found = products().values()
    return Finder(
        ((name, one.key) for one in found for name in one.names),
        ((domain, one.key) for one in found for domain in one.domains),
    )


@dataclass
class Finding:
    """An AI product that a list names in a unit and nobody declared."""

    product: Product
    unit: UUID | None
    first: int
    """The row that named it first."""
    met: str
    rows: int = 0
    known: UndeclaredTool | None = None
    """What was recorded of it before, whatever was decided on it."""


class Match(NamedTuple):
    """An entry of the register that rows of the list name."""

    system: AISystem
    rows: int


@dataclass
class Outcome:
    """What a list shows beside the register."""

    file: str
    rows: int = 0
    matched: dict[UUID, Match] = field(default_factory=dict)
    findings: dict[tuple[str, UUID | None], Finding] = field(default_factory=dict)

    @property
    def new(self) -> list[Finding]:
        return [finding for finding in self.findings.values() if finding.known is None]

    @property
    def counts(self) -> dict[str, int]:
        matched = sum(match.rows for match in self.matched.values())
        undeclared = sum(finding.rows for finding in self.findings.values())
        return {
            "read": self.rows,
            "matched": matched,
            "undeclared": undeclared,
            "neither": self.rows - matched - undeclared,
            "tools": len(self.findings),
            "new": len(self.new),
        }


def reconcile(sheet: Sheet, world: World) -> Outcome:
    """Lay `sheet` beside the register of `world`. Changes nothing; holds no more than one row and what was found."""
    register = _Register(world)
    units = _Units(world, sheet.columns)
    outcome = Outcome(sheet.name)
    for number, cells in sheet.lines:
        outcome.rows += 1
        row = [cell[:_CELL].casefold() for cell in cells if cell]
        product = next((found for cell in row if (found := _known().find(cell))), None)
        system = register.of_product(product[0]) if product else None
        system = system or next((s for cell in row if (s := register.named_in(cell))), None)
        if system is not None:
            before = outcome.matched.get(system.id)
            outcome.matched[system.id] = Match(system, (before.rows if before else 0) + 1)
        elif product is not None:
            key, met = product
            unit = units.of(cells)
            if (key, unit) not in outcome.findings:
                known = register.found_before(key, unit)
                outcome.findings[key, unit] = Finding(products()[key], unit, number, met, known=known)
            outcome.findings[key, unit].rows += 1
    return outcome


class _Register:
    """The register by the names that a list may use for what is in it."""

    def __init__(self, world: World) -> None:
        ended = KINDS.of(AISystem).workflow.ended
        self._systems = {str(s.id): s for s in world.all(AISystem) if s.state not in ended}
        names = ((pk, name) for pk, s in self._systems.items() for name in (s.title, s.title_alt, s.supplier))
        named = ((bare, pk) for pk, name in names for bare in _bare(name) if bare)
        self._finder = Finder(named)
        self._products: dict[str, AISystem] = {}
        for system in self._systems.values():
            for text in (system.title, system.title_alt, system.supplier):
                if text and (found := _known().find(text.casefold())):
                    self._products.setdefault(found[0], system)
        self._before = {(t.product, t.unit_id): t for t in world.all(UndeclaredTool) if t.product}
        self._top = next((unit.id for unit in world.all(Unit) if unit.parent_id is None), None)

    def of_product(self, key: str) -> AISystem | None:
        return self._products.get(key)

    def named_in(self, text: str) -> AISystem | None:
        found = self._finder.find(text)
        return self._systems[found[0]] if found else None

    def found_before(self, key: str, unit: UUID | None) -> UndeclaredTool | None:
        return self._before.get((key, unit or self._top))


class _Units:
    """The unit that a row speaks of: the first cell that is the name or the code of one."""

    def __init__(self, world: World, columns: Iterable[str]) -> None:
        self._known: dict[str, UUID] = {}
        for unit in world.in_force(Unit):
            for name in (unit.ref, unit.code, unit.title, unit.title_alt):
                if name:
                    self._known.setdefault(folded(name), unit.id)

    def of(self, cells: Iterable[str]) -> UUID | None:
        return next((self._known[name] for cell in cells if (name := folded(cell)) in self._known), None)


def record(outcome: Outcome, source: str, actor: Actor) -> int:
    """Make an undeclared tool of each finding that is new; how many. A second run finds them known."""
    on = clock.day_of(clock.now(), ZoneInfo(settings.TIME_ZONE))
    new = outcome.new
    perform_all([Command("undeclared_tool", "create", actor, values=_values(f, outcome, source, on)) for f in new])
    return len(new)


def _values(finding: Finding, outcome: Outcome, source: str, on: dt.date) -> Mapping[str, object]:
    """Of a row only the words that were met: the rest of it may be about people."""
    return {
        "title": finding.product.name,
        "source": source,
        "found_on": on,
        "unit": finding.unit,
        "product": finding.product.key,
        "evidence": f"{outcome.file}: {finding.first}: “{finding.met}” (× {finding.rows})"[:2000],
    }


def lines_of(outcome: Outcome, world: World) -> Iterator[tuple[str, str, int]]:
    """Each finding as words: what, in which unit, on how many rows."""
    for finding in outcome.findings.values():
        unit = world.get(Unit, finding.unit)
        yield finding.product.name, unit.name if unit else "", finding.rows
