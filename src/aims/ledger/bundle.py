"""Writing an evidence bundle, `openaims-bundle/1`: everything somebody needs to verify the ledger offline.

The format is described in docs/en/bundle.md; `aims_sdk.proof` reads it.
"""

import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from aims_sdk.proof import Unproven
from aims_sdk.proof.archive import MAX_BYTES, MAX_MEMBERS, Member, directory
from aims_sdk.proof.bundle import FORMAT, statement, verify_bundle
from aims_sdk.proof.merkle import leaf_hash
from aims_sdk.proof.note import encode, open_note, parse_checkpoint

from aims.ledger.notes import SigningKey, checkpoint_text, log_proof
from aims.ledger.tree import Tree
from aims.lib.files import written


@dataclass(frozen=True, slots=True)
class Opening:
    """What an event's ``body_hash`` commits to: SHA-256(salt || body). ``body`` is its canonical JSON (RFC 8785)."""

    salt: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class BundleContents:
    """What goes into a bundle; who may see what was decided by whoever made this."""

    entries: Sequence[bytes]
    """The canonical JSON of every event envelope, from event 1 on."""
    openings: Mapping[int, Opening] = field(default_factory=dict)
    """By event number: the contents the reader may see. Erased and hidden ones are simply not here."""
    attachments: Mapping[str, bytes | Path] = field(default_factory=dict)
    """By SHA-256 in hexadecimal: the bytes, or the file that holds them."""
    cited: Collection[int] = ()
    """The numbers of the events cited as evidence: each gets a proof that can be handed on by itself."""
    posture: bytes | None = None
    """The posture as it was issued, unchanged."""
    previous: bytes | None = None
    """An earlier signed checkpoint of this log (at least one entry) that the reader already has."""


def write_bundle(out: Path, contents: BundleContents, key: SigningKey) -> None:
    """Write a bundle signed by ``key`` to ``out``; the same contents and key give the same bytes.

    What was written is verified before it takes its name: ValueError, with the sentence that says what does not
    hold, leaves ``out`` as it was. Raises OSError where the file cannot be written.
    """
    members = dict(sorted(_members(contents, key).items()))
    if len(members) > MAX_MEMBERS:
        raise ValueError(f"A bundle holds at most {MAX_MEMBERS} files; this one would hold {len(members)}.")
    with written(out) as part:
        _write_archive(part, members, key)
        part.flush()
        report = verify_bundle(Path(part.name), (str(key.vkey),))
        if not report.ok:
            raise Unproven(report.problems[0])


def _members(contents: BundleContents, key: SigningKey) -> dict[str, bytes | Path]:
    tree = Tree(map(leaf_hash, contents.entries))
    checkpoint = key.sign(checkpoint_text(key.name, len(tree), tree.root()))
    members: dict[str, bytes | Path] = {
        "README.txt": README.encode(),
        "checkpoint": checkpoint.encode(),
        "entries.jsonl": b"".join(line + b"\n" for line in contents.entries),
        "openings.jsonl": b"".join(_opening(seq, contents.openings[seq]) for seq in sorted(contents.openings)),
        "vkey": f"{key.vkey}\n".encode(),
    }
    members |= {f"attachments/{digest}": content for digest, content in contents.attachments.items()}
    for seq in contents.cited:
        members[f"proofs/{seq}.tlog-proof"] = log_proof(seq - 1, tree.inclusion(seq - 1), checkpoint).encode()
    if contents.posture is not None:
        members["posture.json"] = contents.posture
    if contents.previous is not None:
        members["previous/checkpoint"] = contents.previous
        members["previous/consistency.json"] = _consistency(contents.previous, tree, key)
    manifest = _manifest(members)
    members["manifest.json"] = manifest
    members["manifest.note"] = key.sign(statement(key.name, "manifest", sha256(manifest).digest())).encode()
    return members


def _opening(seq: int, opening: Opening) -> bytes:
    return b'{"body":%b,"salt":"%b","seq":%d}\n' % (opening.body, opening.salt.hex().encode(), seq)


def _consistency(previous: bytes, tree: Tree, key: SigningKey) -> bytes:
    old = parse_checkpoint(open_note(previous, (key.vkey,))[0]).size
    return _canonical({"new": len(tree), "old": old, "proof": [encode(digest) for digest in tree.consistency(old)]})


def _manifest(members: Mapping[str, bytes | Path]) -> bytes:
    files: dict[str, object] = {}
    for name, content in members.items():
        size, digest = 0, sha256()
        for chunk in _chunks(content):
            size += len(chunk)
            digest.update(chunk)
        files[name] = {"sha256": digest.hexdigest(), "size": size}
    return _canonical({"files": files, "format": FORMAT})


def _canonical(value: object) -> bytes:
    """RFC 8785 for what the manifest and the proof hold: ASCII names, text and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _write_archive(file: IO[bytes], members: Mapping[str, bytes | Path], key: SigningKey) -> None:
    seal_bytes = len(key.sign(statement(key.name, "container", bytes(32))).encode())
    listed: list[Member] = []
    total, place = sha256(), 0
    for name, content in members.items():
        member = _measure(name, place, content)
        for chunk in (member.header(), *_chunks(content)):
            file.write(chunk)
            total.update(chunk)
        listed.append(member)
        place = member.end
    table = directory(listed, seal_bytes)
    file.write(table)
    total.update(table)
    file.write(key.sign(statement(key.name, "container", total.digest())).encode())


def _measure(name: str, place: int, content: bytes | Path) -> Member:
    """Lay a member at ``place``; raises ValueError where the file would become larger than a bundle may be."""
    size, crc = 0, 0
    for chunk in _chunks(content):
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
    member = Member(name, place, size, crc)
    if member.end > MAX_BYTES:
        raise ValueError("The bundle would be larger than 4 GiB; leave out attachments and hand them over beside it.")
    return member


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


README = """\
OpenAIMS evidence bundle (openaims-bundle/1)

This file is a copy of the ledger of an AI management system, made so that you can verify it yourself, offline:
every recorded event (entries.jsonl), the contents you may see (openings.jsonl), the attachments, and the signed
checkpoint that binds them. Any byte changed since it was signed is found.

To verify, with Python 3.12 or newer and the package openaims-sdk (it needs nothing else), on the file as you got it:

    python -m aims_sdk.proof BUNDLE.aims.zip --key VKEY

VKEY is the verifier key of the organisation. Get it from the organisation by another way than this file: the file
"vkey" inside proves nothing by itself. Keep the file "checkpoint": a later bundle can be held against it.

What it does not prove: that the events are true, and, unless somebody outside keeps an earlier checkpoint, that the
organisation has not rewritten its whole ledger and signed it anew.


OpenAIMS 证据包（openaims-bundle/1）

本文件是一个AI管理体系账本的副本，供您自行离线验证，内含：全部操作记录（entries.jsonl）、您有权查看的
内容（openings.jsonl）、附件，以及把它们绑定在一起的已签名检查点。签名之后改动的任何一个字节都会被发现。

验证方法：安装 Python 3.12 或更高版本和 openaims-sdk 包（无其他依赖），对收到的原文件执行：

    python -m aims_sdk.proof BUNDLE.aims.zip --key VKEY

VKEY 是该组织的验证公钥，请通过本文件以外的途径向该组织索取：包内的 vkey 文件本身不能证明任何事情。
请保留 checkpoint 文件，日后收到新的证据包时可以与之比对。

它不能证明：记录的内容属实；以及在没有外部人员保留早先检查点的情况下，该组织没有改写整个账本并重新签名。
"""
