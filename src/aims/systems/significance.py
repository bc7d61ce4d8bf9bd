"""The signs by which a change is significant, and those that put our roles in question, as data in both languages."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import lazy

from aims.lib.language import language


@cache
def _rows(key: str) -> dict[str, dict[str, str]]:
    found: Any = yaml.safe_load(Path(__file__).with_name("significance.yaml").read_text("utf-8"))
    return {row["id"]: row for row in found[key]}


def _said(key: str, pk: str) -> str:
    return _rows(key)[pk][language()]


_words = lazy(_said, str)
SIGNIFICANT = [(pk, _words("criteria", pk)) for pk in _rows("criteria")]
ROLES_IN_QUESTION = [(pk, _words("roles", pk)) for pk in _rows("roles")]
