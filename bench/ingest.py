"""Decisions in through HTTP, synced before they are answered, and one of them found among ten million."""

import datetime as dt
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.server import answers, environment

EVENTS, BATCHES, SENDERS, SECONDS = 10_000, 8, 3, 15
MANY, DAYS = 10_000_000, 10


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        home = Path(folder)
        aims(home, "init", "--yes")
        aims(home, "new", "ai_system", "--set", "title=Scoring")
        aims(home, "user", "add", "scorer", "--name", "Scorer", "--software")
        key = aims(home, "token", "issue", "scorer", "--name", "b", "--scope", "record", "--system", "AIS-0001")
        return [*_sent(home, key.strip()), *_found(home)]


def aims(home: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "aims.cli", "--home", str(home), *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout


def _decision(n: int) -> dict[str, Any]:
    inputs: dict[str, Any] = {f"n{m}": round(random.gauss(0, 1), 4) for m in range(8)}
    inputs |= {f"c{m}": f"c{random.randrange(9)}" for m in range(4)}
    return {
        "type": "decision",
        "key": f"KEY-{n:09d}",
        "at": dt.datetime.now(dt.UTC).isoformat(),  # noqa: TID251  the server holds it against its own clock
        "version": "1.4.2",
        "subject": f"s{n}",
        "inputs": inputs,
        "output": n & 1,
        "score": round(random.random(), 6),
        "latency_ms": round(random.random() * 30, 2),
    }


def _bodies() -> dict[str, list[bytes]]:
    """The same decisions in three forms; `KEY-` gives way to the sender's own mark, of the same length."""
    import msgspec
    import pyarrow as pa

    found: dict[str, list[bytes]] = {"x-ndjson": [], "msgpack": [], "vnd.apache.arrow.stream": []}
    for batch in range(BATCHES):
        made = [_decision(batch * EVENTS + n) for n in range(EVENTS)]
        found["x-ndjson"].append(b"\n".join(json.dumps(one, separators=(",", ":")).encode() for one in made))
        found["msgpack"].append(msgspec.msgpack.encode(made))
        rows = [{k: v for k, v in one.items() if k != "type"} for one in made]
        table = pa.Table.from_pylist([row | {"at": dt.datetime.fromisoformat(row["at"])} for row in rows])
        out = pa.BufferOutputStream()
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
        found["vnd.apache.arrow.stream"].append(out.getvalue().to_pybytes())
    return found


def _sent(home: Path, key: str) -> list[Figure]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "aims.cli", "--home", str(home), "serve", "--port", str(port), "--workers", "2"]
    bodies, figures = _bodies(), []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()) as process:
        try:
            while not answers(f"{address}/accounts/login/"):
                time.sleep(0.1)
            for mark, (sort, ready) in enumerate(bodies.items()):
                rate = _rate(address, key, sort, ready, mark)
                name = f"ingest over HTTP, synced, {sort.rpartition('.')[2]} ({len(ready[0]) // EVENTS} bytes an event)"
                figures.append(Figure(name, rate, "decisions/s", 100_000))
        finally:
            process.terminate()
    return figures


def _rate(address: str, key: str, sort: str, ready: list[bytes], mark: int) -> float:
    """Decisions acknowledged a second by `SENDERS` connections; each key is sent once."""
    counts, end = [0] * SENDERS, time.perf_counter() + SECONDS
    headers = {"Authorization": f"Bearer {key}", "Content-Type": f"application/{sort}"}

    def send(number: int) -> None:
        turn = 0
        while time.perf_counter() < end:
            body = ready[turn % BATCHES].replace(b"KEY-", b"%d%d%02x" % (mark, number, turn // BATCHES))
            turn += 1
            request = urllib.request.Request(f"{address}/api/v1/telemetry/AIS-0001/events", body, headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                counts[number] += json.load(answer)["accepted"]

    threads = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    start = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / (time.perf_counter() - start)


def _found(home: Path) -> list[Figure]:
    """One decision by its key among ten million of ten days, whose keys are random: no segment can be passed over."""
    os.environ |= {"AIMS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aims.config.settings"}
    import django

    django.setup()
    import numpy as np
    import pyarrow as pa

    from aims.kernel.models import Record
    from aims.telemetry.reading import lookup
    from aims.telemetry.storage import segments

    system = Record.objects.get(ref="AIS-0001").pk
    today, each, some = dt.date(2026, 6, 1), MANY // DAYS, []
    generator = np.random.default_rng(1)
    for number in range(DAYS):
        day = today + dt.timedelta(days=number)
        marks = generator.integers(0, 2**63, each)
        keys = sorted(f"{mark:016x}" for mark in marks.tolist())
        some += keys[:: each // 10]
        at = pa.array([dt.datetime.combine(day, dt.time(9), dt.UTC)] * each, pa.timestamp("us", "UTC"))
        made = {"key": keys, "at": at, "output": ["yes"] * each, "score": generator.random(each)}
        made |= {f"n.{n}": generator.random(each) for n in range(8)}
        segments.add([segments.write(system, day, "decisions", pa.table(made))])
    took = []
    for key in some:
        start = time.perf_counter()
        assert lookup.decision(system, key) is not None
        took.append(time.perf_counter() - start)
    return [
        Figure("one decision among 10,000,000 by key, median", statistics.median(took) * 1000, "ms", 100),
        Figure("one decision among 10,000,000 by key, worst of 100", max(took) * 1000, "ms"),
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    for figure in run():
        print(figure)
