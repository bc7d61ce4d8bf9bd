"""The metrics by name: what each means, which way is better, what it needs, who defined it, what it cannot see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words

from . import drift, fairness, intervals, performance, quality, reliability
from .baselines import LENGTH, SHARE_BINS, Baseline
from .figures import Figure, known, unknown
from .intervals import CONFIDENCE
from .sums import Cells, Counted, Sums

HIGHER, LOWER, NEARER_ONE = "higher", "lower", "nearer_one"
SHARE, RATIO, MILLISECONDS, NUMBER, OWN = "share", "ratio", "ms", "number", "own"


@dataclass(frozen=True)
class Asked:
    """What a metric is computed from: the sums of a window, a baseline, and how many cases are enough."""

    sums: Sums
    baseline: Baseline
    group: str = ""
    feature: str = ""
    minimum: int = 1
    confidence: float = CONFIDENCE

    @property
    def positive(self) -> str:
        return self.sums.columns.positive

    @cached_property
    def no_truth(self) -> str:
        """Why nothing can be held against outcomes: none is known, or they are said in other words than outputs."""
        return "" if self.sums.columns.is_regression else performance.no_truth(self.sums.cells, self.positive)

    @cached_property
    def groups(self) -> dict[str, Cells]:
        known = {name for name in self.group.split(" × ") if name} <= set(self.sums.columns.groups)
        return self.sums.of_group(self.group) if self.group and known else {}

    def before(self, name: str) -> Counted | None:
        """The counts of a feature in the baseline."""
        found = self.baseline.counts.get(name)
        if found is None:
            return None
        return Counted.of(self.baseline.bins[name], ((b, *c) for b, c in found.items()), self.baseline.rows)


@dataclass(frozen=True)
class Metric:
    """One metric. `compute` answers by "" for the whole, by the value of a group, or by the name of a feature."""

    name: str
    family: str
    label: Words
    better: str
    unit: str
    source: str
    sees: Words
    needs: frozenset[str]
    compute: Callable[[Asked], dict[str, Figure]] = field(repr=False)
    by: str = ""
    """Whether it is asked of each "group", of each "feature", "between" groups, or of the whole only."""


METRICS: dict[str, Metric] = {}


def measure(name: str, asked: Asked) -> dict[str, Figure]:
    """The metric `name`, each figure unknown where it rests on fewer cases than the minimum."""
    metric = METRICS[name]
    if "label" in metric.needs and asked.no_truth and (asked.groups or not asked.group):
        return {"": unknown(asked.no_truth)}
    found = metric.compute(asked)
    return {key: figure.unless_few(asked.minimum) for key, figure in found.items()}


def _each(of: performance.Measure, asked: Asked) -> dict[str, Figure]:
    if not asked.group:
        return {"": of(asked.sums.cells, asked.positive, asked.confidence)}
    found = {name: of(cells, asked.positive, asked.confidence) for name, cells in asked.groups.items()}
    return found or {"": unknown("no_groups")}


def _between(of: Callable[..., Figure], asked: Asked) -> dict[str, Figure]:
    return {"": of(asked.groups, asked.positive, asked.minimum, asked.confidence)}


def _estimated(asked: Asked) -> dict[str, Figure]:
    return _each(partial(_estimate, asked.baseline), asked)


def _estimate(baseline: Baseline, cells: Cells, positive: str, confidence: float) -> Figure:
    return performance.estimated_accuracy(cells, positive, confidence, baseline.scores)


def _drift(name: str, asked: Asked) -> dict[str, Figure]:
    """Of the feature that was named; otherwise of each, and "" is the one that moved furthest."""
    features = [asked.feature] if asked.feature else list(asked.baseline.bins)
    found = {feature: drift.measure(name, _pair(asked, feature)) for feature in features}
    return _with_worst(found, len(features))


def _pair(asked: Asked, feature: str) -> drift.Pair | None:
    before, now = asked.before(feature), asked.sums.counted.get(feature)
    return drift.Pair(before, now) if before is not None and now is not None else None


def _with_worst(found: dict[str, Figure], features: int) -> dict[str, Figure]:
    answered = {name: figure for name, figure in found.items() if figure.value is not None}
    if not answered:
        reason = next((figure for figure in found.values()), unknown("no_baseline"))
        return found | {"": reason}
    worst = max(sorted(answered), key=lambda name: answered[name].value or 0.0)
    top = answered[worst]
    of = worst if features > 1 else ""
    return found | {
        "": known(
            top.value or 0.0, None if top.low is None or top.high is None else (top.low, top.high), top.n, top.error, of
        )
    }


def _quality(name: str, asked: Asked) -> dict[str, Figure]:
    features = [asked.feature] if asked.feature else list(asked.baseline.bins)
    found: dict[str, Figure] = {}
    for feature in features:
        now, before = asked.sums.counted.get(feature), asked.before(feature)
        if now is None:
            found[feature] = known(1.0, None, asked.sums.rows) if name == "missing" else unknown("no_values")
        elif name == "missing":
            found[feature] = quality.missing(now, asked.confidence)
        else:
            of = quality.out_of_range if name == "out_of_range" else quality.unseen_category
            found[feature] = of(now, before, asked.confidence)
    return _with_worst(found, len(features))


def _latency(share: float, asked: Asked) -> dict[str, Figure]:
    now = asked.sums.counted.get(asked.sums.columns.latency)
    return {"": reliability.quantile(now, share, asked.confidence)}


def _whole(of: Callable[[Cells, float], Figure], asked: Asked) -> dict[str, Figure]:
    if asked.group:
        return {name: of(cells, asked.confidence) for name, cells in asked.groups.items()} or {"": unknown("no_groups")}
    return {"": of(asked.sums.cells, asked.confidence)}


def register(*metrics: Metric) -> None:
    METRICS.update({metric.name: metric for metric in metrics})


def _fault(check: str, asked: Asked) -> dict[str, Figure]:
    """Share of the texts that a check looked at and found at fault; where higher is better, of those without fault."""
    from aims.telemetry.language import CHECKS

    now, of = asked.sums.counted.get(f"s.{check}"), CHECKS[check]
    if now is None or not now.known:
        return {"": unknown("no_texts")}
    place = int(SHARE_BINS.of_cell[int(cell_of(of.threshold)) + 1])
    above = float(now.n[place:].sum())
    on_the_line = float(now.n[place]) / now.known if now.lows[place] < of.threshold else 0.0
    share = above / now.known
    return {"": known(share, intervals.wilson(above, now.known, asked.confidence), now.known, on_the_line)}


def cell_of(score: float) -> int:
    assert SHARE_BINS.grid is not None
    return int(SHARE_BINS.grid.cell(np.asarray([score]))[0])


def _length(asked: Asked) -> dict[str, Figure]:
    return {"": reliability.quantile(asked.sums.counted.get(LENGTH), 0.5, asked.confidence)}


_SKLEARN, _FAIRLEARN = "scikit-learn", "fairlearn"
_LABELS = _("It sees only decisions whose outcome has become known; those may differ from the others.")
_APART = _("It sees that groups are apart, and not why; groups nobody recorded it does not see.")
_SIZE = _("It sees a change of each input by itself, not of how inputs go together, and not whether it does harm.")


def _right(name: str, label: Words, better: str, of: performance.Measure, *needs: str) -> Metric:
    unit = SHARE if name not in ("mean_absolute_error", "mean_error", "root_mean_squared_error") else OWN
    needed = frozenset(("label", *needs))
    return Metric(name, "performance", label, better, unit, _SKLEARN, _LABELS, needed, partial(_each, of), "group")


register(
    _right("accuracy", _("accuracy (share right)"), HIGHER, performance.accuracy, "output"),
    _right("precision", _("precision"), HIGHER, performance.precision, "output"),
    _right("true_positive_rate", _("true positive rate (recall)"), HIGHER, performance.true_positive_rate, "output"),
    _right("false_positive_rate", _("false positive rate"), LOWER, performance.false_positive_rate, "output"),
    _right("f1", _("F1"), HIGHER, performance.f1, "output"),
    _right("roc_auc", _("area under the ROC curve"), HIGHER, performance.roc_auc, "score"),
    _right("brier", _("Brier score"), LOWER, performance.brier, "score"),
    _right("calibration_error", _("calibration error"), LOWER, performance.calibration_error, "score"),
    _right("mean_absolute_error", _("mean absolute error"), LOWER, performance.mean_absolute_error, "number"),
    _right(
        "root_mean_squared_error", _("root mean squared error"), LOWER, performance.root_mean_squared_error, "number"
    ),
    Metric(
        "estimated_accuracy",
        "performance",
        _("estimated accuracy"),
        HIGHER,
        SHARE,
        "NannyML, confidence-based performance estimation (2021)",
        _("It sees a change of inputs that moves the scores, before outcomes are known, not one of what scores mean."),
        frozenset({"score", "output", "baseline"}),
        _estimated,
        "group",
    ),
    Metric(
        "selection_rate",
        "fairness",
        _("share of positive outputs"),
        NEARER_ONE,
        SHARE,
        _FAIRLEARN,
        _("It sees what the system puts out, right or wrong."),
        frozenset({"output"}),
        partial(_each, performance.selection_rate),
        "group",
    ),
)


def _gap(name: str, label: Words, better: str, of: Callable[..., Figure], *needs: str) -> Metric:
    unit = RATIO if better == HIGHER else SHARE
    needed = frozenset(("output", "groups", *needs))
    return Metric(name, "fairness", label, better, unit, _FAIRLEARN, _APART, needed, partial(_between, of), "between")


def _share_gap(count: fairness.Count) -> Callable[..., Figure]:
    def of(groups: Mapping[str, Cells], positive: str, minimum: int, confidence: float) -> Figure:
        return fairness.difference(groups, count, positive, minimum, confidence)

    return of


def _share_ratio(groups: Mapping[str, Cells], positive: str, minimum: int, confidence: float) -> Figure:
    return fairness.ratio(groups, fairness.selected, positive, minimum, confidence)


register(
    _gap(
        "demographic_parity_difference",
        _("difference of positive outputs between groups"),
        LOWER,
        _share_gap(fairness.selected),
    ),
    _gap("demographic_parity_ratio", _("ratio of positive outputs between groups"), HIGHER, _share_ratio),
    _gap(
        "equal_opportunity_difference",
        _("difference of true positive rates between groups"),
        LOWER,
        _share_gap(fairness.recognised),
        "label",
    ),
    _gap("equalized_odds_difference", _("equalised odds difference"), LOWER, fairness.equalized_odds, "label"),
    _gap("accuracy_difference", _("difference of accuracy between groups"), LOWER, _share_gap(fairness.right), "label"),
    _gap(
        "calibration_gap",
        _("difference of calibration between groups"),
        LOWER,
        fairness.calibration_gap,
        "label",
        "score",
    ),
)


def _moved(name: str, label: Words, source: str, unit: str = NUMBER) -> Metric:
    needs = frozenset({"baseline"})
    return Metric(name, "drift", label, LOWER, unit, source, _SIZE, needs, partial(_drift, name), "feature")


register(
    _moved("psi", _("population stability index"), "B. Yurdakul, 2018"),
    _moved("jensen_shannon", _("Jensen–Shannon distance"), "J. Lin, 1991; SciPy"),
    _moved("ks", _("Kolmogorov–Smirnov statistic"), "SciPy"),
    _moved("wasserstein", _("Wasserstein distance"), "SciPy", OWN),
    _moved("chi_square", _("Cramér's V of chi-square"), "H. Cramér, 1946; SciPy"),
)


def _arrived(name: str, label: Words, sees: Words) -> Metric:
    needs = frozenset({"baseline"})
    return Metric(name, "quality", label, LOWER, SHARE, "ISO/IEC 5259", sees, needs, partial(_quality, name), "feature")


register(
    _arrived("missing", _("missing values"), _("It sees values that are absent, not those that are wrong.")),
    _arrived(
        "out_of_range",
        _("values out of range"),
        _("It sees values outside those of the baseline, not wrong ones within."),
    ),
    _arrived("unseen_category", _("categories never seen"), _("It sees categories that the baseline does not hold.")),
)


def _works(
    name: str,
    label: Words,
    unit: str,
    needs: str,
    compute: Callable[[Asked], dict[str, Figure]],
    family: str = "reliability",
) -> Metric:
    sees = _("It sees the calls that were recorded, not those that never came.")
    needed = frozenset({needs}) if needs else frozenset[str]()
    by = "" if name.startswith("latency") else "group"
    better = HIGHER if name == "volume" else LOWER
    return Metric(name, family, label, better, unit, "ISO/IEC 25059", sees, needed, compute, by)


def _volume(cells: Cells, _confidence: float) -> Figure:
    return reliability.volume(cells)


register(
    _works("latency_p50", _("median latency"), MILLISECONDS, "latency", partial(_latency, 0.5)),
    _works("latency_p95", _("latency of the slowest twentieth"), MILLISECONDS, "latency", partial(_latency, 0.95)),
    _works("latency_p99", _("latency of the slowest hundredth"), MILLISECONDS, "latency", partial(_latency, 0.99)),
    _works("error_rate", _("share of calls that failed"), SHARE, "", partial(_whole, reliability.error_rate)),
    _works("volume", _("number of decisions"), NUMBER, "", partial(_whole, _volume)),
    _works(
        "override_rate",
        _("share of rulings against the output"),
        SHARE,
        "ruling",
        partial(_whole, reliability.override_rate),
        "oversight",
    ),
)


def _of_texts(name: str, check: str, label: Words, better: str = LOWER) -> Metric:
    sees = _("It sees what the page on checks of texts says of it, in English and Chinese only.")
    source = f"aims.telemetry.language: {check}"
    return Metric(name, "language", label, better, SHARE, source, sees, frozenset({"text"}), partial(_fault, check))


register(
    _of_texts("groundedness", "groundedness", _("answers supported by their context"), HIGHER),
    _of_texts("fabrication_rate", "fabrication", _("answers with signs of fabrication")),
    _of_texts("refusal_rate", "refusal", _("answers refused")),
    _of_texts("leak_rate", "leak", _("answers that leak personal data or secrets")),
    _of_texts("injection_rate", "injection", _("prompts with signs of injection")),
    _of_texts("toxicity_rate", "toxicity", _("answers with toxic terms")),
    _of_texts("repeated_answers", "repeated", _("repeated answers")),
    Metric(
        "answer_length",
        "language",
        _("median length of answers, in characters"),
        NEARER_ONE,
        NUMBER,
        "aims.telemetry.language: length",
        _("It sees how long answers are, not whether that is long enough."),
        frozenset({"text"}),
        _length,
    ),
)
