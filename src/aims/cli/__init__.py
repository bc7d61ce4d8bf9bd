"""The `aims` command: one function a command, grouped in modules; Django loads only when a command needs a home."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from . import (
    accounts,
    conformity,
    evidence,
    exchange,
    home,
    language,
    law,
    letters,
    libraries,
    metrics,
    monitors,
    questionnaire,
    reconcile,
    records,
    reports,
    running,
    telemetry,
    vulnerabilities,
)
from .shell import Needs, guarded

app = typer.Typer(
    name="aims",
    help="OpenAIMS: an AI management system for ISO/IEC 42001 that runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"OpenAIMS {version('openaims')}\n")
        raise typer.Exit


@app.callback()
def options(
    home: Annotated[
        Path | None, typer.Option("--home", metavar="FOLDER", help="The folder of the installation (AIMS_HOME).")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="en|zh", help="Language of the answers (AIMS_LANG); help is in English.")
    ] = "",
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """OpenAIMS: an AI management system for ISO/IEC 42001 that runs."""
    if home is not None:
        os.environ["AIMS_HOME"] = str(home.expanduser().resolve())
    if lang:
        if lang.lower() not in ("en", "zh", "zh-hans"):
            raise typer.BadParameter("en or zh", param_hint="--lang")
        os.environ["AIMS_LANG"] = lang


def _add(to: typer.Typer, name: str, command: Callable[..., None], needs: Needs = Needs.HOME) -> None:
    to.command(name)(guarded(needs)(command))


_add(app, "init", home.init, Needs.PLACE)
_add(app, "serve", running.serve, Needs.NOTHING)
_add(app, "demo", exchange.demo, Needs.NOTHING)
_add(app, "import", exchange.import_)
_add(app, "export", exchange.export)
_add(app, "vulnerabilities", vulnerabilities.vulnerabilities)
_add(app, "reconcile", reconcile.reconcile)
_add(app, "status", conformity.status)
_add(app, "requirement", conformity.requirement)
_add(app, "law", law.law)
_add(app, "list", records.list_)
_add(app, "show", records.show)
_add(app, "new", records.new)
_add(app, "do", records.do)
_add(app, "report", reports.report)
_add(app, "bundle", evidence.bundle)
_add(app, "verify", evidence.verify, Needs.NOTHING)
_add(app, "fsck", evidence.fsck)
_add(app, "backup", home.backup)
_add(app, "restore", home.restore, Needs.NOTHING)
_add(app, "tick", running.tick)
_add(app, "doctor", home.doctor, Needs.PLACE)

_link = typer.Typer(help="Links that are mailed to do one act.", no_args_is_help=True, rich_markup_mode=None)
_add(_link, "send", letters.send)
_add(_link, "revoke", letters.revoke)
app.add_typer(_link, name="link")

_questionnaire = typer.Typer(
    help="Questionnaires that branch, and their score.", no_args_is_help=True, rich_markup_mode=None
)
_add(_questionnaire, "import", questionnaire.import_)
_add(_questionnaire, "score", questionnaire.score, Needs.PLACE)
app.add_typer(_questionnaire, name="questionnaire")

_metrics = typer.Typer(help="What is measured of decisions.", no_args_is_help=True, rich_markup_mode=None)
_add(_metrics, "compute", metrics.compute, Needs.PLACE)
_add(_metrics, "language", language.measure, Needs.PLACE)
app.add_typer(_metrics, name="metrics")

_telemetry = typer.Typer(
    help="Decisions of AI systems: what came, and what is done with it.", no_args_is_help=True, rich_markup_mode=None
)
_add(_telemetry, "load", telemetry.load)
_add(_telemetry, "show", telemetry.show)
_add(_telemetry, "erase", telemetry.erase)
_add(_telemetry, "status", telemetry.status)
app.add_typer(_telemetry, name="telemetry")
_monitor = typer.Typer(
    help="Monitors of AI systems: run, shown, tried on history.", no_args_is_help=True, rich_markup_mode=None
)
_add(_monitor, "run", monitors.run)
_add(_monitor, "list", monitors.list_)
_add(_monitor, "backtest", monitors.backtest)
_add(_monitor, "suggest", monitors.suggest)
app.add_typer(_monitor, name="monitor")

_risks = typer.Typer(help="Risks, and the libraries to draw them from.", no_args_is_help=True, rich_markup_mode=None)
_add(_risks, "import", libraries.import_)
app.add_typer(_risks, name="risks")

_user = typer.Typer(help="Ways to sign in, and the roles of people.", no_args_is_help=True, rich_markup_mode=None)
_add(_user, "add", accounts.user_add)
_add(_user, "list", accounts.user_list)
_add(_user, "disable", accounts.user_disable)
_add(_user, "password", accounts.user_password)
_add(_user, "assign", accounts.user_assign)
_add(_user, "release", accounts.user_release)
_token = typer.Typer(
    help="Keys for programs: scoped, expiring, stored as hashes.", no_args_is_help=True, rich_markup_mode=None
)
_add(_token, "issue", accounts.token_issue)
_add(_token, "list", accounts.token_list)
_add(_token, "revoke", accounts.token_revoke)
app.add_typer(_user, name="user")
app.add_typer(_token, name="token")


def main() -> None:
    """The console script."""
    app()
