"""Texts are looked at by the language checks when their decisions are stored; what they found are columns `s.CHECK`."""

import pyarrow as pa
from django.conf import settings

from aims.telemetry.columns import TEXTS

SECRET = "checks"  # noqa: S105  the name of a key, not the key
"""The key by which the share that a costly check looks at is drawn."""


def with_scores(rows: pa.Table) -> pa.Table:
    """`rows` of decisions with a column for each check, where any of them has a text; otherwise as they are."""
    if not any(name in rows.column_names and rows[name].null_count < len(rows) for name in TEXTS):
        return rows
    from aims.telemetry.language import scores_of

    texts = {n: rows[n].to_pylist() if n in rows.column_names else [None] * len(rows) for n in TEXTS}
    secret = settings.HOME.secret(SECRET).encode()[:64]
    found = scores_of(rows["key"].to_pylist(), texts["prompt"], texts["context"], texts["answer"], secret=secret)
    for name, column in found.columns.items():
        field = pa.field(
            name, pa.float64(), metadata={"version": found.versions[name], "share": str(found.shares[name])}
        )
        rows = rows.append_column(field, pa.array(column, pa.float64(), from_pandas=True))
    return rows
