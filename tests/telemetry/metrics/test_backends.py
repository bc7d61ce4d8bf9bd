"""Every metric is the same on another engine: a Spark cluster of several processes, Sail, and ClickHouse's engine."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aims.telemetry.metrics.backends import Backend, Embedded, Spark, connect
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Columns
from aims.telemetry.metrics.freezing import freeze
from aims.telemetry.metrics.registry import METRICS, Asked, measure
from aims.telemetry.metrics.sums import Sums, summed
from tests.telemetry.metrics import census

pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore")]
FEATURES = (*census.NUMBERS, *census.CATEGORIES, census.SCORE, "amount")
COLUMNS = Columns(
    prediction="prediction",
    score=census.SCORE,
    label=census.LABEL,
    groups=census.GROUPS,
    features=FEATURES,
    latency="ms",
    error="error",
    ruling="ruling",
)
ASKED = [{}, {"group": "SEX"}, {"group": "SEX × DIS"}, {"feature": "AGEP"}, {"feature": "amount"}]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The decisions in three files, with what the census lacks: amounts, latency, errors, rulings, missing values."""
    folder = tmp_path_factory.mktemp("decisions")
    frame = census.analysis().sample(60_000, random_state=1)
    random = np.random.default_rng(3)
    for name in (*census.GROUPS, *census.CATEGORIES):
        frame[name] = frame[name].astype(str)
    frame["ms"] = random.gamma(2, 40, len(frame))
    frame["amount"] = np.exp(random.normal(8, 3, len(frame))) * random.choice([-1, 1], len(frame), p=[0.1, 0.9])
    frame.loc[frame.index[::17], "amount"] = None
    frame.loc[frame.index[::19], census.LABEL] = None
    frame["error"] = np.where(random.random(len(frame)) < 0.01, "TimeoutError", None)
    frame["ruling"] = random.choice(["confirmed", "changed", "rejected", None], len(frame))
    frame = frame[list(COLUMNS.asked)]
    for part, rows in frame.groupby(np.arange(len(frame)) % 3):
        rows.to_parquet(folder / f"{part}.parquet", index=False)
    return folder


@pytest.fixture(scope="module")
def baseline(table: Path) -> Baseline:
    engine = Embedded()
    return freeze(engine, engine.open(str(table / "0.parquet")), COLUMNS)[0]


@pytest.fixture(scope="module")
def expected(table: Path, baseline: Baseline) -> Sums:
    engine = Embedded()
    return summed(engine, engine.open(f"{table}/*.parquet"), COLUMNS, baseline)


@pytest.fixture
def spark_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    for name in ("SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED", "SPARK_API_MODE"):
        monkeypatch.setenv(name, "")  # so that what pyspark writes there is taken back
        monkeypatch.delenv(name)


@pytest.fixture
def sail() -> Iterator[str]:
    server = pytest.importorskip("pysail.spark", reason="pysail is not installed: uv sync --group engines")
    running = server.SparkConnectServer("127.0.0.1", 0)
    running.start(background=True)
    _host, port = running.listening_address
    yield f"sc://127.0.0.1:{port}"
    running.stop()


def assert_equal(engine: Backend, source: str, expected: Sums, baseline: Baseline) -> None:
    found = summed(engine, engine.open(source), COLUMNS, baseline)
    assert found.rows == expected.rows
    compared = 0
    for name in METRICS:
        for asked in ASKED:
            theirs, ours = (measure(name, Asked(sums, baseline, **asked)) for sums in (found, expected))
            assert theirs.keys() == ours.keys()
            for key, figure in ours.items():
                assert (theirs[key].n, theirs[key].why, theirs[key].of) == (figure.n, figure.why, figure.of)
                for part in ("value", "low", "high", "error"):
                    mine = getattr(figure, part)
                    near = mine if mine is None else pytest.approx(mine, rel=1e-9, abs=1e-12)
                    assert getattr(theirs[key], part) == near, (name, asked, key, part)
                compared += figure.value is not None
    assert compared > 150


def test_on_clickhouse(table: Path, expected: Sums, baseline: Baseline) -> None:
    pytest.importorskip("chdb", reason="chdb is not installed: uv sync --group engines")
    assert_equal(connect("chdb://"), f"{table}/*.parquet", expected, baseline)


@pytest.mark.usefixtures("spark_python")
def test_on_a_spark_cluster(table: Path, expected: Sums, baseline: Baseline) -> None:
    """A master, and two workers that start executors, each a process of its own."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: uv sync --group engines")
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    settings = {"spark.driver.host": "127.0.0.1", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4"}
    context = SparkContext.getOrCreate(SparkConf().setMaster("local-cluster[2,1,1024]").setAll(settings.items()))
    try:
        executors = context._jsc.sc().statusTracker().getExecutorInfos()
        assert_equal(connect("local-cluster[2,1,1024]"), f"{table}/", expected, baseline)
        assert len(executors) >= 1
        hosts = {info.port() for info in context._jsc.sc().statusTracker().getExecutorInfos()}
        assert len(hosts) == 3, "the driver and two executors"
    finally:
        if session := SparkSession.getActiveSession():
            session.stop()
        context.stop()


@pytest.mark.usefixtures("spark_python")
def test_on_sail(sail: str, table: Path, expected: Sums, baseline: Baseline) -> None:
    engine = connect(sail)
    assert_equal(engine, f"{table}/", expected, baseline)
    assert isinstance(engine, Spark)
    engine.session.stop()  # or the end of the process waits for a server that has gone
