"""Four processes that commit synced transactions to one SQLite file for some seconds; the stock backend as the peer.

The peer is Django's own backend with the same pragmas: the difference is how a writer waits for its turn.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figure import Figure

PROCESSES, SECONDS = 4, 4
STOCK = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
}
BACKENDS: dict[str, dict[str, object]] = {
    "aims.config.sqlite": {},
    "django.db.backends.sqlite3": STOCK,
}
WRITER = """
import json, sys, time
from django.conf import settings
file, backend, options, start, seconds = sys.argv[1:]
database = {"ENGINE": backend, "NAME": file, "OPTIONS": json.loads(options)}
settings.configure(DATABASES={"default": database})
import django
django.setup()
from django.db import connection, transaction
def work(milliseconds):
    end = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end:
        pass
took = []
time.sleep(max(0, float(start) - time.time()))
end = time.monotonic() + float(seconds)
while time.monotonic() < end:
    work(1)
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS entry (id integer PRIMARY KEY, body text)")
        cursor.execute("INSERT INTO entry (body) VALUES (%s)", ["x" * 500])
        work(1)
    took.append(time.perf_counter() - start)
print(json.dumps(took))
"""


def worst(backend: str, options: dict[str, object]) -> tuple[float, float]:
    """The 99th percentile and the longest time in milliseconds of the writer that fared worst."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [str(Path(folder) / "bench.db"), backend, json.dumps(options), str(time.time() + 1.5), str(SECONDS)]
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=subprocess.PIPE)
            for _ in range(PROCESSES)
        ]
        answers = [json.loads(writer.communicate()[0]) for writer in writers]
    return max(statistics.quantiles(took, n=100)[98] for took in answers) * 1000, max(map(max, answers)) * 1000


def run() -> list[Figure]:
    ours, stock = (worst(*backend) for backend in BACKENDS.items())
    return [
        Figure("four writers on SQLite, worst p99", ours[0], "ms", 150, "stock backend", stock[0]),
        Figure("four writers on SQLite, longest wait", ours[1], "ms", None, "stock backend", stock[1]),
    ]
