"""Fit the weights of the check `fabrication` on the first half of the labelled answers, and print them to be copied.

    AIMS_TEST_DATA=FOLDER python tools/fit_fabrication.py

FOLDER holds halueval-general. Only the half that `measure.in_first_half` names is looked at: tests measure on the
other.
"""

import json
import os
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aims.telemetry.language.check import Case
from aims.telemetry.language.fabrication import SIGNS, signs
from aims.telemetry.language.measure import in_first_half

REGULARISATION = 0.02


def main() -> None:
    path = Path(os.environ.get("AIMS_TEST_DATA", "../shared/data")) / "halueval-general/data/general_data.json"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = [row for row in rows if in_first_half(row["user_query"])]
    values = np.array([signs(Case(row["chatgpt_response"], row["user_query"])) for row in rows])
    faults = np.array([row["hallucination"] == "yes" for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=1000))
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=0)
    print(
        f"# AUC {cross_val_score(model, values, faults, cv=folds, scoring='roc_auc').mean():.3f}, "
        f"cross-validated, {len(rows)} answers"
    )
    model.fit(values, faults)
    scale, fitted = model[0], model[1]
    weights = fitted.coef_[0] / scale.scale_
    print("WEIGHTS = {")
    for name, weight in zip(SIGNS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")
    print(f"CONSTANT = {fitted.intercept_[0] - (weights * scale.mean_).sum():.2f}")


if __name__ == "__main__":
    main()
