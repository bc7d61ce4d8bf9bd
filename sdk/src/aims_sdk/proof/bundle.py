"""Verification of an evidence bundle, `openaims-bundle/1` (`*.aims.zip`), described in docs/en/bundle.md."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from aims_sdk.proof import merkle
from aims_sdk.proof.archive import Archive
from aims_sdk.proof.note import (
    MAX_NOTE_BYTES,
    Checkpoint,
    Vkey,
    decode,
    encode,
    open_note,
    parse_checkpoint,
    parse_log_proof,
    parse_note,
    parse_vkey,
)
from aims_sdk.proof.report import Report
from aims_sdk.proof.sentences import Sentence, Unproven

FORMAT = "openaims-bundle/1"

_MAX_MANIFEST_BYTES = 1 << 26
_UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_WORD = rb"[a-z][a-z0-9_.:/-]{0,99}"
_COUNT = rb"[1-9][0-9]{0,15}"

ENTRY = re.compile(
    rb'\{"action":"' + _WORD + rb'","actor":"(?:system|withheld|' + _UUID + rb')"'
    rb',"at":"(?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
    rb',"body_hash":"(?P<body_hash>[0-9a-f]{64})","kind":"' + _WORD + rb'"'
    rb',"on_behalf_of":(?:null|"' + _UUID + rb'"),"record":(?:null|"(?P<record>' + _UUID + rb')")'
    rb',"seq":(?P<seq>' + _COUNT + rb'),"v":1,"version":(?P<version>0|' + _COUNT + rb")\}"
)
"""One event envelope in the only form it has: RFC 8785 canonical JSON."""

OPENING = re.compile(
    rb'\{"body":(?P<body>\{.*\}),"salt":"(?P<salt>(?:[0-9a-f]{2}){16,64})","seq":(?P<seq>' + _COUNT + rb")\}"
)
"""One opening: the body exactly as it was hashed, 16 to 64 bytes of salt, and the event it opens."""


def statement(origin: str, subject: str, digest: bytes) -> str:
    """The text that is signed over a digest: ``origin/subject`` and base64, each on a line."""
    return f"{origin}/{subject}\n{encode(digest)}\n"


def verify_bundle(path: str | Path, keys: Sequence[str] = ()) -> Report:
    """Verify everything a bundle claims, without network and without believing any of it.

    ``keys`` are verifier keys known from elsewhere; without them the key inside the bundle is used, and the report
    warns of it. Never raises for what is in the file: every failure is a sentence in the report.
    """
    try:
        trusted = tuple(parse_vkey(key.strip()) for key in keys)
    except Unproven as error:
        return Report.unread(Sentence.of("The key you gave cannot be read: {why}", why=error.sentence))
    try:
        with Archive(Path(path)) as archive:
            return _Reading(archive, trusted).report()
    except Unproven as error:
        return Report.unread(error.sentence)
    except FileNotFoundError:
        return Report.unread(Sentence.of("There is no such file."))
    except OSError as error:
        return Report.unread(Sentence.of("The file cannot be read: {why}.", why=error.strerror or error))


@dataclass
class _Reading:
    """One run over one bundle. Each check stops at its first problem; a later one works with what is left."""

    archive: Archive
    trusted: tuple[Vkey, ...]
    key: Vkey | None = None
    checkpoint: Checkpoint | None = None
    lines: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    commitments: list[str] = field(default_factory=list)
    opened: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Sentence] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)

    def report(self) -> Report:
        checks: tuple[Callable[[], None], ...] = (
            self._key,
            self._digests,
            self._manifest,
            self._checkpoint,
            self._entries,
            self._root,
            self._openings,
            self._previous,
            self._proofs,
            self._attachments,
            self._seal,
        )
        for check in checks:
            try:
                check()
            except Unproven as error:
                self.problems.append(error.sentence)
            except (RecursionError, MemoryError):
                self._problem("The bundle nests too deeply or is too large for the memory of this machine.")
        head = self.checkpoint or Checkpoint("", 0, b"")
        key = str(self.key) if self.key else ""
        found = (head.size, encode(head.root), head.origin, key, self.opened)
        return Report(not self.problems, *found, tuple(dict.fromkeys(self.problems)), tuple(self.warnings))

    def _problem(self, template: str, **params: object) -> None:
        """Note what is wrong and go on."""
        self.problems.append(Sentence.of(template, **params))

    def _key(self) -> None:
        text = _text("vkey", self.archive.read("vkey", MAX_NOTE_BYTES))
        if not text.endswith("\n"):
            raise Unproven("{name}: it does not end with a newline.", name="vkey")
        with _about("vkey"):
            key = parse_vkey(text[:-1])
        if self.trusted and key not in self.trusted:
            raise Unproven("vkey: the bundle names the key {key}, which is not one that you gave.", key=key)
        if not self.trusted:
            self.warnings.append(
                Sentence.of(
                    "The key was taken from the bundle itself: compare its fingerprint {fingerprint} "
                    "with one you got another way.",
                    fingerprint=key.fingerprint,
                )
            )
        self.key = key

    def _digests(self) -> None:
        for name in self.archive.members:
            try:
                self.digests[name] = self.archive.digest(name)
            except Unproven as error:
                self.problems.append(error.sentence)

    def _manifest(self) -> None:
        raw = self.archive.read("manifest.json", _MAX_MANIFEST_BYTES)
        with _about("manifest.note"):
            signed = self._opens(self.archive.read("manifest.note", MAX_NOTE_BYTES))
        if self.key and signed != statement(self.key.name, "manifest", sha256(raw).digest()):
            self._problem("manifest.json: it is not the manifest that manifest.note signs.")
        files = self._listed(raw)
        for name, digest in self.digests.items():
            if name not in files and name not in ("manifest.json", "manifest.note"):
                self._problem("{name}: it is not in the manifest.", name=name)
            elif name in files and files[name] != {"sha256": digest, "size": self.archive.members[name].size}:
                self._problem("{name}: it is not the file that the manifest lists.", name=name)
        for name in files:
            if name not in self.archive.members:
                self._problem("{name}: the manifest lists it and it is missing.", name=ascii(name)[1:-1])

    def _listed(self, raw: bytes) -> dict[str, object]:
        manifest = _json("manifest.json", raw)
        files = manifest.get("files")
        if manifest.get("format") != FORMAT:
            raise Unproven("manifest.json: the format is not {format}.", format=FORMAT)
        if not isinstance(files, dict) or set(manifest) != {"files", "format"}:
            raise Unproven("manifest.json: it is not a list of files.")
        return files

    def _checkpoint(self) -> None:
        raw = self.archive.read("checkpoint", MAX_NOTE_BYTES)
        if self.key is None:
            return
        with _about("checkpoint"):
            checkpoint = parse_checkpoint(open_note(raw, (self.key,))[0])
            if checkpoint.origin != self.key.name:
                raise Unproven("The log it names is not the one the key is for.")
            if checkpoint.size == 0:
                raise Unproven("The log is empty, so there is nothing to prove.")
        self.checkpoint = checkpoint

    def _entries(self) -> None:
        lines = _lines("entries.jsonl", self.archive.read("entries.jsonl"))
        at, versions, commitments = "", dict[bytes, int](), list[str]()
        for seq, line in enumerate(lines, 1):
            entry = ENTRY.fullmatch(line)
            if entry is None:
                raise Unproven("entries.jsonl: line {seq} is not an event in its canonical form.", seq=seq)
            if int(entry["seq"]) != seq:
                raise Unproven(
                    "entries.jsonl: line {seq} is event {found}; events are missing or moved.",
                    seq=seq,
                    found=int(entry["seq"]),
                )
            at = _moment(seq, entry["at"].decode(), at)
            record, version = entry["record"], int(entry["version"])
            if record is not None:
                before = versions.get(record, 0)
                if version != before + 1:
                    raise Unproven(
                        "entries.jsonl: event {seq} is version {version} of record {record} after version {before}.",
                        seq=seq,
                        version=version,
                        record=record.decode(),
                        before=before,
                    )
                versions[record] = version
            commitments.append(entry["body_hash"].decode())
        self.lines, self.commitments = lines, commitments
        self.leaves = [merkle.leaf_hash(line) for line in lines]

    def _root(self) -> None:
        if self.checkpoint is None or not self.lines:
            return
        if len(self.leaves) != self.checkpoint.size:
            raise Unproven(
                "entries.jsonl: it holds {held} events; the checkpoint {size}.",
                held=len(self.leaves),
                size=self.checkpoint.size,
            )
        if merkle.root_of(self.leaves) != self.checkpoint.root:
            raise Unproven("entries.jsonl: the events do not lead to the root in the checkpoint; one was changed.")

    def _openings(self) -> None:
        raw, last = self.archive.read("openings.jsonl"), 0
        for number, line in enumerate(_lines("openings.jsonl", raw) if raw else (), 1):
            opening = OPENING.fullmatch(line)
            if opening is None:
                raise Unproven("openings.jsonl: line {number} is not an opening in its known form.", number=number)
            seq, body = int(opening["seq"]), opening["body"]
            _json(Sentence.of("openings.jsonl: line {number}", number=number), body)
            if seq <= last:
                raise Unproven(
                    "openings.jsonl: line {number} opens event {seq} after event {last}.",
                    number=number,
                    seq=seq,
                    last=last,
                )
            if self.lines:
                self._opened(seq, bytes.fromhex(opening["salt"].decode()), body)
            last = seq

    def _opened(self, seq: int, salt: bytes, body: bytes) -> None:
        if seq > len(self.commitments):
            raise Unproven("openings.jsonl: there is no event {seq} to open.", seq=seq)
        if sha256(salt + body).hexdigest() != self.commitments[seq - 1]:
            raise Unproven("openings.jsonl: what is shown for event {seq} is not what was recorded.", seq=seq)
        self.opened += 1

    def _previous(self) -> None:
        names = {"previous/checkpoint", "previous/consistency.json"} & self.archive.members.keys()
        if not names or self.key is None or self.checkpoint is None:
            return
        raw = self.archive.read("previous/checkpoint", MAX_NOTE_BYTES)
        with _about("previous/checkpoint"):
            earlier = parse_checkpoint(open_note(raw, (self.key, *self.trusted))[0])
            if earlier.origin != self.checkpoint.origin:
                raise Unproven("It is the checkpoint of another log.")
        proof = _json("previous/consistency.json", self.archive.read("previous/consistency.json", MAX_NOTE_BYTES))
        hashes = proof.get("proof")
        if not isinstance(hashes, list) or proof != {"old": earlier.size, "new": self.checkpoint.size, "proof": hashes}:
            raise Unproven("previous/consistency.json: it is not a proof between the two checkpoints.")
        with _about("previous/consistency.json"):
            path = [decode(text) if isinstance(text, str) else b"" for text in hashes]
            sizes, roots = (earlier.size, self.checkpoint.size), (earlier.root, self.checkpoint.root)
            if not merkle.verify_consistency(*sizes, *roots, path):
                raise Unproven("The log is not the earlier log with events only added; events were changed or removed.")

    def _proofs(self) -> None:
        """Each proof must hold under the bundle's own checkpoint, whose signature has been verified already."""
        if self.key is None or self.checkpoint is None:
            return
        note = self.archive.read("checkpoint", MAX_NOTE_BYTES)
        for name in self.archive.members:
            if not name.startswith("proofs/"):
                continue
            seq = int(name.removeprefix("proofs/").removesuffix(".tlog-proof"))
            with _about(name):
                proof = parse_log_proof(self.archive.read(name, MAX_NOTE_BYTES))
                if proof.index != seq - 1 or proof.checkpoint != note:
                    raise Unproven("It is not for this event under the checkpoint of this bundle.")
                if self.leaves:
                    self._included(seq, proof.hashes)

    def _included(self, seq: int, hashes: Sequence[bytes]) -> None:
        assert self.checkpoint is not None
        size, root = self.checkpoint.size, self.checkpoint.root
        if seq > len(self.leaves) or not merkle.verify_inclusion(seq - 1, size, self.leaves[seq - 1], hashes, root):
            raise Unproven("It does not lead from the event to the root in the checkpoint.")

    def _attachments(self) -> None:
        for name, digest in self.digests.items():
            if name.startswith("attachments/") and name != f"attachments/{digest}":
                raise Unproven("{name}: its contents do not have the digest that is its name.", name=name)

    def _seal(self) -> None:
        """The archive's comment is a signed note over every byte before it."""
        digest = self.archive.sealed_digest()
        with _about(Sentence.of("The seal at the end of the file")):
            signed = self._opens(self.archive.comment)
        if self.key and signed != statement(self.key.name, "container", digest):
            raise Unproven("The file is not the one that the seal at its end signs: it was changed after signing.")

    def _opens(self, note: bytes) -> str:
        """The text of a note that bears one signature and no other; empty while the key is unknown."""
        if len(parse_note(note).signatures) != 1:
            raise Unproven("It must have one signature.")
        return open_note(note, (self.key,))[0] if self.key else ""


