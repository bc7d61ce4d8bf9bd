"""Every metric of a day of decisions, from the sums, beside Evidently, NannyML, whylogs, fairlearn and a bare scan.

    python -m bench.metrics [--rows 1000000]

All in one run, over the same generated files; each measurement in a process of its own, the median of three. Both sides
start at the files. Ours is a window against a baseline that was frozen before, as monitors ask; the peers that have no
such thing read the reference again, so ours is shown with the freezing too. Processor seconds are what to compare on a
machine that others use.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil

from bench import _decisions, _year
from bench._metrics_peers import COMMON, PEERS, PYTHON, TIMED, TOOK
from bench.figure import Figure

if TYPE_CHECKING:
    from aims.telemetry.metrics.backends import Backend
    from aims.telemetry.metrics.columns import Columns

ROOT = Path(__file__).resolve().parent.parent
ROWS, TIMES = 1_000_000, 3
OF_EVIDENTLY, OF_OTHERS, OF_MEMORY, OF_SCAN, OF_TENFOLD = 60, 15, 5, 5, 8
SAIL = "sail"
ENGINES = {"duckdb://": "DuckDB", "chdb://": "ClickHouse's engine", SAIL: "Sail", "local[2]": "Spark"}


class Took(NamedTuple):
    """Seconds by the clock, seconds of processors, peak of memory in MB."""

    wall: float
    cpu: float
    peak: float


def columns() -> "Columns":
    from aims.telemetry.metrics.columns import Columns

    return Columns(
        prediction="prediction",
        score="score",
        label="label",
        groups=_decisions.GROUPS,
        features=(*_decisions.NUMBERS, *_decisions.CATEGORIES),
        latency="latency_ms",
    )


def measured(engine: "Backend", source: str, baseline_file: Path) -> int:
    """The sums of a source and every metric of them: how many figures are known."""
    from aims.telemetry.metrics.baselines import Baseline
    from aims.telemetry.metrics.registry import METRICS, Asked, measure
    from aims.telemetry.metrics.sums import summed

    baseline = Baseline.from_json(baseline_file.read_bytes())
    sums = summed(engine, engine.open(source), columns(), baseline)
    groups = ("", *_decisions.GROUPS, " × ".join(_decisions.GROUPS))
    asked = [Asked(sums, baseline, group=group, minimum=20) for group in groups]
    found = 0
    for metric in METRICS.values():
        for one in asked if metric.by in ("group", "between") else asked[:1]:
            found += sum(figure.is_known for figure in measure(metric.name, one).values())
    return found


def window(folder: Path, source: str, to: str = "duckdb://") -> None:
    """The full set of a window, the baseline frozen before."""
    from aims.telemetry.metrics.backends import connect

    engine = connect(to)
    found = measured(engine, source, folder / "baseline.json")
    assert found > 300, found


def frozen(folder: Path, source: str) -> None:
    """The baseline frozen, then the full set of the window."""
    from aims.telemetry.metrics.backends import connect
    from aims.telemetry.metrics.freezing import freeze

    engine = connect()
    baseline, _sums = freeze(engine, engine.open(f"{folder}/before/*.parquet"), columns())
    (folder / "baseline.json").write_bytes(baseline.to_json())
    measured(engine, source, folder / "baseline.json")


def scan(_folder: Path, source: str) -> None:
    """A bare pass of DuckDB over the same columns."""
    from aims.telemetry.metrics.backends import connect

    engine = connect()
    engine.open(source)
    used = [*columns().asked, "latency_ms"]
    engine.rows(f"SELECT {', '.join(f'sum(hash({name}))' for name in dict.fromkeys(used))} FROM decisions")


def again(folder: Path, source: str, to: str) -> None:
    """The full set on an engine that has done it once: its start and its first compiling are over."""
    from aims.telemetry.metrics.backends import connect

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    if to == SAIL:
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        to = f"sc://127.0.0.1:{server.listening_address[1]}"
    engine = connect(to)
    measured(engine, source, folder / "baseline.json")
    before, start = _cores(), time.perf_counter()
    measured(engine, source, folder / "baseline.json")
    wall = time.perf_counter() - start
    print(json.dumps({"wall": wall, "cpu": _cores() - before, "peak": 0.0}), flush=True)
    os._exit(0)  # without what the part would print of both times together


def _cores() -> float:
    """Seconds of processors of this process and of those it started (Spark's is one)."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)


PARTS: dict[str, Callable[..., None]] = {"again": again, "window": window, "frozen": frozen, "scan": scan}


def part(name: str, *arguments: str) -> None:
    """In the process that is measured: modules are loaded before, as they are for the peers."""
    import django
    from django.conf import settings

    settings.configure(USE_I18N=False)
    django.setup()
    import duckdb  # noqa: F401
    import ibis.backends.sql.compilers  # noqa: F401  ibis would load them at the first query
    import pandas  # noqa: F401  pyarrow looks for it

    from aims.telemetry.metrics import backends, freezing, registry  # noqa: F401

    start, cpu = time.perf_counter(), time.process_time()
    PARTS[name](Path(arguments[0]), *arguments[1:])
    exec(TOOK, {"start": start, "cpu": cpu, "json": json, "time": time})


def took(command: list[str], times: int = TIMES, seconds: int = 900) -> Took:
    """The medians of several processes, each of which prints what it took. Raises what a failed one said."""
    environ = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    runs = []
    for _ in range(times):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=seconds, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it said nothing")
        runs.append(Took(**json.loads(done.stdout.splitlines()[-1])))
    return Took(*(statistics.median(run[place] for run in runs) for place in range(len(Took._fields))))


def ours(name: str, *arguments: object, times: int = TIMES) -> Took:
    said = ", ".join(repr(str(one)) for one in arguments)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bench import metrics; metrics.part({name!r}, {said})"
    return took([sys.executable, "-c", code], times)


def theirs(peer: str, folder: Path) -> Took | None:
    """What a peer took; None, with a sentence, where it cannot be had."""
    pins, program = PEERS[peer]
    place = folder / f"env-{pins[0].partition('=')[0]}"
    uv = str(ROOT / "tools" / "uv")
    try:
        if not place.exists():
            python = PYTHON.get(peer, sys.executable)
            for made in (
                ("venv", "--python", python, str(place)),
                ("pip", "install", "--python", f"{place}/bin/python", *pins),
            ):
                # Away from here: what this project lets a peer do without would be left out.
                subprocess.run([uv, *made, "-q"], cwd=folder, check=True, timeout=900)
        arguments = [str(folder / "before"), str(folder / "now")]
        return took([str(place / "bin/python"), "-c", COMMON + program + TIMED + TOOK, *arguments])
    except (subprocess.SubprocessError, RuntimeError, OSError) as error:
        why = error if isinstance(error, RuntimeError) else type(error).__name__
        print(f"{peer} could not be measured here ({why}); its figures are left out.", file=sys.stderr)
        return None


def beside(peer: str, mine: Took, whole: Took, found: Took) -> list[Figure]:
    """The figures beside one peer, with the goals as they are set."""
    is_evidently = peer.startswith("Evidently")
    factor = OF_EVIDENTLY if is_evidently else OF_OTHERS
    figures = [
        Figure("a window, full set, by the clock", mine.wall, "s", found.wall / factor, peer, found.wall),
        Figure("a window, full set, processor time", mine.cpu, "s", found.cpu / factor, peer, found.cpu),
        Figure("the same with freezing the baseline, processor time", whole.cpu, "s", None, peer, found.cpu),
    ]
    memory = found.peak / OF_MEMORY if is_evidently else None
    return [*figures, Figure("peak of memory", mine.peak, "MB", memory, peer, found.peak)]


def compared(folder: Path, rows: int) -> list[Figure]:
    """Ours, the scan, each peer; then ten times the rows."""
    _decisions.write(folder / "before", rows, 0.0, 1)
    _decisions.write(folder / "now", rows, 0.5, 1_000)
    source = f"{folder}/now/*.parquet"
    whole = ours("frozen", folder, source)
    mine, bare = ours("window", folder, source), ours("scan", folder, source)
    figures = [
        Figure("a window beside a scan, by the clock", mine.wall, "s", bare.wall * OF_SCAN, "DuckDB", bare.wall),
        Figure("a window beside a scan, processor time", mine.cpu, "s", bare.cpu * OF_SCAN, "DuckDB", bare.cpu),
        Figure("the baseline frozen, and a window", whole.wall, "s"),
    ]
    for peer in PEERS:
        if found := theirs(peer, folder):
            figures += beside(peer, mine, whole, found)
    return figures


def tenfold(folder: Path, rows: int) -> list[Figure]:
    _decisions.write(folder / "more", 9 * rows, 0.5, 2_000)
    (folder / "now" / "000.parquet").rename(folder / "more" / "first.parquet")
    one = ours("window", folder, f"{folder}/more/first.parquet")
    ten = ours("window", folder, f"{folder}/more/*.parquet")
    name = f"{10 * rows:,} decisions beside {rows:,}"
    return [
        Figure(f"{name}, by the clock", ten.wall, "s", one.wall * OF_TENFOLD),
        Figure(f"{name}, processor time", ten.cpu, "s", one.cpu * OF_TENFOLD),
        Figure(f"{name}, peak of memory", ten.peak, "MB"),
    ]


def costs_elsewhere(folder: Path, rows: int) -> list[Figure]:
    """What a million decisions cost on each engine that is installed here (`uv sync --group engines`)."""
    figures = []
    for to, name in ENGINES.items():
        source = f"{folder}/before/" if to in (SAIL, "local[2]") else f"{folder}/before/*.parquet"
        try:
            found = ours("again", folder, source, to, times=1)
        except RuntimeError as error:
            print(f"{name} could not be measured here ({error}); its figures are left out.", file=sys.stderr)
            continue
        million = rows / 1_000_000
        figures.append(Figure(f"a million decisions on {name}, processor time", found.cpu / million, "s"))
        figures.append(Figure(f"a million decisions on {name}, by the clock", found.wall / million, "s"))
    return figures


def run(rows: int = ROWS) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as made:
        folder = Path(made)
        figures = [*compared(folder, rows), *costs_elsewhere(folder, rows)]
        if rows % _decisions.CHUNK == 0 or rows < _decisions.CHUNK:
            figures += tenfold(folder, rows)
        return [*figures, *_year.run()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    from bench.run import table

    print(table(run(parser.parse_args().rows)))
