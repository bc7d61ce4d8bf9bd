"""One of several processes that write to one SQLite file: `writer.py FILE NAME COUNT` prints its waits as JSON."""

import json
import sys
import time

from django.conf import settings
from django.db import connection, transaction


def write(name: str, count: int) -> list[float]:
    """Each transaction takes a number from the counter and records it; returns how long each one took."""
    took = []
    for _ in range(count):
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE counter SET value = value + 1 RETURNING value")
            (seq,) = cursor.fetchone()
            cursor.execute("INSERT INTO entry (seq, writer) VALUES (%s, %s)", [seq, name])
        took.append(time.perf_counter() - start)
    return took


if __name__ == "__main__":
    file, writer, times = sys.argv[1:]
    settings.configure(DATABASES={"default": {"ENGINE": "aims.config.sqlite", "NAME": file}})
    print(json.dumps(write(writer, int(times))))
