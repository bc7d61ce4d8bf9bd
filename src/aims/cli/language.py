"""`aims metrics language`: how good the checks of texts are on texts that people labelled. Nothing is stored."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import Json, _, answer, fail, language, say, table

if TYPE_CHECKING:
    from aims.telemetry.language import Check
    from aims.telemetry.language.labelled import Labelled, Unreadable
    from aims.telemetry.metrics.figures import Figure


def _column(name: str, sentence: str) -> Any:
    return typer.Option(name, metavar="COLUMN", help=sentence)


File = Annotated[Path, typer.Argument(metavar="FILE", help="Labelled texts (JSON, JSON lines, CSV or Parquet).")]
Names = Annotated[list[str] | None, typer.Option("--check", metavar="NAME", help="Which check; repeat for several.")]
Answers = Annotated[str, _column("--answer", "The column of the answers.")]
Prompts = Annotated[str, _column("--prompt", "The column of the prompts.")]
Contexts = Annotated[str, _column("--context", "The column of what the answer had to rest on.")]
Labels = Annotated[str, _column("--label", "The column that says what is a fault.")]
Fault = Annotated[str, typer.Option("--fault", metavar="VALUE", help="The label of a fault, e.g. yes.")]
Good = Annotated[str, _column("--good", "A column of good answers …")]
Bad = Annotated[str, _column("--bad", "… and one of faulty ones, instead of a label.")]
Half = Annotated[str, typer.Option("--half", metavar="first|second", help="Only the half that tunes, or that reports.")]
Model = Annotated[Path | None, typer.Option("--model", metavar="FOLDER", help="A sentence model for groundedness.")]
Address = Annotated[
    str,
    typer.Option("--endpoint", metavar="URL", help="An endpoint like OpenAI's, up to /v1; key: AIMS_JUDGE_KEY."),
]
Judge = Annotated[
    str, typer.Option("--judge", metavar="MODEL", help="The model that judges at the endpoint. It is sent the texts.")
]


def measure(
    file: File,
    check: Names = None,
    answer_: Answers = "",
    prompt: Prompts = "",
    context: Contexts = "",
    label: Labels = "",
    fault: Fault = "",
    good: Good = "",
    bad: Bad = "",
    half: Half = "",
    model: Model = None,
    endpoint: Address = "",
    judge: Judge = "",
    json_: Json = False,
) -> None:
    """Measure checks of texts on labelled ones: precision, recall and AUC with 95 % intervals."""
    from aims.telemetry.language.endpoint import EndpointFailed
    from aims.telemetry.language.labelled import FAULTS, Unreadable, columns_of, labelled, rows_of
    from aims.telemetry.language.sentence_model import NoModel

    if half not in ("", "first", "second"):
        raise typer.BadParameter("first or second", param_hint="--half")
    named = {"answer": answer_, "prompt": prompt, "context": context, "label": label, "good": good, "bad": bad}
    try:
        rows = rows_of(file)
        columns = columns_of(rows[0], {part: name for part, name in named.items() if name})
        texts = labelled(rows, columns, frozenset({fault.lower()}) if fault else FAULTS, half)
        checks = _checks(check or [], texts, "context" in columns, model, endpoint, judge)
        found = {one.name: _measured(one, texts) for one in checks}
    except Unreadable as refused:
        fail(_sentence(refused))
    except (NoModel, EndpointFailed) as wrong:
        fail(str(wrong))
    whole = {"rows": len(texts.cases), "columns": columns, "half": half, "checks": found}
    if json_:
        answer(whole)
    else:
        _say(whole)


def _checks(
    names: list[str], texts: "Labelled", has_context: bool, model: Path | None, endpoint: str, judge: str
) -> list["Check"]:
    """Those asked for; else those that look for the fault that is labelled. Without a context, with fabrication."""
    from aims.telemetry.language import CHECKS, Endpoint, SentenceModel, groundedness_by, judged_by

    wanted = list(names)
    if not wanted:
        wanted = ["leak"] if texts.labels else ["groundedness"]
    if unknown := [name for name in wanted if name not in CHECKS]:
        fail(
            _("There is no check %(names)s. There are: %(checks)s.", names=", ".join(unknown), checks=", ".join(CHECKS))
        )
    if "groundedness" in wanted and not has_context and "fabrication" not in wanted:
        wanted.append("fabrication")
    found = [CHECKS[name] for name in wanted]
    if model:
        found.append(groundedness_by(SentenceModel(model)))
    if endpoint and judge:
        found.append(judged_by(Endpoint(endpoint, judge, os.environ.get("AIMS_JUDGE_KEY", ""))))
    return found


def _measured(check: "Check", texts: "Labelled") -> dict[str, Any]:
    from aims.telemetry.language.measure import by_sort, report

    start = time.perf_counter()
    scores = check.run(texts.cases)
    spent = time.perf_counter() - start
    found = report(check, scores, texts.faults)
    tongue = "zh" if language() == "zh-hans" else "en"
    whole: dict[str, Any] = {
        "label": getattr(check.label, tongue),
        "version": check.version,
        "threshold": check.threshold,
        "n": found.n,
        "unknown": found.unknown,
        "faults": found.faults,
        "precision": _figure(found.precision),
        "recall": _figure(found.recall),
        "auc": _figure(found.auc),
        "texts_per_second": round(len(texts.cases) / max(spent, 1e-9)),
        "sees": getattr(check.sees, tongue),
        "blind": getattr(check.blind, tongue),
    }
    if texts.labels and check.name == "leak":
        sorts = by_sort([check.find(case) for case in texts.cases], texts.labels)
        whole["sorts"] = {
            name: {"recall": _figure(one.recall), "precision": _figure(one.precision)} for name, one in sorts.items()
        }
    return whole


def _figure(figure: "Figure") -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}


def _sentence(refused: "Unreadable") -> str:
    return {
        "file_unreadable": _("The file cannot be read: %(why)s", why=refused.about.get("why", "")),
        "file_has_no_rows": _("The file has no rows."),
        "no_such_column": _(
            "There is no column %(name)s. The file has: %(columns)s.",
            name=refused.about.get("name", ""),
            columns=refused.about.get("columns", ""),
        ),
        "no_labels": _(
            "Nothing says which texts are faults. Name the columns with --answer and --label, or with --good and "
            "--bad. The file has: %(columns)s.",
            columns=refused.about.get("columns", ""),
        ),
    }[refused.code]


def _say(whole: dict[str, Any]) -> None:
    say(_("%(n)s texts.", n=whole["rows"]))
    if "context" not in whole["columns"]:
        say(_("The file has no context: groundedness is unknown for every answer."))
    for name, found in whole["checks"].items():
        say()
        head = [f"{found['label']} ({name} {found['version']})", _("value"), _("95 % from"), _("to"), "n"]
        parts = {"precision": _("precision"), "recall": _("recall"), "auc": "AUC"}
        table(head, [[said, *_cells(found[part])] for part, said in parts.items()])
        say(
            _(
                "%(faults)s faults among %(n)s texts; %(unknown)s unknown; %(speed)s texts a second.",
                faults=found["faults"],
                n=found["n"],
                unknown=found["unknown"],
                speed=f"{found['texts_per_second']:,}",
            )
        )
        say(_("Sees: %(what)s", what=found["sees"]))
        say(_("Does not see: %(what)s", what=found["blind"]))
        if sorts := found.get("sorts"):
            say()
            head = [_("what"), _("recall"), _("95 % from"), _("to"), "n", _("precision"), _("95 % from"), _("to"), "n"]
            rows = [[sort, *_cells(one["recall"]), *_cells(one["precision"])] for sort, one in sorts.items()]
            table(head, rows)


def _cells(figure: dict[str, Any]) -> list[Any]:
    return [*("–" if figure[key] is None else f"{figure[key]:.4f}" for key in ("value", "low", "high")), figure["n"]]
