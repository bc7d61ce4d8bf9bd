"""The container of a bundle: a ZIP file (PKWARE APPNOTE 6.3) in the one form `openaims-bundle/1` allows.

Members are stored uncompressed, back to back, in the order of their names, without times, extra fields or gaps; the
table of contents says exactly what the headers say. So nothing can expand, nothing can hide between members or be
read in two ways, and the same contents always give the same bytes. Both the writer and the verifier build the
headers from here; the verifier compares them byte by byte.
"""

import os
import re
import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from aims_sdk.proof.sentences import Unproven

MAX_BYTES = 2**32 - 1
MAX_MEMBERS = 2**16 - 1
MAX_COMMENT = 2**16 - 1

NAMES = re.compile(
    r"README\.txt|checkpoint|entries\.jsonl|manifest\.json|manifest\.note|openings\.jsonl|posture\.json|vkey"
    r"|attachments/[0-9a-f]{64}|previous/checkpoint|previous/consistency\.json|proofs/[1-9][0-9]{0,15}\.tlog-proof"
)
"""Every name a member may have: none can leave the folder it is unpacked into."""

_CHUNK = 1 << 20
_HEADER = struct.Struct("<4s5H3L2H")
_DIRECTORY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _DATE, _MODE = 20, 3 << 8, 0x21, 0o100644 << 16  # 1980-01-01, read by all, written by the owner


class Member(NamedTuple):
    """A file in the container: where its header begins, how many bytes it holds, and their CRC-32."""

    name: str
    offset: int
    size: int
    crc: int

    @property
    def content(self) -> int:
        """Where its bytes begin."""
        return self.offset + _HEADER.size + len(self.name)

    @property
    def end(self) -> int:
        """Where the next header begins."""
        return self.content + self.size

    def header(self) -> bytes:
        """The local header that precedes its bytes (APPNOTE 4.3.7)."""
        fixed = (_VERSION, 0, 0, 0, _DATE, self.crc, self.size, self.size, len(self.name), 0)
        return _HEADER.pack(b"PK\x03\x04", *fixed) + self.name.encode()

    def listing(self) -> bytes:
        """Its line in the table of contents (APPNOTE 4.3.12)."""
        fixed = (_UNIX | _VERSION, _VERSION, 0, 0, 0, _DATE, self.crc, self.size, self.size, len(self.name))
        return _DIRECTORY.pack(b"PK\x01\x02", *fixed, 0, 0, 0, 0, _MODE, self.offset) + self.name.encode()


def directory(members: Sequence[Member], comment: int) -> bytes:
    """The table of contents and the end record announcing ``comment`` bytes (APPNOTE 4.3.12, 4.3.16)."""
    listing = b"".join(member.listing() for member in members)
    start = members[-1].end if members else 0
    count = len(members)
    return listing + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), start, comment)


class Archive:
    """An opened container; use as a context. Reading checks the structure, not yet what the members say."""

    def __init__(self, path: Path) -> None:
        """Open and check the structure; raises :class:`Unproven` and OSError."""
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unproven("It is not a file.")
        self._file = path.open("rb")
        try:
            self._length = self._file.seek(0, os.SEEK_END)
            self.comment, self.members = self._contents()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a member; raises :class:`Unproven` where it is missing or larger than ``limit``."""
        member = self.members.get(name)
        if member is None:
            raise Unproven("{name}: it is missing.", name=name)
        if member.size > limit:
            raise Unproven("{name}: it is larger than it may be.", name=name)
        return self._bytes(member.content, member.size)

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a member's bytes in hexadecimal; raises :class:`Unproven` where its CRC is wrong."""
        member, total, crc = self.members[name], sha256(), 0
        for chunk in self._chunks(member.content, member.end):
            total.update(chunk)
            crc = zlib.crc32(chunk, crc)
        if crc != member.crc:
            raise Unproven("{name}: its bytes were changed; they do not fit its header.", name=name)
        return total.hexdigest()

    def sealed_digest(self) -> bytes:
        """Return the SHA-256 over every byte of the file before the comment."""
        total = sha256()
        for chunk in self._chunks(0, self._length - len(self.comment)):
            total.update(chunk)
        return total.digest()

    def _contents(self) -> tuple[bytes, dict[str, Member]]:
        if self._length > MAX_BYTES:
            raise Unproven("The file is larger than a bundle may be.")
        tail_start = max(0, self._length - _END.size - MAX_COMMENT)
        tail = self._bytes(tail_start, self._length - tail_start)
        found = tail.rfind(b"PK\x05\x06")
        if found < 0 or len(tail) - found < _END.size:
            raise Unproven("The end of the file is missing or damaged: this is not a whole bundle.")
        fields = _END.unpack_from(tail, found)
        size, start, comment = fields[5:]
        end = tail_start + found
        if end + _END.size + comment != self._length:
            raise Unproven("Bytes were added to or taken from the end of the file.")
        if start + size != end:
            raise Unproven("The table of contents of the file is damaged, or bytes were put in or taken out before it.")
        raw = self._bytes(start, size)
        members = list(_listed(raw))
        self._compare(members, start)
        if directory(members, comment) != raw + tail[found : found + _END.size]:
            raise Unproven("The table of contents of the file is not in its known form.")
        return tail[found + _END.size :], {member.name: member for member in members}

    def _compare(self, members: Sequence[Member], end: int) -> None:
        """Compare the table of contents with the headers before the members themselves."""
        place, before = 0, ""
        for member in members:
            if member.name == before:
                raise Unproven("{name}: it is in the file twice.", name=member.name)
            if member.name < before:
                raise Unproven(
                    "{name}: it does not stand in its place; members are in the order of names.", name=member.name
                )
            if member.offset != place or member.end > end:
                raise Unproven("{name}: it does not lie where the table of contents says.", name=member.name)
            if self._bytes(place, member.content - place) != member.header():
                raise Unproven("{name}: its header was changed.", name=member.name)
            place, before = member.end, member.name
        if place != end:
            raise Unproven("Bytes stand between the last member and the table of contents.")

    def _chunks(self, start: int, end: int) -> Iterator[bytes]:
        for place in range(start, end, _CHUNK):
            yield self._bytes(place, min(_CHUNK, end - place))

    def _bytes(self, start: int, count: int) -> bytes:
        self._file.seek(start)
        return self._file.read(count)


def _listed(raw: bytes) -> Iterator[Member]:
    """Read the table of contents; what is not compared here is compared when it is built anew."""
    place = 0
    while place < len(raw):
        if len(raw) - place < _DIRECTORY.size:
            raise Unproven("The table of contents of the file is damaged.")
        fields = _DIRECTORY.unpack_from(raw, place)
        crc, packed, size, length = fields[7:11]
        name = raw[place + _DIRECTORY.size : place + _DIRECTORY.size + length].decode("ascii", "replace")
        if not NAMES.fullmatch(name):
            raise Unproven("{name}: a bundle has no member of that name.", name=ascii(name[:80]))
        if fields[4] or packed != size:
            raise Unproven("{name}: it is compressed; the members of a bundle are stored as they are.", name=name)
        yield Member(name, fields[16], size, crc)
        place += _DIRECTORY.size + length
