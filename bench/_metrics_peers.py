"""What each peer is asked, as a program for an environment of its own: `load` once, `measure` what it measures.

Each reads the same Parquet files, and no more columns than it uses. What it draws besides is left out
where its interface allows.
"""

COMMON = """
import json, os, sys, time
import pyarrow.dataset
NUM, CAT = [f"n{i}" for i in range(15)], [f"c{i}" for i in range(10)]
REFERENCE, CURRENT = sys.argv[1:3]

def load(folder, columns):
    return pyarrow.dataset.dataset(folder).to_table(columns=columns).to_pandas()
"""
TIMED = """
import warnings
warnings.filterwarnings("ignore")
start, cpu = time.perf_counter(), time.process_time()
measure()
"""
# Not ru_maxrss, which a new program takes over from the one that started it.
TOOK = """
wall, cpu = time.perf_counter() - start, time.process_time() - cpu
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))
"""

# Two need an older Python: nannyml says so, and whylogs (of 2024) an older NumPy.
PYTHON = {"NannyML 0.13.1 (univariate drift)": "3.12", "whylogs 1.6.4 (profile)": "3.12"}
# The pins, and the program.
PEERS: dict[str, tuple[tuple[str, ...], str]] = {
    "Evidently 0.7.23 (drift and classification presets)": (
        ("evidently==0.7.23", "pyarrow", "pandas<3"),
        """
from evidently import BinaryClassification, DataDefinition, Dataset, Report
from evidently.presets import ClassificationPreset, DataDriftPreset

def measure():
    columns = [*NUM, *CAT, "label", "prediction", "score"]
    before, now = load(REFERENCE, columns), load(CURRENT, columns)
    kinds = DataDefinition(numerical_columns=NUM, categorical_columns=CAT)
    drift = Report([DataDriftPreset(columns=NUM + CAT, num_method="psi", cat_method="psi")])
    drift.run(Dataset.from_pandas(now[NUM + CAT], kinds), Dataset.from_pandas(before[NUM + CAT], kinds)).dict()
    told = now[now.label.notna()][["label", "prediction", "score"]].astype({"label": int, "prediction": int})
    binary = BinaryClassification(
        target="label", prediction_labels="prediction", prediction_probas="score", pos_label=1
    )
    means = DataDefinition(
        classification=[binary], categorical_columns=["label", "prediction"], numerical_columns=["score"]
    )
    Report([ClassificationPreset()]).run(Dataset.from_pandas(told, means), None).dict()
""",
    ),
    "NannyML 0.13.1 (univariate drift)": (
        ("nannyml==0.13.1", "pyarrow", "statsmodels"),
        """
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import nannyml

def measure():
    drift = nannyml.UnivariateDriftCalculator(
        column_names=NUM + CAT,
        timestamp_column_name="ts",
        continuous_methods=["kolmogorov_smirnov", "jensen_shannon"],
        categorical_methods=["chi2", "jensen_shannon"],
        chunk_number=10,
    )
    drift.fit(load(REFERENCE, [*NUM, *CAT, "ts"]))
    drift.calculate(load(CURRENT, [*NUM, *CAT, "ts"]))
""",
    ),
    "whylogs 1.6.4 (profile)": (
        ("whylogs==1.6.4", "pyarrow<20", "pandas<3", "numpy<2"),
        """
import whylogs

def measure():
    whylogs.log(load(CURRENT, NUM + CAT)).view()
""",
    ),
    "fairlearn 0.15.0 (three frames, AUC, Brier)": (
        ("fairlearn==0.15.0", "pyarrow"),
        """
from fairlearn.metrics import MetricFrame, count, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import accuracy_score, brier_score_loss, roc_auc_score

def measure():
    now = load(CURRENT, ["score", "prediction", "label", "sex", "ethnicity"])
    now = now[now.label.notna()]
    label = now.label.astype(int)
    asked = dict(
        selected=selection_rate, tpr=true_positive_rate, fpr=false_positive_rate, right=accuracy_score, n=count
    )
    for groups in (["sex"], ["ethnicity"], ["sex", "ethnicity"]):
        frame = MetricFrame(metrics=asked, y_true=label, y_pred=now.prediction, sensitive_features=now[groups])
        frame.difference(), frame.ratio()
    roc_auc_score(label, now.score), brier_score_loss(label, now.score)
""",
    ),
}
