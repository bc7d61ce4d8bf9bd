"""Reads risk libraries as they are published: the taxonomies of IBM's AI Atlas Nexus, and MITRE ATLAS. No database.

A file that is no YAML is refused with its line; one that holds no risks of a library is left aside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from aims.exchange.text import line_of, text_of

from .yaml_files import MOST_NODES, Unreadable, parsed

_FILE = Path(__file__).with_name("libraries.yaml")
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""The mappings of SKOS by which a crosswalk relates an entry to another."""
MITRE, _MITRE_PAGE = "mitre-atlas", "https://atlas.mitre.org"
_NOTHING = ("~", "null")
type Node = Mapping[str, Any]


class Unread(NamedTuple):
    """A file that was refused: the line at which reading it stopped, 0 where no line is to blame, and why."""

    file: str
    line: int
    why: str

    def __str__(self) -> str:
        words = {"file": self.file, "line": self.line, "why": self.why}
        return (_("%(file)s, line %(line)s: %(why)s") if self.line else _("%(file)s: %(why)s")) % words


class Tie(NamedTuple):
    """`source` leads to `target`, both by their ids: `maps_to` of a crosswalk, which has no direction, or `about`."""

    relation: str
    source: str
    target: str


@dataclass
class Libraries:
    """What a set of files holds together."""

    entries: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """(library, id there) -> the fields of the entry."""
    whole: set[str] = field(default_factory=set)
    """The libraries of which a file brings all entries: what is not among them is gone."""
    ties: set[Tie] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)
    left_aside: list[str] = field(default_factory=list)
    """Files that hold nothing of a risk library."""
    files: int = 0
    room: int = MOST_NODES
    """How many values further files may hold."""

    def add(self, name: str, raw: bytes) -> None:
        """Read the file called `name` and add what it holds; of an entry that stands in two files the first counts."""
        self.files += 1
        try:
            told, n = parsed(raw, self.room)
            self.room -= n
            found, ties, whole = _read(told, sha256(raw).hexdigest())
        except Unreadable as refused:
            self.unread.append(Unread(name, refused.line, refused.why))
            return
        if not (found or ties):
            self.left_aside.append(name)
        self.entries = {_key(key): _fitted(entry) for key, entry in found.items()} | self.entries
        self.ties |= {Tie(tie.relation, _code(tie.source), _code(tie.target)) for tie in ties}
        self.whole |= {_key((library, ""))[0] for library in whole}


def read_paths(paths: list[Path]) -> Libraries:
    """The libraries in files, and in folders and below (YAML only). Raises `OSError` for what is absent."""
    found = Libraries()
    for path in paths:
        for file in sorted(p for p in path.rglob("*.y*ml") if p.is_file()) if path.is_dir() else [path]:
            found.add(str(file.relative_to(path)) if path.is_dir() else file.name, file.read_bytes())
    return found


type _Found = tuple[dict[tuple[str, str], dict[str, str]], set[Tie], set[str]]


def _read(told: Any, digest: str) -> _Found:
    if not isinstance(told, dict):
        return {}, set(), set()
    if "matrices" in told:
        return _mitre(told, digest)
    return _nexus(told, digest)


# ---- the taxonomies of IBM's AI Atlas Nexus, and the crosswalks between them ----


def _nexus(told: Node, digest: str) -> _Found:
    taxonomies = {_words(one, "id"): one for one in _nodes(told, "taxonomies")}
    groups = {_words(one, "id"): one for one in _nodes(told, "riskgroups")}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in _nodes(told, "risks"):
        library, code = _words(one, "isDefinedByTaxonomy"), _words(one, "id")
        if not (library and code and _words(one, "name")):
            continue
        group, held = _words(one, "isPartOf"), taxonomies.get(library, {})
        found[library, code] = _entry(one, library, code) | {
            "library_name": _words(held, "name") or library,
            "release": _words(held, "version"),
            "group": _words(groups.get(group, {}), "name") or group,
            "family": family_of(code, group, library),
            "url": _words(one, "url") or _words(held, "url"),
            "digest": digest,
        }
    ties = {
        Tie("maps_to", *sorted((_words(one, "id"), target)))
        for one in _nodes(told, "risks")
        for match in MATCHES
        for target in _texts(one.get(match))
        if _words(one, "id") and target != _words(one, "id")
    }
    return found, ties, {library for library, _code in found if library in taxonomies}


