"""One archive of an installation, from one snapshot, in no database's own format: it restores into either.

A zip file: `manifest.json` (what, from where, SHA-256 of every member), `tables/*.jsonl` (a first line with the
columns, then a row a line), `files/` (attachments by digest), `telemetry/` (decisions), `keys/`, and the
organisation's `frameworks/`, `maps/`.
"""

import datetime as dt
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from aims.ledger.log import LAST_CHECKPOINT
from aims.lib import clock
from aims.lib.files import written
from aims.telemetry.storage.segments import nothing_deleted

FORMAT = 1
SNAPSHOT = "snapshot"
LEFT_OUT = frozenset({"contenttypes", "auth", "sessions", "usersessions"})
"""Tables that every installation makes for itself, and sign-ins, which do not survive a restore."""
FOLDERS = ("frameworks", "maps")


@dataclass
class BackedUp:
    """What an archive holds; `missing` are attachments that are recorded and not there."""

    path: Path
    rows: int = 0
    events: int = 0
    files: int = 0
    keys: bool = False
    missing: list[str] = field(default_factory=list)


def models_of(app_models: Any) -> list[type[models.Model]]:
    """The models whose rows belong in an archive, in a steady order."""
    chosen = [m for m in app_models if m._meta.managed and not m._meta.proxy and m._meta.app_label not in LEFT_OUT]
    return sorted(chosen, key=lambda m: str(m._meta.db_table))


def columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """The stored columns of the model's own table."""
    return [f for f in model._meta.local_concrete_fields if not getattr(f, "generated", False)]


def plain(value: Any) -> Any:
    """`value` as JSON holds it; `restore` turns it back by the type of its column."""
    match value:
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case bytes() | memoryview() | bytearray():
            return b64encode(bytes(value)).decode()
        case UUID() | Decimal():
            return str(value)
        case dt.timedelta():
            return value.total_seconds()
        case _:
            return value


@contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """A database alias whose reads all see one instant, while others go on writing."""
    own = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        copy = folder / "snapshot.db"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        own |= {"NAME": str(copy)}
    else:
        from psycopg import IsolationLevel

        own["OPTIONS"] = {**own["OPTIONS"], "isolation_level": IsolationLevel.REPEATABLE_READ}
    connections.databases[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def back_up(out: Path, *, with_keys: bool = True) -> BackedUp:
    """Write the archive to `out`, which must not exist; it appears whole or not at all, readable by its owner only."""
    done = BackedUp(out, keys=with_keys)
    with (
        written(out, anew=True) as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
    ):
        digests = _Writer(archive)
        with (
            nothing_deleted(),
            TemporaryDirectory(prefix=".backup-", dir=out.parent) as scratch,
            snapshot(Path(scratch)) as alias,
        ):
            tables = _tables(digests, alias, done)
            _files(digests, alias, done)
            _decisions(digests, alias, done)
            migrations = sorted(MigrationRecorder(connections[alias]).applied_migrations())
        _folders(digests, with_keys)
        manifest = {
            "format": FORMAT,
            "made_at": clock.iso(clock.now()),
            "from": connection.vendor,
            "migrations": [list(m) for m in migrations],
            "tables": tables,
            "missing": done.missing,
            "keys": with_keys,
            "sha256": digests.found,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return done


class _Writer:
    """Puts members into the archive and keeps their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.found: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[Any]:
        seen = sha256()
        with self.archive.open(name, "w", force_zip64=True) as into:

            def write(chunk: bytes) -> None:
                seen.update(chunk)
                into.write(chunk)

            yield write
        self.found[name] = seen.hexdigest()

    def file(self, name: str, path: Path) -> None:
        with self.member(name) as write, path.open("rb") as source:
            while chunk := source.read(1 << 20):
                write(chunk)


def _tables(into: _Writer, alias: str, done: BackedUp) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model in models_of(connections[alias].introspection.get_migratable_models()):
        table, names = model._meta.db_table, [f.attname for f in columns(model)]
        count = 0
        with into.member(f"tables/{table}.jsonl") as write:
            write(json.dumps([f.column for f in columns(model)]).encode() + b"\n")
            rows: models.QuerySet[Any, Any] = (
                models.QuerySet(model).using(alias).order_by(*_key(model)).values_list(*names)
            )
            for row in rows.iterator(chunk_size=2_000):
                write(json.dumps([plain(v) for v in row], ensure_ascii=False, sort_keys=True).encode() + b"\n")
                count += 1
        counts[table] = count
    done.rows, done.events = sum(counts.values()), counts["kernel_event"]
    return counts


def _key(model: type[models.Model]) -> list[str]:
    key = model._meta.pk
    return [f.attname for f in key.fields] if isinstance(key, models.CompositePrimaryKey) else [key.attname]  # type: ignore[union-attr]


def _files(into: _Writer, alias: str, done: BackedUp) -> None:
    from aims.kernel.models import File

    for digest in models.QuerySet(File).using(alias).order_by("pk").values_list("digest", flat=True):
        path = settings.HOME.file(digest)
        if path.exists():
            into.file(f"files/{digest}", path)
            done.files += 1
        else:
            done.missing.append(digest)


def _decisions(into: _Writer, alias: str, done: BackedUp) -> None:
    """The current segments, and the journals as far as they were written when the rows were copied, or further."""
    from aims.telemetry.models import Segment

    place = settings.HOME.telemetry
    for name in (
        models.QuerySet(Segment).using(alias).filter(replaced_at=None).order_by("pk").values_list("path", flat=True)
    ):
        if (place / name).exists():
            into.file(f"telemetry/{name}", place / name)
            done.files += 1
        else:
            done.missing.append(name)
    for path in sorted((place / "journal").glob("*.journal")):
        into.file(f"telemetry/journal/{path.name}", path)


def _folders(into: _Writer, with_keys: bool) -> None:
    for folder in (*FOLDERS, *(["keys"] if with_keys else [])):
        place = settings.HOME.home / folder
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            if path.is_file() and path.name != LAST_CHECKPOINT:  # newer than the snapshot, perhaps
                into.file(f"{folder}/{path.name}", path)
