"""What every command shares: opening the home, who acts, and how answers and refusals are printed.

Nothing here imports Django before a home is opened: `aims --help` and `aims verify` need none.
"""

import datetime as dt
import functools
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from aims.kernel.models import Person, Record
    from aims.kernel.policy import Actor
    from aims.kernel.world import World

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
As = Annotated[
    str,
    typer.Option(
        "--as", metavar="PERSON", help="Act as this person: ref, user name or e-mail. Default: the local operator."
    ),
]
Day = Annotated[str, typer.Option("--as-of", metavar="DATE", help="As it was at the end of this day, e.g. 2026-11-01.")]


class Needs(Enum):
    """What a command must find: nothing, a home that may yet be made, or an installation."""

    NOTHING = 0
    PLACE = 1
    HOME = 2


class Failed(Exception):
    """A command cannot be carried out; the text is the sentence that is printed."""


def fail(sentence: str) -> NoReturn:
    raise Failed(sentence)


def language() -> str:
    return "zh-hans" if os.environ.get("AIMS_LANG", "en").lower().startswith("zh") else "en"


def either(en: str, zh: str) -> str:
    """A sentence that must be said before Django, and with it the catalogues of translations, is loaded."""
    return en if language() == "en" else zh


def open_home(needs: Needs) -> None:
    """Load Django for the home in question, in the language asked for; `Needs.HOME` refuses where there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")
    from aims.config.home import home

    place = home()
    if needs is Needs.HOME and not _is_open() and not place.is_made:
        fail(
            either(
                f"There is no installation in {place.home}. Run `aims init` first, or say where it is with --home.",
                f"{place.home} 中没有安装。请先运行 `aims init`，或用 --home 指明其位置。",
            )
        )
    import django
    from django.utils import translation

    place.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    django.setup()
    translation.activate(language())


def _is_open() -> bool:
    """Whether this process has Django loaded already: somebody else, a test for instance, opened the home."""
    return "django.conf" in sys.modules and bool(sys.modules["django.conf"].settings.configured)


def guarded(needs: Needs) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Wrap a command: open what it needs, and turn every refusal into one sentence and exit code 1."""

    def wrap(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(*args: Any, **options: Any) -> None:
            try:
                if needs is not Needs.NOTHING:
                    open_home(needs)
                command(*args, **options)
            except BrokenPipeError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            except Exception as error:
                sentence = _sentence(error)
                if sentence is None:
                    raise
                sys.stderr.write(" ".join(sentence.split()) + "\n")
                raise typer.Exit(1) from error

        return run

    return wrap


def _sentence(error: Exception) -> str | None:
    """The sentence of a refusal; None for what is a fault of ours and deserves its traceback."""
    from aims.config.home import CannotServe

    if isinstance(error, Failed | CannotServe):
        return str(error)
    if "django" not in sys.modules:
        return str(error) if type(error).__name__ == "ValidationError" else _of_file(error)
    from django.db import OperationalError, ProgrammingError

    from aims.catalogue import FrameworkRefused, UnknownId
    from aims.cli.demo import DemoRefused
    from aims.exchange.reasons import BadMap, Refusal
    from aims.kernel.denied import Denied

    if isinstance(error, Denied | FrameworkRefused | Refusal | BadMap | DemoRefused):
        return str(error)
    if isinstance(error, UnknownId):
        return _("There is no requirement “%(id)s”. `aims status` lists them all.", id=error)
    if isinstance(error, OperationalError):
        return _("The database cannot be used: %(why)s", why=str(error).strip() or type(error).__name__)
    if isinstance(error, ProgrammingError) and "does not exist" in str(error):
        return _("The database has no tables of this version yet; run `aims init`.")
    return _of_file(error)


def _of_file(error: Exception) -> str | None:
    """What the system says of a file that cannot be read or written."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}."
    return None


def _(sentence: str, **params: Any) -> str:
    """`sentence` in the active language, with its parameters."""
    from django.utils.translation import gettext

    return gettext(sentence) % params if params else gettext(sentence)


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Beside the answer: what a person should know and a program does not read."""
    sys.stderr.write(text + "\n")


def answer(value: Any) -> None:
    """`value` as JSON on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, columns: int) -> str:
    """`text` cut or filled to exactly `columns`."""
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - width(text))


def table(head: Sequence[str], rows: Iterable[Sequence[object]], most: int = 60) -> None:
    """Rows under a head, each column as wide as its widest cell and at most `most`."""
    cells = [[str("" if cell is None else cell).replace("\n", " ") for cell in row] for row in (head, *rows)]
    wide = [min(most, max(width(row[n]) for row in cells)) for n in range(len(head))]
    for row in cells:
        say("  ".join(fitted(cell, w) for cell, w in zip(row, wide, strict=True)).rstrip())


def day(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day; write it as 2026-11-01.", param_hint=option) from None


def pairs(given: Sequence[str]) -> dict[str, str]:
    """`field=value` arguments as a mapping."""
    found = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(f"“{pair}” is not field=value.", param_hint="--set")
        found[name.strip()] = value
    return found


def person(world: "World", who: str) -> "Person":
    """The person named by ref, user name or e-mail; people who left do not act."""
    from aims.accounts.models import User
    from aims.kernel.models import Person

    wanted = who.casefold()
    users = set(User.objects.filter(username__iexact=who, is_active=True).values_list("pk", flat=True))
    found = [
        p
        for p in world.in_force(Person)
        if wanted in (p.ref.casefold(), p.email.casefold(), str(p.pk)) or (p.user_id is not None and p.user_id in users)
    ]
    if len(found) != 1:
        fail(_("There is no one person “%(who)s”; `aims list person` shows the refs.", who=who))
    return found[0]


def actor(world: "World", who: str) -> "Actor":
    """Who acts: the person of `--as`, or the local operator, who has the files in their hands and sees everything."""
    from aims.kernel.policy import SYSTEM, Actor

    return Actor.of(world, person(world, who).pk) if who else SYSTEM


def record(ref: str, actor: "Actor") -> "Record":
    """The record called `ref` (or its id) as its own kind, if the actor may see it."""
    from uuid import UUID

    from aims.kernel.denied import Denied
    from aims.kernel.kinds import KINDS
    from aims.kernel.models import Record
    from aims.kernel.policy import visible

    try:
        wanted = {"pk": UUID(ref)}
    except ValueError:
        wanted = {"ref__iexact": ref}  # type: ignore[dict-item]
    kind = Record.objects.filter(**wanted).values_list("kind", flat=True).first()
    found = visible(actor, KINDS[kind]).filter(**wanted).first() if kind and kind in KINDS else None
    if found is None:
        raise Denied("ref_unknown", ref=ref)
    return found


def place() -> Path:
    """The folder of this installation."""
    from aims.config.home import home

    return home().home