@contextmanager
def _about(name: str | Sentence) -> Iterator[None]:
    """Put the name of what is being read before the sentence that refuses it."""
    try:
        yield
    except Unproven as error:
        raise Unproven(error.sentence.about(name)) from error


def _moment(seq: int, at: str, before: str) -> str:
    try:
        datetime.fromisoformat(at)
    except ValueError as error:
        raise Unproven("entries.jsonl: event {seq} has a time that does not exist.", seq=seq) from error
    if at < before:
        raise Unproven("entries.jsonl: the time of event {seq} is before that of the event before it.", seq=seq)
    return at


def _lines(name: str, raw: bytes) -> list[bytes]:
    if not raw.endswith(b"\n"):
        raise Unproven("{name}: it does not end with a newline.", name=name)
    return raw[:-1].split(b"\n")


def _text(name: str | Sentence, raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Unproven("{name}: it is not UTF-8 text.", name=name) from error


def _json(name: str | Sentence, raw: bytes) -> dict[str, object]:
    """Read one JSON object; what two readers could read in two ways is refused."""
    text = _text(name, raw)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unproven("{name}: it is not JSON that has one meaning.", name=name) from error
    if not isinstance(value, dict):
        raise Unproven("{name}: it is not a JSON object.", name=name)
    return value


def _unique(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    pairs = list(pairs)
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is given twice")
    return members


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is no JSON")
