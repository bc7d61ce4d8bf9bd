"""Published advisories in the OSV format, matched with the components in force by package URL and version (A.4.4).

A version is affected when the advisory lists it, or when it lies in one of its ranges. Only releases of figures and
dots are put in order; of any other that is not listed a person must judge, and it is said so.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import World

from .models import Component, Vulnerability

_PURL = re.compile(r"pkg:(?P<type>[A-Za-z][\w.+-]*)/(?P<name>[^@?#\s]+)(?:@(?P<version>[^?#\s]+))?")
_FIGURES = re.compile(r"v?(\d+(?:\.\d+)*)")
_SEVERITIES = {"critical": "critical", "high": "high", "moderate": "medium", "medium": "medium", "low": "low"}
_ORDERED = frozenset({"SEMVER", "ECOSYSTEM"})


class Unread(NamedTuple):
    """A file that is no advisory, and the line at which reading it stopped; 0 where it is of another shape."""

    file: Path
    line: int
    why: str


class Package(NamedTuple):
    name: str
    version: str


@dataclass(frozen=True)
class Match:
    component: Component
    advisory: dict[str, Any]
    version: str
    fixed_in: str
    is_certain: bool
    """Without it the version could not be put in order: somebody must look."""


def package(purl: str) -> Package | None:
    """The package of a package URL, as names of it are compared, and its version; None where it is none."""
    found = _PURL.match(purl)
    if found is None:
        return None
    kind, name = found["type"].lower(), unquote(found["name"]).strip("/")
    if kind == "pypi":
        name = re.sub(r"[-_.]+", "-", name).lower()
    return Package(f"{kind}/{name}", unquote(found["version"] or ""))


def read(folder: Path) -> tuple[list[dict[str, Any]], list[Unread]]:
    """Every advisory in `folder` and below, and the files that could not be read."""
    found, unread = list[dict[str, Any]](), list[Unread]()
    for file in sorted(p for p in folder.rglob("*") if p.suffix in (".json", ".yaml", ".yml")):
        try:
            text = file.read_text("utf-8")
            told = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
        except json.JSONDecodeError as wrong:
            unread.append(Unread(file, wrong.lineno, wrong.msg))
        except yaml.YAMLError as wrong:
            mark = getattr(wrong, "problem_mark", None)
            unread.append(Unread(file, mark.line + 1 if mark else 1, str(getattr(wrong, "problem", wrong))))
        except UnicodeDecodeError as wrong:
            unread.append(Unread(file, wrong.object[: wrong.start].count(b"\n") + 1, wrong.reason))
        else:
            is_one = isinstance(told, dict) and isinstance(told.get("id"), str)
            if is_one and isinstance(told.get("affected", []), list):
                found.append(told)
            else:
                unread.append(Unread(file, 0, "id"))
    return found, unread


def matches(world: World, advisories: Iterable[dict[str, Any]]) -> list[Match]:
    """Each component in force with each advisory that its version is, or may be, affected by."""
    used: dict[str, list[tuple[Component, str]]] = {}
    for component in world.in_force(Component):
        if named := package(component.purl):
            used.setdefault(named.name, []).append((component, named.version or component.release))
    return [
        match
        for advisory in advisories
        if not advisory.get("withdrawn")
        for name, affected in _affected(advisory)
        for component, version in used.get(name, ())
        if (match := _match(component, version, advisory, affected))
    ]


def _affected(advisory: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for affected in advisory.get("affected", ()):
        told = affected.get("package") or {}
        named = package(told.get("purl") or f"pkg:{told.get('ecosystem', '')}/{told.get('name', '')}")
        if named:
            yield named.name, affected


def _match(component: Component, version: str, advisory: dict[str, Any], affected: dict[str, Any]) -> Match | None:
    ranges = [r for r in affected.get("ranges", ()) if r.get("type") in _ORDERED]
    fixed = [e["fixed"] for r in ranges for e in r.get("events", ()) if "fixed" in e]
    here = _order(version)
    mended = next((f for f in sorted(fixed, key=lambda f: _order(f) or ()) if here and (_order(f) or ()) > here), "")
    if version in affected.get("versions", ()):
        return Match(component, advisory, version, mended, is_certain=True)
    if here is None:
        return Match(component, advisory, version, "", is_certain=False) if ranges else None
    if any(_lies_in(here, r.get("events", ())) for r in ranges):
        return Match(component, advisory, version, mended, is_certain=True)
    return None


def _order(version: str) -> tuple[int, ...] | None:
    """A release of figures and dots as it is put in order; closing zeros count for nothing."""
    found = _FIGURES.fullmatch(version)
    if found is None:
        return None
    return tuple(int(n) for n in re.sub(r"(\.0+)+$", "", found[1]).split(".") if n) if found[1] != "0" else ()


def _lies_in(version: tuple[int, ...], events: Iterable[dict[str, str]]) -> bool:
    marks = [(_order(v) or (), kind) for event in events for kind, v in event.items()]
    is_affected = False
    for mark, kind in sorted(marks):
        if kind == "introduced" and version >= mark:
            is_affected = True
        elif (kind == "fixed" and version >= mark) or (kind == "last_affected" and version > mark):
            is_affected = False
    return is_affected


def record(world: World, actor: Actor, found: Iterable[Match]) -> list[Vulnerability]:
    """Open a vulnerability for each match that is not known yet; what was decided before stays as it is."""
    known = {(one.component_id, one.advisory) for one in world.all(Vulnerability)}
    made = []
    for match in found:
        component, advisory = match.component, str(match.advisory["id"])[:100]
        if not match.is_certain or (component.id, advisory) in known:
            continue
        known.add((component.id, advisory))
        summary = str(match.advisory.get("summary") or match.advisory.get("details") or "").strip()
        severity = str((match.advisory.get("database_specific") or {}).get("severity", "")).lower()
        values = {
            "title": f"{advisory}: {component.title}"[:300],
            "component": component.id,
            "advisory": advisory,
            "aliases": ", ".join(match.advisory.get("aliases", ()))[:300],
            "summary": summary,
            "severity": _SEVERITIES.get(severity, "unknown"),
            "affected_release": match.version[:100],
            "fixed_in": match.fixed_in[:100],
            "owner": component.owner_id,
            "unit": component.unit_id,
        }
        made.append(perform(Command("vulnerability", "create", actor, values=values), world=world))
    return made  # type: ignore[return-value]
