"""Processes that write through the one door at the same time: four on SQLite, eight on a private PostgreSQL.

What is lost, comes twice or leaves a hole fails; the waiting of the writer that fared worst is printed.
"""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.perform import private_postgres
from tests.kernel.test_races import SECONDS, assert_whole, environment_of, race


def run() -> list[Figure]:
    import psycopg
    from pysqlite3 import dbapi2 as sqlite

    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        answers = race(environment_of(Path(folder), ""), 4)
        opened = sqlite.connect(Path(folder) / "aims.db")
        assert_whole(answers, lambda sql: opened.execute(sql).fetchall())
        opened.close()
    figures = figures_of("four writers on SQLite", answers, 150)
    try:
        with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder, private_postgres(Path(folder)) as url:
            answers = race(environment_of(Path(folder), url), 8)
            with psycopg.connect(url) as server:
                assert_whole(answers, lambda sql: server.execute(sql).fetchall())
    except Exception as reason:
        print(f"PostgreSQL is not measured: {reason}")
        return figures
    return figures + figures_of("eight writers on PostgreSQL", answers, None)


def figures_of(name: str, answers: Sequence[dict[str, Any]], goal: float | None) -> list[Figure]:
    p99 = [1000 * statistics.quantiles(answer["took"], n=100)[98] for answer in answers]
    acts = sum(len(answer["took"]) for answer in answers)
    return [
        Figure(f"{name}: all their acts", acts / SECONDS, "/s"),
        Figure(f"{name}: worst writer's p99", max(p99), "ms", goal),
    ]