# ---- MITRE ATLAS ----


def _mitre(told: Node, digest: str) -> _Found:
    found: dict[tuple[str, str], dict[str, str]] = {}
    ties = set[Tie]()
    shared = {
        "library_name": _words(told, "name") or MITRE,
        "release": _words(told, "version"),
        "family": family_of("", "", MITRE),
        "digest": digest,
    }
    for matrix in _nodes(told, "matrices"):
        tactics = {_words(one, "id"): _words(one, "name") for one in _nodes(matrix, "tactics")}
        known = {_words(one, "id"): one for one in _nodes(matrix, "techniques")}
        for code, one in known.items():
            above = known.get(_words(one, "subtechnique-of"), {})
            named = _texts(one.get("tactics")) or _texts(above.get("tactics"))
            group = ", ".join(tactics.get(tactic, tactic) for tactic in named)
            title = ": ".join(name for name in (_words(above, "name"), _words(one, "name")) if name)
            own = {"title": title, "sort": "technique", "group": group}
            found[MITRE, code] = _entry(one, MITRE, code) | shared | own | _page("techniques", code)
        for one in _nodes(matrix, "mitigations"):
            code, group = _words(one, "id"), ", ".join(_texts(one.get("category")))
            own = {"sort": "mitigation", "group": group}
            found[MITRE, code] = _entry(one, MITRE, code) | shared | own | _page("mitigations", code)
            ties |= {Tie("about", code, _words(used, "id")) for used in _nodes(one, "techniques")}
    for one in _nodes(told, "case-studies"):
        code, said = _words(one, "id"), {"description": _text(one, "summary"), "sort": "case_study"}
        own = {"group": _words(one, "case-study-type")}
        found[MITRE, code] = _entry(one, MITRE, code) | shared | own | said | _page("studies", code)
        ties |= {Tie("about", code, _words(step, "technique")) for step in _nodes(one, "procedure")}
    found = {key: entry for key, entry in found.items() if key[1] and entry["title"]}
    return found, {tie for tie in ties if tie.target}, {MITRE} if found else set()


def _page(folder: str, code: str) -> dict[str, str]:
    return {"url": f"{_MITRE_PAGE}/{folder}/{code}"}


# ---- what both have in common ----

_ROOM = {"title": 300, "library": 100, "library_name": 300, "release": 40, "code": 200, "group": 300, "url": 500}
"""Characters that the columns of an entry hold."""


def _key(key: tuple[str, str]) -> tuple[str, str]:
    return key[0][: _ROOM["library"]], _code(key[1])


def _code(code: str) -> str:
    return code[: _ROOM["code"]]


def _fitted(entry: dict[str, str]) -> dict[str, str]:
    """Cut to what an entry holds, so that no file of a publisher is refused for a long word in it."""
    return {name: value[: _ROOM.get(name)] for name, value in entry.items()}


def _entry(one: Node, library: str, code: str) -> dict[str, str]:
    return {
        "title": _words(one, "name"),
        "lang": "en",
        "sort": "risk",
        "library": library,
        "code": code,
        "description": _text(one, "description"),
    }


def _nodes(told: Node, name: str) -> Iterator[Node]:
    held = told.get(name)
    return (one for one in (held if isinstance(held, list) else ()) if isinstance(one, dict))


def _texts(held: Any) -> list[str]:
    return [line_of(one) for one in (held if isinstance(held, list) else [held]) if isinstance(one, str) and one]


def _words(one: Node, name: str) -> str:
    """What stands under `name`, on one line."""
    held = one.get(name)
    return line_of(held) if isinstance(held, str) and held not in _NOTHING else ""


def _text(one: Node, name: str) -> str:
    held = one.get(name)
    return text_of(held) if isinstance(held, str) else ""


@cache
def _families() -> dict[str, str]:
    told = yaml.safe_load(_FILE.read_text("utf-8"))["families"]
    return {one: family for family, ones in told.items() for one in ones}


def family_of(code: str, group: str, library: str) -> str:
    """Our family of an entry, by itself, by its group or by its library; empty where our map says nothing."""
    known = _families()
    return known.get(code) or known.get(group) or known.get(library) or ""
