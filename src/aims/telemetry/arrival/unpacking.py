"""What was sent, unpacked: never more of it in memory than may be."""

from collections.abc import Callable

import pyarrow as pa

from aims.telemetry.reasons import Refused

MOST_SENT, MOST_UNPACKED = 16 * 2**20, 64 * 2**20
_AT_ONCE = 256 * 1024
CODINGS = ("gzip", "zstd")


def received(read: Callable[[int], bytes], length: int) -> bytes:
    """What `read` gives, announced with `length` bytes. Raises `Refused` where it is too much or too little."""
    if length > MOST_SENT:
        raise Refused("too_large", limit="16 MB")
    parts, wanted = [], length
    while wanted and (part := read(wanted)):
        parts.append(part)
        wanted -= len(part)
    if wanted:
        raise Refused("unreadable", sort="HTTP", said="it breaks off")
    return b"".join(parts)


def unpacked(body: bytes, coding: str) -> bytes:
    """`body` without its coding of transfer: identity, gzip or zstd."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in CODINGS:
        raise Refused("coding")
    parts, size = [], 0
    try:
        with pa.CompressedInputStream(pa.BufferReader(body), coding) as stream:
            while part := stream.read(_AT_ONCE):
                parts.append(part)
                size += len(part)
                if size > MOST_UNPACKED:
                    raise Refused("unpacked", limit="64 MB")
    except (OSError, pa.ArrowInvalid) as broken:
        raise Refused("unpacking", coding=coding) from broken
    return b"".join(parts)
