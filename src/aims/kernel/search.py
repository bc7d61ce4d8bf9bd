"""Full text over every record, in any script: FTS5 on SQLite, a GIN index on PostgreSQL, the same words in both."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, models

from aims.lib.text import query_words, words

from .models import Record

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE kernel_search USING fts5(record UNINDEXED, words, tokenize='unicode61')",
    "postgresql": (
        "CREATE TABLE kernel_search (record uuid PRIMARY KEY, words tsvector NOT NULL);"
        "CREATE INDEX kernel_search_words ON kernel_search USING gin (words)"
    ),
}
_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO kernel_search(rowid, record, words) VALUES ",
    "postgresql": "INSERT INTO kernel_search(record, words) VALUES ",
}
_FIND = {
    "sqlite": "SELECT record, rank FROM kernel_search WHERE kernel_search MATCH %s",
    "postgresql": (
        "SELECT record, -ts_rank(words, to_tsquery('simple', %s)) AS rank FROM kernel_search "
        "WHERE words @@ to_tsquery('simple', %s)"
    ),
}
_RANKED = 2_000
"""So many hits are put in order of their rank; words that more records hold tell nothing apart."""
_LONGEST = 20_000


@cache
def _text_fields(model: type[Record]) -> tuple[str, ...]:
    return tuple(
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField)
        and not f.choices
        and f.name not in ("kind", "state", "role")
    )


def _words(record: Record) -> str:
    text = " ".join(str(getattr(record, name) or "") for name in _text_fields(type(record)))
    return " ".join(words(text[:_LONGEST]))


def _rowid(pk: UUID) -> int:
    """FTS5 rows are found by number only: bits of a digest, since whoever chooses an id could aim its own bits."""
    return int.from_bytes(sha256(pk.bytes).digest()[:8], "big") >> 2


def write(records: Sequence[Record]) -> None:
    """Replace the words of `records`: one statement for each 500."""
    for chunk in batched(records, 500):
        _replace(chunk)


def _replace(records: Sequence[Record]) -> None:
    params: list[Any] = []
    if connection.vendor == "sqlite":
        row = "(%s, %s, %s)"
        for record in records:
            params += [_rowid(record.pk), record.pk.hex, _words(record)]
    else:
        row = "(%s, to_tsvector('simple', %s))"
        for record in records:
            params += [record.pk, _words(record)]
    sql = _WRITE[connection.vendor] + ", ".join([row] * len(records))
    if connection.vendor == "postgresql":
        sql += " ON CONFLICT (record) DO UPDATE SET words = excluded.words"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def find(text: str, seen: models.Q, limit: int = 50) -> list[Record]:
    """The records that hold all words of `text`, best first, among those that `seen` allows."""
    wanted = query_words(text)
    if not wanted:
        return []
    if connection.vendor == "sqlite":
        params = [" ".join(f'"{w}"*' for w in wanted)]
    else:
        params = [" & ".join(f"'{w}':*" for w in wanted)] * 2
    hits = _hits(params, _RANKED)
    found = _seen(hits, seen, limit)
    if len(found) < limit and len(hits) == _RANKED:
        found = _seen(_hits(params, None), seen, limit)
    return found


def holds(record: Record, text: str) -> bool:
    """Whether this version of a record holds all words of `text`, as `find` looks for them."""
    known = set(words(" ".join(str(getattr(record, name) or "") for name in _text_fields(type(record)))))
    return all(any(word.startswith(wanted) for word in known) for wanted in query_words(text))


def _hits(params: Sequence[str], most: int | None) -> list[UUID]:
    inner = _FIND[connection.vendor] + (f" LIMIT {most}" if most else "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT record FROM ({inner}) AS hit ORDER BY rank", params)  # noqa: S608  our own words
        return [UUID(str(row[0])) for row in cursor.fetchall()]


def _seen(ids: Sequence[UUID], seen: models.Q, limit: int) -> list[Record]:
    """The first `limit` of `ids` that `seen` allows; most readers see most, so few are fetched at first."""
    found: list[Record] = []
    for some in (ids[: 2 * limit], *batched(ids[2 * limit :], 1000)):
        rows = {r.pk: r for r in Record.objects.filter(seen, pk__in=some)}
        found += [rows[pk] for pk in some if pk in rows]
        if len(found) >= limit:
            break
    return found[:limit]
