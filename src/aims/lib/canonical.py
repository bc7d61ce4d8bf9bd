"""Canonical JSON (RFC 8785) and its digests: what enters the ledger has exactly one spelling."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one byte string of `value`. Raises `ValueError` for what JSON cannot hold."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
