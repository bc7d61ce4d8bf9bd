"""A wrapped model predicts as before, and each row is a decision."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from aims_sdk import Aims
from scipy import sparse
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.sdk.recording.receiver import Receiver

ROWS = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 3.0], [5.0, 4.0]])
ANSWERS = np.array(["no", "no", "yes", "yes"])


def arrived(aims: Aims, receiver: Receiver) -> list[dict[str, Any]]:
    assert aims.flush(60)
    return receiver.events["AIS-0001"]


class Frame:
    """As much of a data frame as pandas and Polars share."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._columns = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Any:
        class Series:
            def to_list(_self) -> list[Any]:  # noqa: N805
                return self._columns[name]

        return Series()


def test_each_row_of_an_array_is_a_decision(aims: Aims, receiver: Receiver) -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, ANSWERS)
    watched = aims.estimator(model, "AIS-0001", version="1.0")
    np.testing.assert_array_equal(watched.predict(ROWS), model.predict(ROWS))
    events = arrived(aims, receiver)
    assert [event["inputs"] for event in events] == [{"x0": a, "x1": b} for a, b in ROWS.tolist()]
    assert [event["output"] for event in events] == model.predict(ROWS).tolist()
    assert {event["version"] for event in events} == {"1.0"}
    assert watched.classes_ is model.classes_
    assert watched.score(ROWS, ANSWERS) == model.score(ROWS, ANSWERS)


@pytest.mark.parametrize(("positive", "place"), [(None, 1), ("no", 0)])
def test_the_score_is_the_probability_of_the_positive_class(
    aims: Aims, receiver: Receiver, positive: str | None, place: int
) -> None:
    model = LogisticRegression().fit(ROWS, ANSWERS)
    answered = aims.estimator(model, "AIS-0001", positive=positive).predict_proba(ROWS)
    np.testing.assert_array_equal(answered, model.predict_proba(ROWS))
    events = arrived(aims, receiver)
    assert [event["score"] for event in events] == answered[:, place].tolist()
    assert [event["output"] for event in events] == model.predict(ROWS).tolist()


def test_keys_subjects_and_groups_go_with_their_rows(aims: Aims, receiver: Receiver) -> None:
    watched = aims.estimator(LinearRegression().fit(ROWS, [1, 2, 3, 4]), "AIS-0001")
    watched.predict(ROWS[:2], keys=np.array([11, 12]), subjects=["a", "b"], groups={"sex": ["f", "m"]})
    events = arrived(aims, receiver)
    assert [(event["key"], event["subject"], event["groups"]["sex"]) for event in events] == [
        ("11", "a", "f"),
        ("12", "b", "m"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        Frame({"income": [1.0, float("nan")], "region": ["north", None]}),
        pa.table({"income": [1.0, None], "region": ["north", None]}),
    ],
    ids=["frame", "arrow"],
)
def test_columns_of_a_frame_are_the_inputs_and_nothing_is_not_a_number(
    aims: Aims, receiver: Receiver, rows: Any
) -> None:
    class Model:
        def predict(self, X: Any) -> list[int]:  # noqa: N803
            return [1, 0]

    aims.estimator(Model(), "AIS-0001").predict(rows)
    assert [event["inputs"] for event in arrived(aims, receiver)] == [
        {"income": 1.0, "region": "north"},
        {"income": None, "region": None},
    ]


def test_lists_and_sparse_matrices_are_tables_too(aims: Aims, receiver: Receiver) -> None:
    model = LinearRegression().fit(ROWS, [1, 2, 3, 4])
    watched = aims.estimator(model, "AIS-0001")
    watched.predict(ROWS[:1].tolist())
    watched.predict(sparse.csr_matrix(ROWS[2:3]))
    assert [event["inputs"] for event in arrived(aims, receiver)] == [{"x0": 0.0, "x1": 1.0}, {"x0": 2.0, "x1": 3.0}]


def test_an_error_of_the_model_is_recorded_and_raised(aims: Aims, receiver: Receiver) -> None:
    model = LogisticRegression().fit(ROWS, ANSWERS)
    with pytest.raises(ValueError, match="features"):
        aims.estimator(model, "AIS-0001").predict([[1.0, 2.0, 3.0]])
    (event,) = arrived(aims, receiver)
    assert event["error"] == "ValueError"


def test_rows_that_can_not_be_recorded_do_not_cost_the_prediction(aims: Aims, receiver: Receiver) -> None:
    class Model:
        def predict(self, X: Any) -> list[int]:  # noqa: N803
            return [1]

    assert aims.estimator(Model(), "AIS-0001").predict(object()) == [1]
    assert aims.estimator(Model(), "AIS-0001").predict([[1], [2]]) == [1]
    assert aims.estimator(Model(), "AIS-0001").predict([[1]], keys=[]) == [1]
    assert arrived(aims, receiver) == []
    assert aims.counters().refused == 3


def test_no_library_of_frames_or_models_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from aims_sdk import Aims, Settings; from pathlib import Path\n"
        "class Model:\n    def predict(self, X): return [1]\n"
        "aims = Aims(Settings(spool=Path(sys.argv[1])))\n"
        "aims.estimator(Model(), 'AIS-0001').predict([[1.5]])\n"
        "assert aims.counters().recorded == 1\n"
        "print({'numpy', 'pandas', 'polars', 'sklearn', 'openai', 'opentelemetry'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
