"""Every command that the documentation shows exists, with the options and arguments that it shows."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer

from aims.cli import app
from tests.house.reading import ROOT

PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/en/*.md"), *ROOT.glob("docs/zh/*.md")])
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown() -> Iterator[tuple[str, str]]:
    """Each line of a fenced block that calls `aims`, with the page it stands on."""
    for page in PAGES:
        for block in FENCED.findall(page.read_text("utf-8")):
            for line in block.splitlines():
                if re.match(r"(\.venv/bin/)?aims\s(?!=)", line):
                    yield str(page.relative_to(ROOT)), line


def parse(line: str) -> None:
    """Raises what the command itself raises for a name, an option or an argument that it does not know."""
    words = shlex.split(line, comments=True)[1:]
    while words[0] in ("--home", "--lang"):
        words = words[2:]
    command = typer.main.get_command(app)
    while found := getattr(command, "commands", {}).get(words[0] if words else ""):
        command, words = found, words[1:]
    assert not hasattr(command, "commands"), f"There is no command {line}."
    command.make_context(line, words)


@pytest.mark.parametrize(("page", "line"), list(shown()))
def test_a_command_that_is_shown_is_understood(page: str, line: str) -> None:
    parse(line)


@pytest.mark.parametrize("line", ["aims law AIS-0001 --at 2026-08-01", "aims risk import x.yaml", "aims show"])
def test_one_that_there_is_not_is_noticed(line: str) -> None:
    with pytest.raises(Exception, match=r"No such option|There is no command|Missing parameter"):
        parse(line)
