"""Signing what the ledger states: keys, checkpoints and proofs in the forms of C2SP (signed-note, tlog-checkpoint,
tlog-proof@v1), so that existing tools read them too."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from aims_sdk.proof.note import ED25519, Vkey, decode, encode, key_id, parse_vkey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key of one log. ``name`` is the log's origin, such as ``aims.example.org/ledger``: no spaces, no plus."""

    name: str
    seed: bytes = field(repr=False)
    """32 secret bytes, RFC 8032 section 5.1.5."""

    def __post_init__(self) -> None:
        """Raises ValueError where the name or the seed cannot be used."""
        if len(self.seed) != 32:
            raise ValueError("The seed of a signing key is 32 bytes.")
        parse_vkey(str(self.vkey))

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a new random key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, secret: str) -> Self:
        """Read what :attr:`secret` wrote; raises ValueError."""
        words = secret.split("+", 4)
        if words[:2] != ["PRIVATE", "KEY"] or len(words) != 5:
            raise ValueError("A signing key must have the form PRIVATE+KEY+name+id+key.")
        raw = decode(words[4])
        key = cls(words[2], raw[1:])
        if key.secret != secret:
            raise ValueError("The id in the signing key does not fit its name and key.")
        return key

    @property
    def secret(self) -> str:
        """The key as text to be kept secret, in the form of Go's note package."""
        return f"PRIVATE+KEY+{self.name}+{self.vkey.id.hex()}+{encode(ED25519 + self.seed)}"

    @property
    def vkey(self) -> Vkey:
        """The verifier key that belongs to it; ``str()`` of it is what is published. C2SP signed-note."""
        public = self._private.public_key().public_bytes_raw()
        return Vkey(self.name, key_id(self.name, public), public)

    def sign(self, text: str) -> str:
        """Make a signed note of ``text``, which must end in a newline. C2SP signed-note, "Format"."""
        if not text.endswith("\n"):
            raise ValueError("The text of a note ends in a newline.")
        signature = self._private.sign(text.encode())
        return f"{text}\n— {self.name} {encode(self.vkey.id + signature)}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The text of a checkpoint, to be signed: ``size`` entries under ``root`` (32 bytes). C2SP tlog-checkpoint."""
    return f"{origin}\n{size}\n{encode(root)}\n"


def log_proof(index: int, hashes: Sequence[bytes], checkpoint: str) -> str:
    """A tlog-proof: the inclusion proof of the entry at ``index`` (from 0) under a signed checkpoint. C2SP
    tlog-proof@v1."""
    lines = ("c2sp.org/tlog-proof@v1", f"index {index}", *map(encode, hashes))
    return "\n".join(lines) + f"\n\n{checkpoint}"
