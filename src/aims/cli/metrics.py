"""`aims metrics compute`: every figure of a file of decisions. Nothing is stored, and no installation is needed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import Json, _, answer, fail, say, table

if TYPE_CHECKING:
    from aims.telemetry.metrics.columns import Spec


def compute(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Decisions, one a row (CSV or Parquet); with --backend also a table.")
    ],
    spec: Annotated[
        Path, typer.Option("--spec", metavar="SPEC.yaml", help="Which column means what, and what to compare with.")
    ],
    backend: Annotated[
        str,
        typer.Option(
            metavar="CONNECTION",
            help="Let an engine sum where the decisions lie (duckdb://, spark://…, sc://…, chdb://).",
        ),
    ] = "",
    json_: Json = False,
) -> None:
    """Measure performance, fairness, drift and quality of decisions in a file, exactly, with intervals."""
    import yaml

    from aims.telemetry.metrics.columns import Unusable, read_spec
    from aims.telemetry.metrics.exact import compute as exactly
    from aims.telemetry.metrics.refusals import sentence

    try:
        try:
            said = yaml.safe_load(spec.read_text("utf-8-sig"))
        except (yaml.YAMLError, UnicodeDecodeError) as wrong:
            raise Unusable("spec_unreadable", why=" ".join(str(wrong).split())) from wrong
        asked = read_spec(said, beside=spec.parent)
        found = _of_sums(backend, file, asked) if backend else exactly(file, asked)
    except Unusable as refused:
        fail(sentence(refused))
    if json_:
        answer(found)
        return
    say(_("%(n)s decisions.", n=found["rows"]))
    _figures(_("Overall"), found["overall"])
    for column, groups in found["groups"].items():
        for name, figures in groups.items():
            _figures(f"{column} = {name}", figures)
    for column, figures in found["gaps"].items():
        _figures(_("Between groups of %(column)s", column=column), figures)
    if drift := found.get("drift"):
        say()
        ranked = sorted(drift.items(), key=lambda one: -one[1].get("psi", 0.0))
        names = list(dict.fromkeys(name for _feature, measures in ranked for name in measures))
        table([_("feature"), *names], [[f, *(_number(m.get(n)) for n in names)] for f, m in ranked])


def _of_sums(backend: str, source: str, asked: "Spec") -> dict[str, Any]:
    from aims.telemetry.metrics import summing
    from aims.telemetry.metrics.backends import connect

    return summing.compute(connect(backend), source, asked)


def _figures(title: str, figures: dict[str, Any]) -> None:
    say()
    told = {name: figure for name, figure in figures.items() if "value" in figure}
    head = [title, _("value"), _("95 % from"), _("to"), "n", ""]
    table(
        head,
        [
            [name, *(_number(f.get(key)) for key in ("value", "low", "high")), f["n"], f.get("why") or f.get("of", "")]
            for name, f in told.items()
        ],
    )
    if small := figures.get("too_few"):
        say(_("Too few cases to compare: %(names)s.", names=", ".join(f"{name} ({n})" for name, n in small.items())))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
