"""Recording on the caller's thread: a call with 25 inputs, beside OpenTelemetry's and MLflow's tracing of the same.

Each peer runs in an environment of its own, made here by tools/uv and thrown away, with an exporter that sends nothing;
ours runs whole, its thread, disk and a receiving server included. Where a peer can't be had its figure is left out.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
CALLS = 20_000
INPUTS: dict[str, object] = {f"n{n}": n * 1.1 for n in range(15)} | {f"c{n}": f"c{n}_3" for n in range(10)}

# What each peer is: the package, its call, and how many of them are measured.
PEERS = {
    "OpenTelemetry": (
        "opentelemetry-sdk",
        10_000,
        """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

class Nowhere(SpanExporter):
    def export(self, spans):
        return SpanExportResult.SUCCESS

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(Nowhere()))
tracer = provider.get_tracer("bench")

def call(inputs):
    with tracer.start_as_current_span("decision") as span:
        span.set_attributes(inputs)
        span.set_attribute("output", 0.7)
""",
    ),
    "MLflow tracing": (
        "mlflow",
        1_000,
        """
import logging
import mlflow
from mlflow.tracing.export.mlflow_v3 import MlflowV3SpanExporter

logging.getLogger("mlflow").setLevel(logging.ERROR)
mlflow.set_tracking_uri("http://127.0.0.1:9")
MlflowV3SpanExporter.export = lambda self, spans: None

@mlflow.trace
def call(inputs):
    return 0.7
""",
    ),
}
MEASURED = """
import statistics, sys, time

def median(call, count, inputs):
    for _ in range(200):
        call(inputs)
    times = []
    for _ in range(count):
        start = time.perf_counter_ns()
        call(inputs)
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000
"""


def median(call: Callable[[], object], count: int) -> tuple[float, float]:
    """Microseconds of one call: the median and the 99th percentile."""
    times = []
    for _ in range(count):
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1000, statistics.quantiles(times, n=100)[98] / 1000


class Taker(BaseHTTPRequestHandler):
    """A server that takes everything."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        self.reply(b'{"version": 1}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(b"{}")

    def reply(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def ours() -> tuple[float, float, float]:
    """Median and 99th percentile of a call, and events a second from the first call to the last answer."""
    from aims_sdk import Aims, Settings

    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        aims = Aims(Settings(url=url, token="bench", spool=Path(folder)))
        start = time.perf_counter()
        middle, late = median(
            lambda: aims.record("AIS-0001", inputs=INPUTS, output=0.7, score=0.3, version="1.4.2"), CALLS
        )
        if not aims.flush(60) or aims.counters().sent != CALLS:
            raise RuntimeError(f"Not everything arrived: {aims.counters()}")
        rate = CALLS / (time.perf_counter() - start)
        aims.close()
        server.shutdown()
        server.server_close()
    return middle, late, rate


def theirs(peer: str) -> float | None:
    """Microseconds of one call of a peer, in an environment of its own."""
    package, count, program = PEERS[peer]
    code = f"{program}{MEASURED}\nprint(median(call, {count}, {INPUTS!r}))"
    command = [
        str(ROOT / "tools" / "uv"),
        "run",
        "--no-project",
        "--python",
        sys.executable,
        "--with",
        package,
        "python",
    ]
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    try:
        done = subprocess.run(
            [*command, "-c", code], env=environ, capture_output=True, text=True, timeout=900, check=True
        )
        return float(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        print(f"{peer} could not be measured here ({type(error).__name__}); its figure is left out.", file=sys.stderr)
        return None


def run() -> list[Figure]:
    """Ours once; then each peer, right after it."""
    middle, late, rate = ours()
    figures = [
        Figure(f"record() beside {peer}, 25 inputs, median", middle, "µs", 3.0, peer, found)
        for peer in PEERS
        if (found := theirs(peer)) is not None
    ]
    return [
        *(figures or [Figure("record(), 25 inputs, median", middle, "µs", 3.0)]),
        Figure("record(), 25 inputs, 99th percentile", late, "µs"),
        Figure("recorded, sent and acknowledged, one program", rate, "/s"),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:60} {figure.value:12,.2f} {figure.unit} {figure.peer_value or ''}")
