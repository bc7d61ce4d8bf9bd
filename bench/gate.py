"""The gate on a decision that passes: the six rules of a loan's oversight plan, beside the same function undecorated.

Everything in one run and process, with the threads, the disk and a server that answers. The cases that people see are
not measured here: they take minutes.
"""

import hashlib
import hmac
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.figure import Figure

CALLS, TOKEN, SYSTEM = 20_000, "bench", "AIS-0007"
HOLD_WHEN = {
    "any": [
        {"field": "output", "operator": "eq", "value": "decline"},
        {
            "all": [
                {"field": "score", "operator": "gte", "value": 0.42},
                {"field": "score", "operator": "lt", "value": 0.58},
            ]
        },
        {"field": "inputs.amount_sgd", "operator": "gt", "value": 20000},
        {
            "all": [
                {"field": "inputs.income_check_score", "operator": "lt", "value": 0.5},
                {"not": {"field": "inputs.papers_seen", "operator": "eq", "value": True}},
            ]
        },
        {"field": "version", "operator": "first_n", "value": {"version": "3.3.0", "n": 200}},
        {"field": "key", "operator": "random_share", "value": 1e-9},  # so rare that each measured decision passes
    ]
}
PLAN = {
    "ref": "OVP-0001",
    "version": 7,
    "hold_when": HOLD_WHEN,
    "when_held": "pending",
    "when_away": "fail_closed",
    "minutes": 480,
    "secret": "00" * 32,
    "seen": {"3.3.0": 200},
}
INPUTS = {"amount_sgd": 12000.0, "income_check_score": 0.9, "papers_seen": True, "region": "north", "months": 36}


class Server(BaseHTTPRequestHandler):
    """One plan, no stops, and everything recorded is taken."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        orders: dict[str, object] = {"plan": PLAN, "stopped": []}
        sealed = json.dumps(orders | {"system": SYSTEM}, sort_keys=True, separators=(",", ":")).encode()
        seal = hmac.new(TOKEN.encode(), sealed, hashlib.sha256).hexdigest()
        pulse = {SYSTEM: {"plan": 7, "stopped": []}}
        self.reply(
            pulse if "/pulse" in self.path else {"version": 1} if "/rules" in self.path else orders | {"seal": seal}
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply({})

    def reply(self, said: object) -> None:
        content = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Microseconds of one call: the median and the 95th percentile."""
    for _ in range(500):
        call()
    times = []
    for _ in range(CALLS):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000, statistics.quantiles(times, n=20)[18] / 1000


def measured(url: str, folder: str) -> dict[str, tuple[float, float]]:
    from aims_sdk import Aims, Settings

    aims = Aims(Settings(url=url, token=TOKEN, spool=Path(folder)))

    def decide(inputs: dict[str, object]) -> str:
        return "grant"

    recorded = aims.recorded(SYSTEM, version="3.3.0", score=0.8)(decide)
    gated = aims.gated(SYSTEM, version="3.3.0", score=0.8)(decide)
    decision = {"version": "3.3.0", "score": 0.8, "inputs": INPUTS, "output": "grant"}
    if aims.submit(SYSTEM, **decision).state != "passed":  # type: ignore[arg-type]
        raise RuntimeError("The decision that is measured was held.")
    standing = aims.gate.plans.known[SYSTEM]
    named = decision | {"key": "k" * 25}
    calls: dict[str, Callable[[], object]] = {
        "undecorated": lambda: decide(INPUTS),
        "rules": lambda: standing.answers(named),
        "record": lambda: aims.record(SYSTEM, **decision),  # type: ignore[arg-type]
        "submit": lambda: aims.submit(SYSTEM, **decision),  # type: ignore[arg-type]
        "recorded": lambda: recorded(INPUTS),
        "gated": lambda: gated(INPUTS),
    }
    found = {name: timed(call) for name, call in calls.items()}
    if not aims.flush(60):
        raise RuntimeError(f"Not everything arrived: {aims.counters()}")
    aims.close()
    return found


def run() -> list[Figure]:
    """All in one process, one after the other."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        found = measured(f"http://127.0.0.1:{server.server_address[1]}", folder)
    server.shutdown()
    server.server_close()
    (submit, late), (gated, late_gated) = found["submit"], found["gated"]
    return [
        Figure("six rules of a plan, median", found["rules"][0], "µs"),
        Figure("submit() that passes, median", submit, "µs", 20.0, "record()", found["record"][0]),
        Figure("submit() that passes, 95th percentile", late, "µs", None, "record()", found["record"][1]),
        Figure("@gated that passes, median", gated, "µs", None, "@recorded", found["recorded"][0]),
        Figure("@gated that passes, 95th percentile", late_gated, "µs", None, "@recorded", found["recorded"][1]),
        Figure("@gated over the function itself, median", gated - found["undecorated"][0], "µs", 20.0),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:60} {figure.value:12,.2f} {figure.unit} {figure.peer_value or ''}")
