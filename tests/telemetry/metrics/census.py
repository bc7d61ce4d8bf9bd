"""Real census decisions of the wheel `nannyml`: a trained model's predictions, scores and labels of four years."""

from functools import cache
from importlib.metadata import files
from pathlib import Path

import pandas as pd

SCORE, LABEL = "predicted_probability", "employed"
GROUPS, NUMBERS, CATEGORIES = ("SEX", "DIS"), ("AGEP",), ("SCHL", "MAR", "ESP", "RELP")


def path(name: str) -> Path:
    """Where the wheel has the file; its code is not imported."""
    found = next(one for one in files("nannyml") or [] if one.name == f"employment_MA_{name}.pq")
    return Path(str(found.locate()))


@cache
def reference() -> pd.DataFrame:
    """2015, with labels."""
    return pd.read_parquet(path("reference"))


@cache
def analysis() -> pd.DataFrame:
    """2016 to 2018, with the labels that came later."""
    return pd.read_parquet(path("analysis")).merge(pd.read_parquet(path("analysis_target")), on="id")
