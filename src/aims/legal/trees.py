"""The trees: what a law asks, as questions whose answers lead on or point to outcomes, and what follows from these.

A tree is a file in `trees/`, of these parts:
  questions  asked in order; each answer leads to outcomes, to another question, or to both. `unsure` says which answer
             is the stricter one: “not sure” goes that way.
  outcomes   what answers point to. One may say our role, hold others off (a transitional rule), stop the system, merely
             qualify, or yield to any other class that was pointed to.
  days       names for the days on which something begins. A row reads: since `text_since` the law says `begins`. So
             a day of the past gives what it said then. Source and verification of a day are the catalogue's.
  asks       places of the catalogue that follow from outcomes, for roles (none: whatever our role), from a day
             (none: voluntary). Their words are the catalogue's unless `what` says them closer.
A file that leads nowhere, or names what is not there, is refused by name and line when it is read.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.functional import lazy

from aims import catalogue
from aims.catalogue import Bilingual, Effective, Entry, Framework, Node
from aims.lib.language import language
from aims.systems.models import LEGAL_ROLES

FOLDER = Path(__file__).with_name("trees")
YES, NO, UNSURE = "yes", "no", "unsure"
_ROLES = frozenset(code for code, _label in LEGAL_ROLES)

type Answer = Literal["yes", "no"]
_EITHER: tuple[Answer, ...] = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Branch:
    """Where one answer leads: to outcomes, and to the next question or, where there is none, to the end."""

    outcomes: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    ask: Bilingual
    reference: Bilingual
    note: Bilingual | None
    branches: Mapping[str, Branch]
    stricter: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    title: Bilingual
    means: Bilingual
    role: str
    """The legal role that it gives us, as a code of the register; empty where it gives none."""
    holds_off: tuple[str, ...]
    stops: bool
    qualifies: bool
    """It is no class of the system, only something to know beside one."""
    yields: bool

    @property
    def is_class(self) -> bool:
        return not (self.role or self.qualifies)


@dataclass(frozen=True, slots=True)
class Begin:
    """Since `text_since` the law says that it begins on `begins`, as `day` of the catalogue has it."""

    text_since: dt.date
    begins: dt.date
    day: Effective


@dataclass(frozen=True, slots=True)
class Ask:
    node: Node
    of: tuple[str, ...]
    only_with: str
    roles: tuple[str, ...]
    days: tuple[Begin, ...]
    what: Bilingual

    @property
    def framework(self) -> Framework:
        return catalogue.framework(self.node.framework)

    @property
    def is_voluntary(self) -> bool:
        return self.framework.sort == "voluntary"

    def as_of(self, day: dt.date) -> Begin | None:
        """The beginning that the law named on `day`; nothing where it did not speak of this yet."""
        return next((one for one in reversed(self.days) if one.text_since <= day), None)


@dataclass(frozen=True, slots=True)
class Tree:
    id: str
    title: Bilingual
    framework: Framework
    edition: str
    start: str
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]
    asks: tuple[Ask, ...]

    @property
    def frameworks(self) -> frozenset[str]:
        """The frameworks of the catalogue that it speaks of."""
        return frozenset({self.framework.id, *(ask.node.framework for ask in self.asks)})

    @property
    def roles(self) -> frozenset[str]:
        """The legal roles that this law knows."""
        said = (outcome.role for outcome in self.outcomes.values() if outcome.role)
        return frozenset(said).union(*(ask.roles for ask in self.asks))


@cache
def trees() -> dict[str, Tree]:
    """Every tree by its id. Raises `FrameworkRefused` for a file that cannot be taken as it stands."""
    return {tree.id: tree for tree in map(read_tree, sorted(FOLDER.glob("*.yaml")))}


def _titles(*laws: str) -> str:
    return ("、" if language() == "zh" else ", ").join(trees()[law].title.in_(language()) for law in laws)


titles = lazy(_titles, str)
"""The names of laws, by the ids of their trees, in the language of whoever reads."""


# ---- reading ----


def read_tree(file: Path) -> Tree:
    """The tree in `file`. Raises `FrameworkRefused` with the file, the line and what is wrong there."""
    entry = Entry.of_file(file)
    catalogue.refuse_repeats(file)
    about = _framework(entry)
    questions, outcomes = _questions(entry), _outcomes(entry)
    tree = Tree(
        id=entry.text("id"),
        title=entry.maybe_both("title") or about.short,
        framework=about,
        edition=entry.text("edition"),
        start=entry.text("start"),
        questions=questions,
        outcomes=outcomes,
        asks=tuple(_asks(entry, outcomes, _days(entry, about))),
    )
    entry.close()
    _check_walk(entry, tree)
    return tree


def _framework(entry: Entry) -> Framework:
    named = entry.text("framework")
    try:
        return catalogue.framework(named)
    except catalogue.UnknownId as unknown:
        raise entry.fault(
            "framework", f'the catalogue has no framework "{named}"', f"目录中没有框架“{named}”"
        ) from unknown


def _questions(entry: Entry) -> dict[str, Question]:
    rows = entry.entries("questions")
    known = {row.text("id") for row in rows}
    found: dict[str, Question] = {}
    for row in rows:
        key = row.text("id")
        if key in found:
            raise row.fault("id", f'"{key}" is asked twice; give one of them another id', f"“{key}”出现两次，请改其一")
        branches: dict[str, Branch] = {answer: _branch(row, answer, known) for answer in _EITHER}
        stricter = row.choice("unsure", _EITHER)
        found[key] = Question(key, row.both("ask"), row.both("reference"), row.maybe_both("note"), branches, stricter)
        row.close()
    return found


def _branch(row: Entry, answer: str, questions: set[str]) -> Branch:
    steps = row.texts(answer)
    if not steps:
        raise row.fault(
            answer, f'"{answer}" leads nowhere; name an outcome or a question', f"“{answer}”没有去向，请写明结果或问题"
        )
    next_one = steps[-1] if steps[-1] in questions else ""
    return Branch(steps[:-1] if next_one else steps, next_one)


def _outcomes(entry: Entry) -> dict[str, Outcome]:
    found = {}
    for row in entry.entries("outcomes"):
        role = row.maybe_text("role") or ""
        if role and role not in _ROLES:
            raise row.fault("role", f'"{role}" is not a legal role of the register', f"登记册中没有法律角色“{role}”")
        flags = {name: row.has(name) and row.flag(name) for name in ("stops", "qualifies", "yields")}
        outcome = Outcome(row.text("id"), row.both("title"), row.both("means"), role, row.texts("holds_off"), **flags)
        row.close()
        found[outcome.id] = outcome
    return found


def _days(entry: Entry, about: Framework) -> dict[str, tuple[Begin, ...]]:
    return {row.text("id"): tuple(_begin(one, about) for one in row.entries("says")) for row in entry.entries("days")}


def _begin(row: Entry, about: Framework) -> Begin:
    begins = row.date("begins")
    day = next((one for one in about.effective if begins in (one.date, one.instead_of)), None)
    if day is None:
        raise row.fault(
            "begins",
            f"the catalogue knows no {begins} of {about.id}; a day needs its source there",
            f"目录中的{about.id}没有{begins}这一天，日期须先在目录中注明来源",
        )
    since = row.date("text_since")
    row.close()
    return Begin(since, begins, day)


def _asks(entry: Entry, outcomes: Mapping[str, Outcome], days: Mapping[str, tuple[Begin, ...]]) -> Iterator[Ask]:
    for row in entry.entries("asks"):
        of, roles = row.texts("of"), row.texts("roles")
        only_with, when = row.maybe_text("only_with") or "", row.maybe_text("when") or ""
        _check_known(row, "of", of, outcomes)
        _check_known(row, "only_with", [only_with] if only_with else [], outcomes)
        _check_known(row, "roles", roles, _ROLES)
        _check_known(row, "when", [when] if when else [], days)
        what = row.maybe_both("what")
        for place in row.texts("at"):
            node = _node(row, place)
            if not when and catalogue.framework(node.framework).sort != "voluntary":
                raise row.fault("when", "what a law asks begins on a day; name it", "法律的要求有适用日，请写明when")
            yield Ask(node, of, only_with, roles, days.get(when, ()), what or node.title)
        row.close()


def _node(row: Entry, place: str) -> Node:
    try:
        return catalogue.node(place)
    except catalogue.UnknownId as unknown:
        raise row.fault("at", f'the catalogue has no "{place}"', f"目录中没有“{place}”") from unknown


def _check_known(row: Entry, key: str, named: Iterable[str], known: Iterable[str]) -> None:
    for one in named:
        if one not in known:
            raise row.fault(key, f'"{one}" is not there; correct it or add it', f"没有“{one}”，请更正或补上")


def _check_walk(entry: Entry, tree: Tree) -> None:
    """Every answer leads to something that is there, nothing leads back, and all that is there can be reached."""
    _check_known(entry, "start", [tree.start], tree.questions)
    rows = {row.text("id"): row for row in entry.entries("questions")}
    for question in tree.questions.values():
        for answer, branch in question.branches.items():
            _check_known(rows[question.id], answer, branch.outcomes, tree.outcomes)
    reached = set(_follow(tree, tree.start, (), rows))
    pointed = {one for key in reached for b in tree.questions[key].branches.values() for one in b.outcomes}
    outcomes = {row.text("id"): row for row in entry.entries("outcomes")}
    for where, found in ((rows, reached), (outcomes, pointed)):
        for key in where.keys() - found:
            raise where[key].fault("id", f'no answer leads to "{key}"', f"没有任何回答通向“{key}”")
    for outcome in tree.outcomes.values():
        _check_known(outcomes[outcome.id], "holds_off", outcome.holds_off, tree.outcomes)


def _follow(tree: Tree, key: str, path: tuple[str, ...], rows: Mapping[str, Entry]) -> Iterator[str]:
    if key in path:
        raise rows[path[-1]].fault("id", f'its answers lead back to "{key}"', f"它的回答又回到了“{key}”")
    yield key
    for branch in tree.questions[key].branches.values():
        if branch.next:
            yield from _follow(tree, branch.next, (*path, key), rows)
