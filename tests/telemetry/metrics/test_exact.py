"""Exact figures agree with scikit-learn, fairlearn and SciPy on the same rows, to 1e-9."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalized_odds_difference,
    false_positive_rate,
    selection_rate,
    true_positive_rate,
)
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics as sk

from aims.telemetry.metrics.columns import Unusable, read_spec
from aims.telemetry.metrics.exact import compute
from tests.telemetry.metrics import census

TOLERANCE = 1e-9
RATES = {
    "accuracy": sk.accuracy_score,
    "precision": sk.precision_score,
    "recall": sk.recall_score,
    "f1": sk.f1_score,
    "selection_rate": selection_rate,
    "true_positive_rate": true_positive_rate,
    "false_positive_rate": false_positive_rate,
}
GAPS = {
    "demographic_parity_difference": demographic_parity_difference,
    "demographic_parity_ratio": demographic_parity_ratio,
    "equalized_odds_difference": equalized_odds_difference,
    "equal_opportunity_difference": equal_opportunity_difference,
}


def values(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {name: figure["value"] for name, figure in figures.items() if "value" in figure}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return census.analysis()


@pytest.fixture(scope="module")
def found(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("census")
    frame.to_parquet(folder / "now.parquet")
    spec = {
        "prediction": "prediction",
        "score": census.SCORE,
        "label": census.LABEL,
        "groups": list(census.GROUPS),
        "features": [*census.NUMBERS, *census.CATEGORIES],
        "reference": str(census.path("reference")),
    }
    return compute(str(folder / "now.parquet"), read_spec(spec))


def test_every_row_counts(found: dict[str, Any], frame: pd.DataFrame) -> None:
    assert found["rows"] == len(frame) == 208_892
    assert found["reference_rows"] == len(census.reference())


@pytest.mark.parametrize("name", RATES)
def test_rates_are_those_of_scikit_learn(found: dict[str, Any], frame: pd.DataFrame, name: str) -> None:
    expected = RATES[name](frame[census.LABEL], frame.prediction)
    assert values(found["overall"])[name] == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("name", ["roc_auc", "brier"])
def test_scores_are_judged_as_by_scikit_learn(found: dict[str, Any], frame: pd.DataFrame, name: str) -> None:
    of = {"roc_auc": sk.roc_auc_score, "brier": sk.brier_score_loss}[name]
    assert values(found["overall"])[name] == pytest.approx(of(frame[census.LABEL], frame[census.SCORE]), abs=TOLERANCE)


@pytest.mark.parametrize("group", census.GROUPS)
@pytest.mark.parametrize("name", RATES)
def test_groups_are_those_of_fairlearn(found: dict[str, Any], frame: pd.DataFrame, group: str, name: str) -> None:
    by = MetricFrame(
        metrics=RATES[name], y_true=frame[census.LABEL], y_pred=frame.prediction, sensitive_features=frame[group]
    ).by_group
    mine = {key: values(figures)[name] for key, figures in found["groups"][group].items()}
    assert mine == pytest.approx({str(key): value for key, value in by.items()}, abs=TOLERANCE)


@pytest.mark.parametrize("group", [*census.GROUPS, "both"])
@pytest.mark.parametrize("name", GAPS)
def test_gaps_are_those_of_fairlearn(found: dict[str, Any], frame: pd.DataFrame, group: str, name: str) -> None:
    sensitive = frame[list(census.GROUPS)] if group == "both" else frame[group]
    expected = GAPS[name](frame[census.LABEL], frame.prediction, sensitive_features=sensitive)
    key = "SEX × DIS" if group == "both" else group
    figure = found["gaps"][key][name]
    assert figure["value"] == pytest.approx(expected, abs=TOLERANCE)
    assert figure["low"] <= figure["value"] <= figure["high"]


def test_drift_of_numbers_is_that_of_scipy(found: dict[str, Any], frame: pd.DataFrame) -> None:
    before, now = census.reference().AGEP.dropna(), frame.AGEP.dropna()
    mine = found["drift"]["AGEP"]
    assert mine["ks"] == pytest.approx(stats.ks_2samp(before, now, method="asymp").statistic, abs=TOLERANCE)
    assert mine["wasserstein"] == pytest.approx(stats.wasserstein_distance(before, now), abs=TOLERANCE)


@pytest.mark.parametrize("name", census.CATEGORIES)
def test_drift_of_categories_is_that_of_scipy(found: dict[str, Any], frame: pd.DataFrame, name: str) -> None:
    both = pd.DataFrame({"p": census.reference()[name].value_counts(), "q": frame[name].value_counts()}).fillna(0)
    p, q = both.p.to_numpy(float), both.q.to_numpy(float)
    mine = found["drift"][name]
    assert mine["jensen_shannon"] == pytest.approx(jensenshannon(p, q, base=2), abs=TOLERANCE)
    seen = (p + q) > 0
    expected = stats.chi2_contingency(np.vstack([p, q])[:, seen], correction=False)
    assert mine["chi_square"] == pytest.approx(expected.statistic, rel=TOLERANCE)
    assert mine["chi_square_p"] == pytest.approx(expected.pvalue, rel=1e-9, abs=1e-300)
    assert mine["cramers_v"] == pytest.approx(np.sqrt(expected.statistic / (p.sum() + q.sum())), abs=TOLERANCE)


def test_a_small_shift_has_a_tiny_p_value_and_a_small_size(found: dict[str, Any], frame: pd.DataFrame) -> None:
    """What a monitor of p-values would cry wolf about, and a monitor of sizes does not."""
    assert stats.ks_2samp(census.reference().AGEP, frame.AGEP).pvalue < 1e-4
    assert found["drift"]["AGEP"]["ks"] < 0.02
    assert found["drift"]["AGEP"]["psi"] < 0.01


def test_the_gap_in_the_data_is_found(found: dict[str, Any]) -> None:
    gap = found["gaps"]["DIS"]["equal_opportunity_difference"]
    assert gap["low"] > 0.5
    assert gap["of"] == "2 | 1"


@pytest.mark.parametrize("freedom", [1, 2, 3, 8, 57])
@pytest.mark.parametrize("statistic", [0.0, 0.5, 7.0, 60.0, 900.0])
def test_the_tail_of_chi_square_is_that_of_scipy(freedom: int, statistic: float) -> None:
    from aims.telemetry.metrics.drift import upper_tail

    assert upper_tail(freedom, statistic) == pytest.approx(stats.chi2.sf(statistic, freedom), rel=1e-10, abs=1e-300)


def test_a_regression_is_measured_as_by_scikit_learn(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    truth = random.normal(20, 5, 4_000)
    frame = pd.DataFrame(
        {"truth": truth, "said": truth + random.normal(0.3, 2, 4_000), "place": random.choice(["n", "s"], 4_000)}
    )
    frame.loc[::7, "truth"] = None
    frame.to_csv(tmp_path / "now.csv", index=False)
    spec = {"prediction": "said", "label": "truth", "is_regression": True, "groups": ["place"]}
    found = compute(str(tmp_path / "now.csv"), read_spec(spec))
    known = frame.dropna()
    mine = values(found["overall"])
    assert mine["mean_absolute_error"] == pytest.approx(sk.mean_absolute_error(known.truth, known.said), abs=TOLERANCE)
    assert mine["root_mean_squared_error"] == pytest.approx(
        sk.root_mean_squared_error(known.truth, known.said), abs=1e-9
    )
    assert mine["r2"] == pytest.approx(sk.r2_score(known.truth, known.said), abs=TOLERANCE)
    assert found["overall"]["mean_error"]["low"] < 0.3 < found["overall"]["mean_error"]["high"]
    assert set(found["groups"]["place"]) == {"n", "s"}


def test_words_missing_values_and_small_groups(tmp_path: Path) -> None:
    """Labels that are words, rows without a label, a group of three: counted for what they are."""
    rows = [("yes", "yes", 0.9, "a")] * 30 + [("no", "yes", 0.2, "b")] * 25 + [("no", "", None, "b")] * 10
    rows += [("yes", "no", 0.7, "c")] * 3 + [("no", "no", 0.1, "")] * 4
    text = "said,true,p,g\n" + "\n".join(f"{a},{b},{'' if c is None else c},{d}" for a, b, c, d in rows)
    (tmp_path / "now.csv").write_text(text)
    spec = {"prediction": "said", "label": "true", "score": "p", "positive": "yes", "groups": ["g"]}
    found = compute(str(tmp_path / "now.csv"), read_spec(spec))
    assert found["rows"] == 72
    assert found["overall"]["accuracy"]["n"] == 62
    assert set(found["groups"]["g"]) == {"a", "b", "c"}
    assert found["gaps"]["g"]["too_few"] == {"c": 3}
    assert found["gaps"]["g"]["demographic_parity_difference"]["value"] == 1.0
    assert found["groups"]["g"]["a"]["false_positive_rate"] == {
        "value": None, "low": None, "high": None, "n": 0, "why": "one_class",
    }  # fmt: skip


def test_a_range_of_time_is_a_reference(tmp_path: Path) -> None:
    days = pd.date_range("2026-01-01", periods=60, freq="D", tz="UTC").repeat(50)
    frame = pd.DataFrame({"t": days, "x": np.arange(3_000) % 7 + (days >= "2026-02-01") * 3.0})
    frame.to_parquet(tmp_path / "now.parquet")
    spec = read_spec({"time": "t", "reference": ["2026-01-01", "2026-01-31"], "features": ["x"]})
    found = compute(str(tmp_path / "now.parquet"), spec)
    assert (found["rows"], found["reference_rows"]) == (29 * 50, 31 * 50)
    assert found["drift"]["x"]["wasserstein"] == pytest.approx(3.0, abs=0.01)
    assert found["drift"]["x"]["psi"] > 0.25


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([], "spec_not_mapping"),
        ({"predict": "x"}, "spec_unknown"),
        ({"prediction": ["x"]}, "spec_text"),
        ({"prediction": "x", "groups": [1]}, "spec_names"),
        ({"prediction": "x", "groups": list("abcdefg")}, "spec_groups"),
        ({"score": "x", "reference": ["2026-01-01"], "time": "t"}, "spec_reference"),
        ({"score": "x", "reference": ["2026-01-01", "2026-02-01"]}, "spec_reference_time"),
        ({"score": "x", "minimum_group": 0}, "spec_number"),
        ({"label": "x"}, "spec_empty"),
        ({"prediction": "x", "is_regression": True}, "spec_regression"),
    ],
)
def test_a_wrong_specification_is_refused(said: object, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_spec(said)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "spec", "code"),
    [
        (None, {"prediction": "a"}, "no_file"),
        ("a,b\n1,2\n", {"prediction": "c"}, "no_column"),
        ("a,b\n", {"prediction": "a"}, "no_rows"),
        ("a\nx\ny\n", {"score": "a"}, "not_numeric"),
        ("a\n1\n", {"score": "a", "reference": "nowhere.csv"}, "no_file"),
        ("a,b\ngood,good\nbad,bad\n", {"prediction": "a", "label": "b"}, "no_positive"),
    ],
)
def test_a_file_that_cannot_be_measured_is_refused(
    tmp_path: Path, content: str | None, spec: dict[str, Any], code: str
) -> None:
    if content is not None:
        (tmp_path / "now.csv").write_text(content)
    with pytest.raises(Unusable) as refused:
        compute(str(tmp_path / "now.csv"), read_spec(spec))
    assert refused.value.code == code


def test_a_torn_parquet_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "now.parquet").write_bytes(census.path("reference").read_bytes()[:5_000])
    with pytest.raises(Unusable) as refused:
        compute(str(tmp_path / "now.parquet"), read_spec({"prediction": "prediction"}))
    assert refused.value.code == "file_unreadable"


def test_the_answer_is_json(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)).keys() == found.keys()
    assert yaml.safe_load("reference: [2026-01-01, 2026-02-01]\ntime: t\nscore: s")["reference"][0] is not None
