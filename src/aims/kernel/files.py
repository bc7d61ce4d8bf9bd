"""The store of attachments: content once under its digest, below the home; its type read from the content."""

import csv
import hashlib
import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.translation import gettext as _

from .denied import Denied

LIMIT = 25 * 1024 * 1024
UNPACKED_LIMIT = 20 * LIMIT
TEXT, CSV, JSON = "text/plain", "text/csv", "application/json"
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KNOWN = "PDF, PNG, JPEG, TXT, CSV, JSON, DOCX, XLSX"
_STARTS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))


@dataclass(frozen=True)
class Kept:
    """What `perform` needs to attach a file whose content lies in the store."""

    digest: str
    size: int
    media_type: str
    label: str

    @property
    def values(self) -> dict[str, str | int]:
        return {"digest": self.digest, "size": self.size, "media_type": self.media_type, "label": self.label}


def place_of(digest: str) -> Path:
    """Where the content of `digest` lies; the digest is checked, so that no path can be smuggled in."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise Denied("ref_unknown", ref=_("file"))
    folder: Path = settings.HOME.files
    return folder / digest[:2] / digest


def keep(chunks: Iterable[bytes], name: str) -> Kept:
    """Store what arrives, up to the limit. Refuses what is too large or of a type that is not kept."""
    folder: Path = settings.HOME.files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    label = Path(name.replace("\\", "/")).name[:300] or "file"
    hashing, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as incoming:
        path = Path(incoming.name)
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > LIMIT:
                    raise Denied("too_large", file=label, limit="25 MB")
                hashing.update(chunk)
                incoming.write(chunk)
            incoming.flush()
            os.fsync(incoming.fileno())
            media_type = sniffed(path, label)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    place = place_of(hashing.hexdigest())
    place.parent.mkdir(exist_ok=True, mode=0o700)
    path.chmod(0o600)
    path.replace(place)
    return Kept(hashing.hexdigest(), size, media_type, label)


def sniffed(path: Path, label: str) -> str:
    """The type that the content shows; what the name claims decides only between kinds of plain text."""
    with path.open("rb") as content:
        head = content.read(4096)
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _office(path, label)
    return _text(path, label)


def _office(path: Path, label: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise _refused(label, _("a broken archive")) from None
    if unpacked > UNPACKED_LIMIT or any(name.endswith("vbaProject.bin") for name in names):
        raise _refused(label, _("an archive that is not kept"))
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise _refused(label, _("an archive"))


def _text(path: Path, label: str) -> str:
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(label, _("of an unknown type")) from None
    if "\x00" in text or text.lstrip()[:1] == "<":
        raise _refused(label, _("a page or a program"))
    ending = Path(label).suffix.lower()
    if ending == ".json":
        return JSON
    return CSV if ending == ".csv" and _is_csv(text) else TEXT


def _is_csv(text: str) -> bool:
    try:
        return next(csv.reader(io.StringIO(text[:20_000])), None) is not None
    except csv.Error:
        return False


def _refused(label: str, what: str) -> Denied:
    return Denied("type_refused", file=label, type=what, known=KNOWN)
