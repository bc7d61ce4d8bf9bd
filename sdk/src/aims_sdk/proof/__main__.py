"""The command ``python -m aims_sdk.proof BUNDLE``: exits 0 where everything is proven, 1 where anything is not."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from aims_sdk.proof.bundle import verify_bundle
from aims_sdk.proof.sentences import Sentence


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the bundle named on the command line and print what was found; returns the exit code."""
    given = _parser(_language()).parse_args(arguments)
    report = verify_bundle(given.bundle, given.key)
    if given.json:
        text = json.dumps(asdict(report), indent=2)
    else:
        text = "\n".join(line.told(given.language) for line in report.lines())
    sys.stdout.write(text + "\n")
    return 0 if report.ok else 1


def _parser(language: str) -> argparse.ArgumentParser:
    def told(sentence: Sentence) -> str:
        return sentence.told(language)

    about = told(Sentence.of("Verify an evidence bundle offline."))
    parser = argparse.ArgumentParser(prog="python -m aims_sdk.proof", description=about)
    parser.add_argument("bundle", help=told(Sentence.of("the bundle, a file *.aims.zip")))
    trusted = told(Sentence.of("a verifier key you trust"))
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help=trusted)
    parser.add_argument("--json", action="store_true", help=told(Sentence.of("print the report as JSON")))
    spoken = told(Sentence.of("language of the answer"))
    parser.add_argument("--language", choices=("en", "zh"), default=language, help=spoken)
    return parser


def _language() -> str:
    """The language of the environment, as POSIX weighs its variables."""
    named = (os.environ.get(variable) for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, named), "").lower().startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
