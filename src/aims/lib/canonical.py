"""Canonical JSON (RFC 8785) and its digests: what enters the ledger has exactly one spelling."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one byte string of `value`. Raises `ValueError` for what JSON cannot hold."""
    return rfc8785.dumps(value)


def is_storable(value: Any) -> bool:
    """Whether `value` comes back from either database, and from the ledger, exactly as it was.

    Text with NUL or half a surrogate pair does not, nor a number beyond what JSON holds exactly.
    """
    match value:
        case str():
            return "\0" not in value and _is_unicode(value)
        case bool() | None:
            return True
        case int() | float():
            return abs(value) < 2**53  # so neither infinite nor no number
        case Mapping():
            return all(isinstance(k, str) and is_storable(k) and is_storable(v) for k, v in value.items())
        case list() | tuple():
            return all(map(is_storable, value))
        case _:
            return True


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
