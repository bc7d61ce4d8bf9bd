"""Four real processes write to one file at once: nothing lost, no hole, everyone's waits printed."""

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

WRITER = Path(__file__).with_name("writer.py")
PROCESSES, TRANSACTIONS = 4, 250


def open_database(file: Path, **options: Any) -> Any:
    settings = {"ENGINE": "aims.config.sqlite", "NAME": str(file), "OPTIONS": options}
    return ConnectionHandler({"default": settings})["default"]


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    with django_db_blocker.unblock():
        yield tmp_path / "writers.db"


def test_no_write_is_lost_among_four_writers(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = open_database(file)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (value integer NOT NULL)")
        cursor.execute("INSERT INTO counter VALUES (0)")
        cursor.execute("CREATE TABLE entry (seq integer PRIMARY KEY, writer text NOT NULL)")
        writers = [
            subprocess.Popen([sys.executable, WRITER, file, f"w{n}", str(TRANSACTIONS)], stdout=subprocess.PIPE)
            for n in range(PROCESSES)
        ]
        answers = [writer.communicate(timeout=120)[0] for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * PROCESSES
        cursor.execute("SELECT seq FROM entry ORDER BY seq")
        assert [seq for (seq,) in cursor.fetchall()] == list(range(1, PROCESSES * TRANSACTIONS + 1))
        cursor.execute("SELECT count(*) FROM entry GROUP BY writer")
        assert cursor.fetchall() == [(TRANSACTIONS,)] * PROCESSES
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "every commit is synced"
    connection.close()
    with capsys.disabled():
        print()
        for name, answer in enumerate(answers):
            cuts = statistics.quantiles(json.loads(answer), n=100)
            print(f"  writer {name}: p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms")


def test_two_processes_may_open_a_new_file_at_once(file: Path) -> None:
    errors: list[Exception] = []

    def opens() -> None:
        try:
            with open_database(file).cursor() as cursor:
                cursor.execute("PRAGMA journal_mode")
                assert cursor.fetchone() == ("wal",)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=opens) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_lock_that_is_never_released_ends_in_a_sentence(file: Path) -> None:
    holder, waiting = open_database(file), open_database(file, timeout=0.2)
    holder.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    start = time.monotonic()
    with pytest.raises(OperationalError, match=r"kept locked by another writer for 0\.2 s. Nothing was changed"):
        waiting.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert 0.2 <= time.monotonic() - start < 5
    holder.rollback()
    holder.close()
    waiting.close()


def test_other_errors_of_begin_are_not_waited_for(file: Path) -> None:
    connection = open_database(file)
    connection.ensure_connection()
    connection.connection.execute("BEGIN")
    start = time.monotonic()
    with pytest.raises(OperationalError, match="within a transaction"):
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert time.monotonic() - start < 5
    connection.close()
