"""`aims demo`: the example organisation, built once in a folder of its own, then served."""

import os
from pathlib import Path
from typing import Annotated

import typer

from .running import serve
from .shell import Needs, _, fail, note, open_home, say

PASSWORD_FILE = "password.txt"  # noqa: S105  a file's name: the demo's one password, for whoever has the folder


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where to build it.")] = Path("demo-home"),
    port: Annotated[int, typer.Option(help="Port; 8042 unless said otherwise.")] = 0,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it and do not serve.")] = False,
) -> None:
    """Build a small bank that runs its AI management system, in both languages, and serve it."""
    os.environ["AIMS_HOME"] = str(Path(os.environ.get("AIMS_HOME") or folder).resolve())
    os.environ.setdefault("AIMS_TIME_ZONE", "Asia/Singapore")
    open_home(Needs.PLACE)
    _build()
    if not build_only:
        serve(port=port)


def _build() -> None:
    from django.conf import settings

    from aims.jobs.founding import prepare_tables
    from aims.kernel.models import Record

    from .demo import DemoRefused, build_demo

    kept: Path = settings.HOME.home / PASSWORD_FILE
    prepare_tables()
    if Record.objects.exists() and kept.exists():
        note(
            _(
                "The demo in %(home)s is served as it was left. Delete the folder to begin again.",
                home=settings.HOME.home,
            )
        )
        _tell(kept.read_text())
        return
    try:
        report = build_demo(progress=_progress)
    except DemoRefused as refused:
        fail(refused.sentence)
    told = _("Sign in as %(users)s. The password of all is %(password)s")
    users = ", ".join(f"{one.user} ({one.person.name})" for one in report.sign_ins[:3])
    kept.touch(mode=0o600)
    kept.write_text(told % {"users": users, "password": report.password} + "\n")
    _tell(kept.read_text())


def _progress(day: object, done: int, steps: int) -> None:
    if done % 20 == 0 or done == steps:
        note(f"{day}  {done}/{steps}")


def _tell(sign_in: str) -> None:
    from aims.conformity.posture import posture
    from aims.kernel.checks import STATUS_LABELS
    from aims.kernel.world import present

    counts = posture(present()).counts()
    say(
        _(
            "What the records show of 164 requirements and 38 controls "
            "(whether it meets the standard is for an auditor to conclude):"
        )
    )
    say("  " + "  ".join(f"{STATUS_LABELS[status]} {count}" for status, count in counts.items() if count))
    say(sign_in.strip())
