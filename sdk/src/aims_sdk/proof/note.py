"""Signed notes, checkpoints and log proofs as C2SP defines them (signed-note, tlog-checkpoint, tlog-proof@v1).

Reading is strict: base64 must be canonical and every line in exactly its known form, so that no byte of what was
signed, nor of its signature, can be changed without being found.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from aims_sdk.proof import ed25519, merkle
from aims_sdk.proof.sentences import Unproven

ED25519 = b"\x01"
"""The signature type of C2SP signed-note this verifier knows."""

MAX_NOTE_BYTES = 1 << 20
MAX_SIGNATURES = 64

_NAME = r"[^\s+]+"
_VKEY = re.compile(rf"({_NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/=]+)")
_SIGNATURE = re.compile(rf"— ({_NAME}) ([A-Za-z0-9+/=]+)")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_PROOF_HEADER = "c2sp.org/tlog-proof@v1"


class Vkey(NamedTuple):
    """A verifier key: who signs (``name``), the 4 bytes that tell keys of one name apart, 32 bytes of Ed25519."""

    name: str
    id: bytes
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(ED25519 + self.public)}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, 64 hexadecimal digits: what two people compare."""
        return sha256(self.public).hexdigest()


class Signature(NamedTuple):
    """One signature line of a note: the name and id of the key it claims, and the signature's bytes."""

    name: str
    id: bytes
    value: bytes


class Note(NamedTuple):
    """A parsed note. ``text`` ends in a newline and is worth nothing until a signature has been verified."""

    text: str
    signatures: tuple[Signature, ...]


class Checkpoint(NamedTuple):
    """The head of a log: its name, how many entries it has, and the root hash (32 bytes) over them."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class LogProof:
    """A tlog-proof: the entry's index (from 0), its inclusion proof, and the signed checkpoint it holds under."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


def encode(raw: bytes) -> str:
    """Write bytes as base64, RFC 4648 section 4."""
    return base64.b64encode(raw).decode()


def decode(text: str) -> bytes:
    """Read base64 (RFC 4648 section 4); anything but the one canonical form raises :class:`Unproven`."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unproven("A value is not base64.") from error
    if encode(raw) != text:
        raise Unproven("A base64 value is not in its canonical form.")
    return raw


def key_id(name: str, public: bytes) -> bytes:
    """Compute the 4-byte id of an Ed25519 key. C2SP signed-note, "Signatures"."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def parse_vkey(text: str) -> Vkey:
    """Read a verifier key ``name+id+base64(0x01 || key)``; raises :class:`Unproven`. C2SP signed-note."""
    match = _VKEY.fullmatch(text)
    if match is None:
        raise Unproven("A verifier key must have the form name+id+key.")
    name, digits, key = match.groups()
    raw = decode(key)
    if raw[:1] != ED25519 or len(raw) != 33:
        raise Unproven("The verifier key is not an Ed25519 key.")
    if key_id(name, raw[1:]).hex() != digits:
        raise Unproven("The id in the verifier key does not fit its name and key.")
    return Vkey(name, bytes.fromhex(digits), raw[1:])


def parse_note(raw: bytes) -> Note:
    """Take a note apart without believing it; raises :class:`Unproven`. C2SP signed-note, "Format"."""
    if len(raw) > MAX_NOTE_BYTES:
        raise Unproven("The note is longer than a note may be.")
    try:
        note = raw.decode()
    except UnicodeDecodeError as error:
        raise Unproven("The note is not UTF-8 text.") from error
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not note.endswith("\n") or _CONTROL.search(note):
        raise Unproven("The note is not text, an empty line and signatures.")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Unproven("The note has more signatures than a note may have.")
    return Note(text + "\n", tuple(_parse_signature(line) for line in lines))


def _parse_signature(line: str) -> Signature:
    match = _SIGNATURE.fullmatch(line)
    if match is None:
        raise Unproven("A signature line of the note is not in its known form.")
    raw = decode(match[2])
    if len(raw) < 5:
        raise Unproven("A signature of the note is too short.")
    return Signature(match[1], raw[:4], raw[4:])


def open_note(raw: bytes, keys: Sequence[Vkey]) -> tuple[str, Vkey]:
    """Return a note's text and the first of ``keys`` that signed it; raises :class:`Unproven`.

    Signatures of unknown keys are passed over; one that claims a known key and does not verify refuses the note.
    C2SP signed-note, "Signatures".
    """
    note = parse_note(raw)
    signers: list[Vkey] = []
    for signature in note.signatures:
        for key in keys:
            if (signature.name, signature.id) != (key.name, key.id):
                continue
            if not ed25519.verify(key.public, note.text.encode(), signature.value):
                raise Unproven("The signature of {name} does not fit the text.", name=key.name)
            signers.append(key)
    if not signers:
        raise Unproven("None of the known keys signed it.")
    return note.text, signers[0]


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a verified note as a checkpoint; raises :class:`Unproven`. C2SP tlog-checkpoint.

    Extension lines may follow the three lines; they are opaque and passed over.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Unproven("The checkpoint is not an origin, a size and a root, each on a line.")
    size, root = _number(lines[1]), decode(lines[2])
    if len(root) != merkle.HASH_BYTES:
        raise Unproven("The root in the checkpoint is not 32 bytes.")
    return Checkpoint(lines[0], size, root)


def parse_log_proof(raw: bytes) -> LogProof:
    """Take a tlog-proof apart without believing it; raises :class:`Unproven`. C2SP tlog-proof@v1."""
    head, blank, checkpoint = raw.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as error:
        raise Unproven("The proof is not UTF-8 text.") from error
    if not blank or lines.pop(0) != _PROOF_HEADER:
        raise Unproven("The proof does not begin with {header}.", header=_PROOF_HEADER)
    if lines and lines[0].startswith("extra "):
        decode(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index ") or len(lines) > 64:
        raise Unproven("The proof does not give an index and at most 63 hashes.")
    return LogProof(_number(lines[0].removeprefix("index ")), tuple(map(decode, lines[1:])), checkpoint)


def verify_log_proof(raw: bytes, entry: bytes, keys: Sequence[Vkey]) -> Checkpoint:
    """Prove that ``entry`` (its bytes, not their hash) is in a log whose head one of ``keys`` signed.

    Returns the checkpoint it holds under; raises :class:`Unproven`. C2SP tlog-proof@v1.
    """
    proof = parse_log_proof(raw)
    checkpoint = parse_checkpoint(open_note(proof.checkpoint, keys)[0])
    leaf = merkle.leaf_hash(entry)
    if not merkle.verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root):
        raise Unproven(
            "The proof does not lead from the entry at index {index} to the root of the checkpoint.", index=proof.index
        )
    return checkpoint


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Unproven("A number is not in plain decimal digits.")
    return int(text)
