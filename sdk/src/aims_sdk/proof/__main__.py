"""The command ``python -m aims_sdk.proof BUNDLE``: exits 0 where everything is proven, 1 where anything is not."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from aims_sdk.proof.bundle import Report, verify_bundle


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the bundle named on the command line and print what was found; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m aims_sdk.proof", description="Verify an evidence bundle offline.")
    parser.add_argument("bundle", help="the bundle, a file *.aims.zip")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="a verifier key you trust")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args(arguments)
    report = verify_bundle(given.bundle, given.key)
    text = json.dumps(asdict(report), indent=2) if given.json else "\n".join(_sentences(report))
    sys.stdout.write(text + "\n")
    return 0 if report.ok else 1


def _sentences(report: Report) -> list[str]:
    lines = [f"NOT PROVEN: {problem}" for problem in report.problems]
    if report.ok:
        lines.append(f"Proven: {report.size} events of {report.origin}, {report.opened} of them with their contents.")
    if report.root:
        lines += [f"Root: {report.root}", f"Key: {report.key}"]
    return lines + [f"Note: {warning}" for warning in report.warnings]


if __name__ == "__main__":
    sys.exit(main())
