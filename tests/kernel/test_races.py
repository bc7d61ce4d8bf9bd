"""Several processes write at once: nothing is lost, nothing comes twice, and one of two wins."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from pysqlite3 import dbapi2 as sqlite

from tests.house.reading import ROOT

SECONDS = 4
WRITER = [sys.executable, "-m", "tests.kernel.writer"]


def test_four_writers_on_sqlite(tmp_path: Path) -> None:
    environment = environment_of(tmp_path, "")
    answers = race(environment, 4)
    with closing(sqlite.connect(tmp_path / "aims.db")) as opened:
        assert_whole(answers, lambda sql: opened.execute(sql).fetchall())


@pytest.mark.postgres
def test_eight_writers_on_postgresql(tmp_path: Path) -> None:
    if not (url := os.environ.get("AIMS_DATABASE_URL")):
        pytest.skip("runs in the run on PostgreSQL")
    name = f"race_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        own = urlsplit(url)._replace(path=f"/{name}").geturl()
        try:
            answers = race(environment_of(tmp_path, own), 8)
            with psycopg.connect(own) as opened:
                assert_whole(answers, lambda sql: opened.execute(sql).fetchall())
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment_of(home: Path, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIMS_", "DJANGO_"))}
    here = {"AIMS_HOME": str(home), "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return kept | here | ({"AIMS_DATABASE_URL": url} if url else {})


def race(environment: dict[str, str], writers: int) -> list[dict[str, Any]]:
    subprocess.run([*WRITER, "prepare"], env=environment, cwd=ROOT, check=True, timeout=120)
    start = time.time() + 2.0 + 0.5 * writers
    running = [
        subprocess.Popen(
            [*WRITER, "write", str(start), str(SECONDS), str(n)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(writers)
    ]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    for (_out, wrong), code in ended:
        assert code == 0, wrong
    answers = [json.loads(out) for (out, _wrong), _code in ended]
    for number, answer in enumerate(answers):
        took = [1000 * t for t in answer["took"]]
        p99 = statistics.quantiles(took, n=100)[98] if len(took) > 1 else took[0]
        print(f"writer {number}: {len(took)} acts, p50 {statistics.median(took):.1f} ms, p99 {p99:.1f} ms")
    return answers


def assert_whole(answers: list[dict[str, Any]], ask: Any) -> None:
    seqs = [row[0] for row in ask("SELECT seq FROM kernel_event ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1)), "a hole"
    assert ask("SELECT seq FROM kernel_loghead")[0][0] == len(seqs)
    ats = [row[0] for row in ask("SELECT at FROM kernel_event ORDER BY seq")]
    assert ats == sorted(ats), "time went back"

    def total(what: str) -> int:
        return sum(len(answer.get(what, ())) for answer in answers)

    batched = sum(n for answer in answers for n in answer.get("batched", ()))
    assert len(seqs) == 9 + total("refs") + total("won") + total("person") + batched, "an event lost"
    assert ask("SELECT count(*) FROM kernel_eventbody")[0][0] == len(seqs)
    refs = Counter(ref for answer in answers for ref in answer.get("refs", ()))
    assert max(refs.values()) == 1, "a ref given twice"
    stored = {row[0] for row in ask("SELECT ref FROM kernel_record WHERE kind = 'ai_system'")}
    assert stored >= set(refs)
    assert stored == {f"AIS-{n:04d}" for n in range(1, len(stored) + 1)}
    won = [tuple(pair) for answer in answers for pair in answer.get("won", ())]
    assert len({seen for seen, _made in won}) == len(won), "two winners"
    assert all(made == seen + 1 for seen, made in won)
    assert total("won") > 0
    versions = ask("SELECT record_id, count(*), max(version) FROM kernel_event GROUP BY record_id")
    assert all(count == last for _record, count, last in versions)
