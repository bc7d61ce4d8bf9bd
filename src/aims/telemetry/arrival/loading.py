"""Decisions of the past, out of CSV or Parquet files: a map says which column is what.

A chunk of a file is a batch whose name follows from the file, the map and its place; so a load that was interrupted is
started again, and what is here already is passed over.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import yaml
from django.utils.translation import gettext as _

from aims.telemetry import columns
from aims.telemetry.reasons import Problem, Refused
from aims.telemetry.storage import seen

from .arrow import of_table
from .taking import BatchName, is_repeated, kept

ROWS = 20_000
"""A chunk."""
_FIELDS = (*columns.PLAIN, "output")


class CannotLoad(ValueError):
    """The map or the file cannot be followed; the sentence says why. What was loaded before stays."""


@dataclass(frozen=True)
class Map:
    """Which column is what."""

    fields: Mapping[str, str]
    """Fields of a decision, such as `key` and `at`, to columns."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    label_at: str = ""
    """When the label was known; without it, at the time of the decision."""
    constants: Mapping[str, Any] = field(default_factory=dict)
    zone: str = "UTC"
    """Where the clock stood whose times name no zone."""
    digest: str = ""


@dataclass
class Loaded:
    """What became of the files so far."""

    accepted: int = 0
    rejected: int = 0
    repeated: int = 0
    """Chunks that were here already."""
    problems: list[tuple[Path, Problem]] = field(default_factory=list)


def read_map(path: Path) -> Map:
    """The map in a YAML file. Raises `CannotLoad`."""
    content = path.read_bytes()
    try:
        said = yaml.safe_load(content)
    except yaml.YAMLError as why:
        raise CannotLoad(_("%(file)s is not YAML: %(why)s") % {"file": path, "why": why}) from why
    if not isinstance(said, dict):
        raise CannotLoad(_("%(file)s must say which column is the key and which the time.") % {"file": path})
    more = {"inputs", "groups", "label", "label_at", "constants", "zone"}
    if unknown := next((name for name in said if name not in (*_FIELDS, *more)), None):
        known = ", ".join((*_FIELDS, *sorted(more)))
        raise CannotLoad(
            _("The map names “%(name)s”, which is nothing; known are %(known)s.") % {"name": unknown, "known": known}
        )
    if missing := next((name for name in ("key", "at") if name not in said), None):
        raise CannotLoad(_("The map does not say which column is “%(name)s”.") % {"name": missing})
    try:
        ZoneInfo(str(said.get("zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise CannotLoad(_("There is no time zone “%(zone)s”.") % {"zone": said["zone"]}) from why
    return Map(
        fields={name: str(said[name]) for name in _FIELDS if name in said},
        inputs=_names(said.get("inputs") or {}),
        groups=_names(said.get("groups") or {}),
        label=str(said.get("label", "")),
        label_at=str(said.get("label_at", "")),
        constants=dict(said.get("constants") or {}),
        zone=str(said.get("zone", "UTC")),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _names(said: Any) -> dict[str, str]:
    """A list of columns that keep their names, or a map of names to columns."""
    return {str(n): str(n) for n in said} if isinstance(said, list) else {str(n): str(c) for n, c in said.items()}


def load(system: UUID, path: Path, by: Map) -> Iterator[Loaded]:
    """Load a file chunk by chunk; after each, what became of it. Raises `CannotLoad`."""
    with path.open("rb") as content:
        name = f"{hashlib.file_digest(content, 'sha256').hexdigest()[:40]}-{by.digest[:40]}"
    done = Loaded()
    try:
        for place, rows in enumerate(_chunks(path, by)):
            for half, table in enumerate(_events(rows, by)):
                _take(system, table, BatchName(f"{seen.OWN}load-{name}", 2 * place + half), done, path)
            yield done
    except (pa.ArrowException, Refused) as why:
        raise CannotLoad(_("%(file)s: %(why)s") % {"file": path, "why": str(why).split("\n")[0]}) from why


def _take(system: UUID, table: pa.Table, name: BatchName, done: Loaded, path: Path) -> None:
    if is_repeated(system, name):
        done.repeated += 1
        return
    if not len(table):
        return
    found = kept(system, lambda rules: of_table(table, rules), name)
    done.accepted += found.accepted
    done.rejected += len(found.problems)
    done.problems += [(path, one) for one in found.problems[:20] if len(done.problems) < 20]


def _chunks(path: Path, by: Map) -> Iterator[pa.Table]:
    if path.suffix.lower() == ".parquet":
        with pq.ParquetFile(path) as file:
            _check(path, by, file.schema_arrow.names)
            for batch in file.iter_batches(ROWS, columns=list(_used(by))):
                yield pa.Table.from_batches([batch])
        return
    as_text = {by.fields[name]: pa.string() for name in ("key", "subject", "version") if name in by.fields}
    as_text |= {column: pa.string() for column in by.groups.values()}
    convert = pa.csv.ConvertOptions(column_types=as_text, strings_can_be_null=True)
    with pa.csv.open_csv(path, convert_options=convert) as file:
        _check(path, by, file.schema.names)
        for batch in file:
            whole = pa.Table.from_batches([batch])
            for start in range(0, len(whole), ROWS):
                yield whole.slice(start, ROWS)


def _used(by: Map) -> dict[str, None]:
    named = (*by.fields.values(), *by.inputs.values(), *by.groups.values(), by.label, by.label_at)
    return dict.fromkeys(name for name in named if name)


def _check(path: Path, by: Map, there: list[str]) -> None:
    if missing := next((name for name in _used(by) if name not in there), None):
        said = {"file": path, "name": missing, "known": ", ".join(there[:40])}
        raise CannotLoad(_("%(file)s has no column “%(name)s”; it has %(known)s.") % said)


def _events(rows: pa.Table, by: Map) -> Iterator[pa.Table]:
    """The decisions of a chunk, and where there are labels, the outcomes."""
    at = _instants(rows[by.fields["at"]], by)
    key = pc.cast(rows[by.fields["key"]], pa.string())
    made: dict[str, Any] = {name: rows[column] for name, column in by.fields.items() if name not in ("key", "at")}
    made |= {"key": key, "at": at}
    made |= {f"inputs.{name}": rows[column] for name, column in by.inputs.items()}
    made |= {f"groups.{name}": pc.cast(rows[column], pa.string()) for name, column in by.groups.items()}
    made |= {name: pa.array([value] * len(rows)) for name, value in by.constants.items()}
    yield pa.table(made)
    if by.label:
        known = _instants(rows[by.label_at], by) if by.label_at else at
        outcomes = pa.table({"key": key, "at": known, "label": rows[by.label]})
        outcomes = outcomes.append_column("type", pa.array(["outcome"] * len(rows)))
        yield outcomes.filter(outcomes["label"].is_valid())


def _instants(values: Any, by: Map) -> Any:
    """Times with their zone: text is read as ISO 8601; what names no zone is in the map's."""
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        has_zone = pc.match_substring_regex(values, "(Z|[+-][0-9]{2}:?[0-9]{2})$")
        if pc.all(has_zone).as_py():
            return pc.cast(values, columns.AT)
        values = pc.cast(values, pa.timestamp("us"))
    if pa.types.is_date(values.type):
        values = pc.cast(values, pa.timestamp("us"))
    if pa.types.is_timestamp(values.type) and not values.type.tz:
        values = pc.assume_timezone(
            pc.cast(values, pa.timestamp("us")), by.zone, ambiguous="earliest", nonexistent="latest"
        )
    return pc.cast(values, columns.AT) if pa.types.is_timestamp(values.type) else values
