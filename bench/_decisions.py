"""Generated decisions: 15 numbers with missing values, heavy tails and ties, 10 categories of up to 200 values."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NUMBERS = tuple(f"n{place}" for place in range(15))
CATEGORIES = tuple(f"c{place}" for place in range(10))
GROUPS = ("sex", "ethnicity")
KINDS = (2, 3, 5, 8, 12, 20, 4, 6, 50, 200)
CHUNK = 1_000_000


def decisions(rows: int, drift: float, seed: int) -> pa.Table:
    """`rows` decisions of a scoring model, a tenth of them without a label yet; `drift` moves four of the numbers."""
    random = np.random.default_rng(seed)
    normal = random.standard_normal((rows, len(NUMBERS)))
    made: dict[str, pa.Array] = {}
    for place, name in enumerate(NUMBERS):
        values = normal[:, place] * (1 + 0.1 * place) + place
        if place % 5 == 0:
            values = np.exp(normal[:, place] * (0.5 + 0.1 * place))  # a heavy tail
        if place % 5 == 1:
            values = np.round(normal[:, place] * 10)  # many ties
        if place < 4:
            values = values + drift * (place + 1) * 0.25 * np.std(values)
        made[name] = pa.array(values, mask=random.random(rows) < 0.01 + 0.005 * (place % 4))
    codes = []
    for name, kinds in zip(CATEGORIES, KINDS, strict=True):
        shares = 1 / np.arange(1, kinds + 1)
        codes.append(random.choice(kinds, rows, p=shares / shares.sum()))
        made[name] = _words(codes[-1], [f"{name}_{kind}" for kind in range(kinds)], random.random(rows) < 0.01)
    sex, ethnicity = random.choice(2, rows, p=[0.45, 0.55]), random.choice(5, rows, p=[0.6, 0.18, 0.12, 0.07, 0.03])
    logit = 0.6 * normal[:, 0] + 0.4 * normal[:, 2] - 0.3 * normal[:, 3] + 0.25 * (codes[0] == 0) - 0.8
    label = random.random(rows) < 1 / (1 + np.exp(-logit - 0.2 * sex))
    score = 1 / (1 + np.exp(-(logit * 1.1 + 0.35 * sex - 0.15 * (ethnicity == 2))))
    made["score"], made["prediction"] = pa.array(score), pa.array((score >= 0.5).astype(np.int8))
    made["label"] = pa.array(label.astype(np.int8), mask=random.random(rows) < 0.1)
    made["sex"], made["ethnicity"] = _words(sex, ["F", "M"]), _words(ethnicity, list("ABCDE"))
    made["latency_ms"] = pa.array(random.gamma(2, 10, rows))
    made["ts"] = pa.array(np.datetime64("2026-01-01", "us") + np.arange(rows) * np.timedelta64(80_000, "us"))
    return pa.table(made)


def _words(codes: np.ndarray, names: list[str], missing: np.ndarray | None = None) -> pa.Array:
    coded = pa.array(codes, pa.int32(), mask=missing)
    return pa.DictionaryArray.from_arrays(coded, pa.array(names)).cast(pa.string())


def write(folder: Path, rows: int, drift: float, seed: int) -> None:
    """The decisions as Parquet files of at most a million rows."""
    folder.mkdir(parents=True)
    for number, start in enumerate(range(0, rows, CHUNK)):
        table = decisions(min(CHUNK, rows - start), drift, seed + number)
        pq.write_table(table, folder / f"{number:03d}.parquet", compression="zstd", row_group_size=122_880)
