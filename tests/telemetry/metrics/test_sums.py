"""Figures from sums: they add up over days, and lie within the error they state of those that every row gives."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import stats
from sklearn import metrics as sk

from aims.telemetry.metrics import intervals
from aims.telemetry.metrics.backends import Embedded, connect
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Columns, Unusable, read_spec
from aims.telemetry.metrics.exact import compute
from aims.telemetry.metrics.figures import Figure
from aims.telemetry.metrics.freezing import freeze
from aims.telemetry.metrics.registry import METRICS, Asked, measure
from aims.telemetry.metrics.sums import Sums, added, summed
from tests.telemetry.metrics import census

FEATURES = (*census.NUMBERS, *census.CATEGORIES, census.SCORE)
COLUMNS = Columns(
    prediction="prediction", score=census.SCORE, label=census.LABEL, groups=census.GROUPS, features=FEATURES
)
EXACT = ("accuracy", "precision", "true_positive_rate", "false_positive_rate", "f1", "selection_rate", "brier")
GAPS = (
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "accuracy_difference",
)


def sums_of(frame: pd.DataFrame, baseline: Baseline, columns: Columns = COLUMNS) -> Sums:
    engine = Embedded()
    return summed(engine, engine.show(pa.Table.from_pandas(frame, preserve_index=False)), columns, baseline)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    engine = Embedded()
    return freeze(engine, engine.show(pa.Table.from_pandas(census.reference(), preserve_index=False)), COLUMNS)[0]


@pytest.fixture(scope="module")
def sums(baseline: Baseline) -> Sums:
    return sums_of(census.analysis(), baseline)


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    place = tmp_path_factory.mktemp("now") / "now.parquet"
    census.analysis().to_parquet(place)
    spec = {"prediction": "prediction", "score": census.SCORE, "label": census.LABEL, "groups": list(census.GROUPS)}
    spec |= {"features": list(FEATURES), "reference": str(census.path("reference"))}
    return compute(str(place), read_spec(spec))


def split(frame: pd.DataFrame, parts: int) -> list[pd.DataFrame]:
    return [part for _number, part in frame.groupby(np.arange(len(frame)) % parts)]


def one(name: str, asked: Asked) -> Figure:
    return measure(name, asked)[""]


@pytest.mark.parametrize("name", EXACT)
def test_counts_lose_nothing(sums: Sums, baseline: Baseline, exact: dict, name: str) -> None:
    figure, whole = one(name, Asked(sums, baseline)), exact["overall"][name]
    assert figure.value == pytest.approx(whole["value"], abs=1e-9)
    assert figure.n == whole["n"]
    by = measure(name, Asked(sums, baseline, group="DIS"))
    assert {k: f.value for k, f in by.items()} == pytest.approx(
        {k: figures[name]["value"] for k, figures in exact["groups"]["DIS"].items()}, abs=1e-9
    )


@pytest.mark.parametrize("name", GAPS)
@pytest.mark.parametrize("group", ["SEX", "DIS", "SEX × DIS"])
def test_gaps_lose_nothing(sums: Sums, baseline: Baseline, exact: dict, name: str, group: str) -> None:
    figure = one(name, Asked(sums, baseline, group=group, minimum=20))
    assert (figure.value, figure.low, figure.high) == pytest.approx(
        tuple(exact["gaps"][group][name][key] for key in ("value", "low", "high")), abs=1e-9
    )


def test_the_curve_is_within_its_error(sums: Sums, baseline: Baseline, exact: dict) -> None:
    figure = one("roc_auc", Asked(sums, baseline))
    assert 0 < figure.error < 0.002
    assert abs(figure.value - exact["overall"]["roc_auc"]["value"]) <= figure.error


def test_distances_are_within_their_error(sums: Sums, baseline: Baseline) -> None:
    for name, of in (("ks", partial(stats.ks_2samp, method="asymp")), ("wasserstein", stats.wasserstein_distance)):
        for feature in (census.SCORE, *census.NUMBERS):
            figure = measure(name, Asked(sums, baseline, feature=feature))[feature]
            answer = of(census.reference()[feature].dropna(), census.analysis()[feature].dropna())
            true = getattr(answer, "statistic", answer)
            assert figure.value - 1e-9 <= true <= figure.value + figure.error + 1e-9, (name, feature)
            spread = 1.0 if name == "ks" else np.ptp(census.reference()[feature].dropna())
            assert figure.error < 0.03 * spread, "an error that says nothing"


def test_indices_are_those_of_every_row(sums: Sums, baseline: Baseline, exact: dict) -> None:
    for name in ("psi", "jensen_shannon"):
        for feature in FEATURES:
            figure = measure(name, Asked(sums, baseline, feature=feature))[feature]
            assert figure.value == pytest.approx(exact["drift"][feature][name], abs=1e-9), (name, feature)


def test_days_add_up(baseline: Baseline) -> None:
    frame = census.analysis()
    parts = [sums_of(part, baseline) for part in split(frame, 7)]
    whole, together = sums_of(frame, baseline), added(parts)
    assert together.rows == whole.rows
    for name in METRICS:
        for asked in ({}, {"group": "SEX"}, {"feature": "AGEP"}):
            ours, theirs = (measure(name, Asked(part, baseline, **asked)) for part in (together, whole))
            assert ours.keys() == theirs.keys()
            for key, figure in ours.items():
                assert figure.why == theirs[key].why
                assert figure.n == theirs[key].n
                for value in ("value", "low", "high", "error"):
                    assert getattr(figure, value) == pytest.approx(getattr(theirs[key], value), abs=1e-9), (name, key)


def test_a_baseline_survives_being_written(sums: Sums, baseline: Baseline) -> None:
    again = Baseline.from_json(baseline.to_json())
    assert again.digest == baseline.digest
    for name in ("psi", "ks", "estimated_accuracy", "unseen_category"):
        assert measure(name, Asked(sums, again)) == measure(name, Asked(sums, baseline))


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b'{"bins": {"a": 1}, "rows": 1, "counts": {}, "scores": {}}'])
def test_what_is_no_baseline_is_refused(said: bytes) -> None:
    with pytest.raises(Unusable):
        Baseline.from_json(said)


def test_accuracy_is_estimated_before_labels_arrive(baseline: Baseline) -> None:
    """Without a single label of 2016 to 2018 the estimate lies within a point and a half of what came out."""
    frame = census.analysis()
    for _year, part in frame.groupby("year"):
        true = (part.prediction == part[census.LABEL]).mean()
        blind = sums_of(part.assign(**{census.LABEL: None}), baseline)
        assert one("accuracy", Asked(blind, baseline)).why == "no_labels"
        assert abs(one("estimated_accuracy", Asked(blind, baseline)).value - true) < 0.015


def test_what_was_never_there_is_seen(baseline: Baseline) -> None:
    frame = census.analysis().head(1_000).copy()
    frame["SCHL"] = frame.SCHL.astype(str)
    frame.loc[frame.index[:100], "SCHL"] = "doctor of everything"
    frame.loc[frame.index[100:150], "AGEP"] = 200.0
    frame.loc[frame.index[150:300], "AGEP"] = np.nan
    asked = Asked(sums_of(frame, baseline), baseline)
    assert measure("unseen_category", asked)["SCHL"].value == pytest.approx(0.1)
    assert measure("out_of_range", asked)["AGEP"].value == pytest.approx(50 / 850)
    assert measure("missing", asked)["AGEP"].value == pytest.approx(0.15)
    assert (one("missing", asked).value, one("missing", asked).of) == (pytest.approx(0.15), "AGEP")


def test_a_feature_that_no_longer_comes_is_missing(baseline: Baseline) -> None:
    gone = Asked(sums_of(census.analysis().drop(columns="AGEP"), baseline), baseline)
    assert measure("missing", gone)["AGEP"].value == 1.0


def test_too_few_is_unknown(baseline: Baseline) -> None:
    asked = Asked(sums_of(census.analysis().head(50), baseline), baseline, minimum=100)
    for name in ("accuracy", "psi", "selection_rate", "error_rate"):
        assert (one(name, asked).value, one(name, asked).why) == (None, "too_few")


def test_nothing_asked_is_unknown_with_its_reason() -> None:
    frame = pd.DataFrame({"said": [1, 0, 1]})
    asked = Asked(sums_of(frame, Baseline.of_nothing(), Columns(prediction="said")), Baseline.of_nothing(), group="SEX")
    found = {name: one(name, asked).why for name in METRICS}
    assert found["accuracy"] == found["demographic_parity_difference"] == "no_groups"
    assert found["psi"] == "no_baseline"
    assert found["override_rate"] == "no_groups"
    alone = Asked(asked.sums, asked.baseline)
    assert one("accuracy", alone).why == "no_labels"
    assert one("override_rate", alone).why == "no_rulings"
    assert one("latency_p95", alone).why == "no_values"


def test_outcomes_in_other_words_than_outputs_are_unknown_and_not_nought() -> None:
    columns = Columns(prediction="said", label="true", positive="grant", score="score")
    said, score = ["grant", "refuse"] * 50, [0.8, 0.2] * 50

    def why(true: list[str | None]) -> set[str]:
        sums = sums_of(pd.DataFrame({"said": said, "true": true, "score": score}), Baseline.of_nothing(), columns)
        asked = Asked(sums, Baseline.of_nothing())
        return {one(name, asked).why for name in ("accuracy", "precision", "roc_auc", "brier")}

    assert why(["repaid", "lost"] * 50) == {"other_words"}
    assert why(["grant", "lost"] * 50) == {""}
    assert why(["refuse", "grant"] * 50) == {""}, "all wrong is a figure"


def test_quantiles_of_latency_are_within_their_error() -> None:
    random = np.random.default_rng(5)
    latency = random.gamma(2, 40, 50_000)
    columns = Columns(prediction="said", latency="ms")
    sums = sums_of(pd.DataFrame({"said": 1, "ms": latency}), Baseline.of_nothing(), columns)
    for name, share in (("latency_p50", 0.5), ("latency_p95", 0.95), ("latency_p99", 0.99)):
        figure, true = one(name, Asked(sums, Baseline.of_nothing())), np.quantile(latency, share)
        assert abs(figure.value - true) <= figure.error
        assert figure.error < 0.08 * true
        assert figure.low <= figure.value <= figure.high


def test_hostile_values_are_counted_as_what_they_are(baseline: Baseline) -> None:
    frame = census.analysis().head(400).copy()
    frame["AGEP"] = frame.AGEP.astype(float)
    frame.iloc[:4, frame.columns.get_loc("AGEP")] = [np.inf, -np.inf, 1e308, np.nan]
    frame[census.SCORE] = frame[census.SCORE].where(frame.index != frame.index[5], 7.5)
    asked = Asked(sums_of(frame, baseline), baseline)
    assert measure("missing", asked)["AGEP"].value == pytest.approx(3 / 400), "infinite is no number"
    assert measure("out_of_range", asked)["AGEP"].value == pytest.approx(1 / 397)
    assert all(figure.value is None or np.isfinite(figure.value) for figure in measure("psi", asked).values())


@pytest.mark.parametrize("to", ["", "postgresql://x", "duckdb:///etc/passwd", "http://example.org"])
def test_an_engine_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(Unusable) as refused:
        connect(to)
    assert refused.value.code == "engine_unknown"


def test_intervals_hold_what_they_promise() -> None:
    """In 2,000 draws of known truth, each interval of 95 % holds it in 93 to 97 of 100."""
    random = np.random.default_rng(7)
    held = {"wilson": 0, "newcombe": 0, "auc": 0}
    for _ in range(2_000):
        a, b = random.binomial(200, 0.12), random.binomial(150, 0.3)
        low, high = intervals.wilson(a, 200)
        held["wilson"] += low <= 0.12 <= high
        low, high = intervals.newcombe((a, 200), (b, 150))
        held["newcombe"] += low <= -0.18 <= high
        up, down = random.normal(1, 1, 60), random.normal(0, 1, 80)
        edges = np.linspace(-5, 6, 400)
        _area, low, high = intervals.auc(np.histogram(up, edges)[0] * 1.0, np.histogram(down, edges)[0] * 1.0)
        held["auc"] += low <= stats.norm.cdf(1 / np.sqrt(2)) <= high
    assert all(0.93 <= count / 2_000 <= 0.975 for count in held.values()), held


def test_the_area_under_the_curve_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(2)
    score, label = random.integers(0, 50, 3_000), random.integers(0, 2, 3_000)
    up, down = (np.bincount(score[label == side], minlength=50).astype(float) for side in (1, 0))
    assert intervals.auc(up, down)[0] == pytest.approx(sk.roc_auc_score(label, score), abs=1e-12)


def test_files_of_several_days_are_one_source(tmp_path: Path, baseline: Baseline) -> None:
    parts = split(census.analysis(), 3)
    for number, part in enumerate(parts):
        part.to_parquet(tmp_path / f"{number}.parquet")
    engine = Embedded()
    schema = engine.open(sorted(tmp_path.glob("*.parquet")))
    assert summed(engine, schema, COLUMNS, baseline).rows == len(census.analysis())


@pytest.mark.parametrize("tail", [0.0, 1.0, 3.0])
def test_values_of_many_sizes_still_fall_into_many_bins(tail: float) -> None:
    """Amounts of money: the same share of decisions lies in each bin, however long the tail."""
    random = np.random.default_rng(11)
    before, now = (np.exp(random.normal(mean, tail, 40_000)) for mean in (8.0, 8.1))
    columns = Columns(features=("amount",))
    engine = Embedded()
    baseline = freeze(engine, engine.show(pa.table({"amount": before})), columns)[0]
    figure = measure("ks", Asked(sums_of(pd.DataFrame({"amount": now}), baseline, columns), baseline))["amount"]
    true = stats.ks_2samp(before, now, method="asymp").statistic
    assert figure.value - 1e-9 <= true <= figure.value + figure.error + 1e-9
    assert figure.error < 0.07
    assert tail == 0 or len(baseline.bins["amount"].cuts) > 40


@pytest.mark.parametrize("n", [7, 300, 4383, 17533])
def test_a_share_of_none_or_of_all_lies_in_its_own_interval(n: int) -> None:
    assert intervals.wilson(0, n)[0] == 0.0
    assert intervals.wilson(n, n)[1] == 1.0
