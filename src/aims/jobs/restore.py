"""Bring an archive back, into an empty home and an empty database of either sort; see `backup` for its format.

The tables are made as they were when the archive was written, the rows put in as they are (an event keeps its number,
body, salt and leaf to the bit), and then the tables are brought to this version.
"""

import json
import os
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from aims.kernel import search
from aims.kernel.kinds import KINDS

from .backup import FORMAT, columns, models_of

_MEMBER = re.compile(
    r"(files/[0-9a-f]{64}|(keys|frameworks|maps)/[\w][\w.-]*"
    r"|telemetry/(journal|[a-z_]+/[0-9a-f-]{36}/[0-9]{4}-[0-9]{2}-[0-9]{2})/[\w-]+\.(journal|parquet))"
)
_AT_ONCE = 400


class CannotRestore(Exception):
    """The archive, or the place it should go to, is not fit; the text says why. Nothing was changed in a database."""


class Archive:
    """An archive whose manifest was read; members are compared with it as they are read."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self.zip.read("manifest.json"))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as unfit:
            raise CannotRestore(_("%(file)s is not an archive that `aims backup` wrote.") % {"file": path}) from unfit
        if self.manifest.get("format") != FORMAT:
            raise CannotRestore(
                _("%(file)s has a format that this version does not know: upgrade first.") % {"file": path}
            )
        self.digests: dict[str, str] = self.manifest["sha256"]
        strange = {n for n in self.zip.namelist() if n != "manifest.json"} ^ self.digests.keys()
        if strange:
            raise CannotRestore(_("The archive and its manifest differ about %(name)s.") % {"name": sorted(strange)[0]})

    def check(self) -> None:
        """Read everything once: a damaged archive is refused before anything is written."""
        for name in self.digests:
            try:
                for _chunk in self.chunks(name):
                    pass
            except (zipfile.BadZipFile, OSError, EOFError) as broken:
                raise CannotRestore(_("%(name)s in the archive is damaged.") % {"name": name}) from broken

    def chunks(self, name: str) -> Iterator[bytes]:
        seen = sha256()
        with self.zip.open(name) as member:
            while chunk := member.read(1 << 20):
                seen.update(chunk)
                yield chunk
        if seen.hexdigest() != self.digests[name]:
            raise CannotRestore(_("%(name)s in the archive is damaged.") % {"name": name})

    def unpack(self, home: Path) -> None:
        """Keys, attachments and the organisation's own files, into the new home."""
        for name in self.digests:
            if name.startswith("tables/"):
                continue
            if not _MEMBER.fullmatch(name):
                raise CannotRestore(_("%(name)s in the archive has no place in a home.") % {"name": name})
            folder, _slash, leaf = name.partition("/")
            target = home / folder / (leaf[:2] if folder == "files" else "") / leaf  # of `telemetry` with its folders
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                for chunk in self.chunks(name):
                    out.write(chunk)


def fill_database(archive: Archive) -> int:
    """Make the tables, put the rows in, in one transaction; returns how many. The database must be empty."""
    if connection.introspection.table_names():
        raise CannotRestore(_("The database holds tables already; restore into an empty one."))
    executor = MigrationExecutor(connection)
    wanted = [tuple(m) for m in archive.manifest["migrations"]]
    known = executor.loader.graph.nodes
    if unknown := [m for m in wanted if m not in known]:
        raise CannotRestore(
            _("The archive was made by a newer version (%(step)s): upgrade first.") % {"step": " ".join(unknown[0])}
        )
    nodes = [m for m in wanted if not any(c.key in wanted for c in executor.loader.graph.node_map[m].children)]
    state = executor.migrate(nodes)
    models_then = models_of(state.apps.get_models(include_auto_created=True))
    with transaction.atomic():
        count = sum(_fill(archive, model) for model in models_then)
        for sql in connection.ops.sequence_reset_sql(no_style(), models_then):
            with connection.cursor() as cursor:
                cursor.execute(sql)
    upgrade = MigrationExecutor(connection)
    upgrade.migrate(upgrade.loader.graph.leaf_nodes())
    _make_searchable()
    return count


def _fill(archive: Archive, model: type[models.Model]) -> int:
    """All rows of one table; what a migration put there gives way to what the archive holds."""
    table = model._meta.db_table
    name = f"tables/{table}.jsonl"
    if name not in archive.digests:
        return 0
    lines = _lines(archive, name)
    head: list[str] = json.loads(next(lines))
    fields = {f.column: f for f in columns(model)}
    if set(head) != fields.keys():
        raise CannotRestore(_("%(table)s has other columns in the archive than in this version.") % {"table": table})
    if models.QuerySet(model).exists():
        models.QuerySet(model)._raw_delete(connection.alias)
    quoted = connection.ops.quote_name
    into = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, head))}) VALUES "  # noqa: S608  names of our own tables
    row_of = f"({', '.join(['%s'] * len(head))})"
    per_statement = max(1, min(_AT_ONCE, 30_000 // len(head)))
    count = 0
    for chunk in batched(lines, per_statement):
        values = [_stored(fields[c], v) for line in chunk for c, v in zip(head, json.loads(line), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(into + ", ".join([row_of] * len(chunk)), values)
        count += len(chunk)
    if count != archive.manifest["tables"][table]:
        raise CannotRestore(_("%(table)s does not have as many rows as the manifest says.") % {"table": table})
    return count


def _lines(archive: Archive, name: str) -> Iterator[bytes]:
    rest = b""
    for chunk in archive.chunks(name):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The plain `value` as this database stores it in that column."""
    target: models.Field[Any, Any] = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if value is not None and not isinstance(target, models.JSONField):
        value = target.to_python(value)
    return target.get_db_prep_save(value, connection)


def _make_searchable() -> None:
    """The search table is derived, so it is written anew and not archived."""
    for kind in KINDS:
        rows = kind.model.objects.order_by("pk")
        for chunk in batched(rows.iterator(chunk_size=_AT_ONCE), _AT_ONCE):
            search.write(list(chunk))
