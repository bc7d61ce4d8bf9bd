"""The command line, as its own tests run it."""

from tests.cli.conftest import home, run

__all__ = ["home", "run"]
