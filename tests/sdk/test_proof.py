"""The verifier agrees with the public vectors and with `cryptography`, and takes only the one known form."""

import base64
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.proof import (
    Unproven,
    ed25519,
    leaf_hash,
    open_note,
    parse_checkpoint,
    parse_log_proof,
    parse_note,
    parse_vkey,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_log_proof,
)
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aims.ledger.notes import SigningKey, checkpoint_text, log_proof
from aims.ledger.tree import Tree

ROOT = Path(__file__).parents[2]
VECTORS = Path(os.environ.get("AIMS_SHARED_DATA", ROOT.parent / "shared" / "data")) / "merkle-vectors"

NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
KEY = SigningKey("aims.example.org/ledger", bytes(range(32)))


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def vectors(sort: str) -> list[dict[str, Any]]:
    if not VECTORS.is_dir():
        pytest.skip(f"the public Merkle vectors are not at {VECTORS}; AIMS_SHARED_DATA can name their folder")
    return [json.loads(path.read_bytes()) for path in sorted((VECTORS / "testdata" / sort).rglob("*.json"))]


def test_public_inclusion_vectors() -> None:
    cases = vectors("inclusion")
    assert {case["wantErr"] for case in cases} == {True, False}
    for case in cases:
        proof = [raw(text) for text in case["proof"] or ()]
        proven = verify_inclusion(case["leafIdx"], case["treeSize"], raw(case["leafHash"]), proof, raw(case["root"]))
        assert proven is not case["wantErr"], case


def test_public_consistency_vectors() -> None:
    cases = vectors("consistency")
    assert {case["wantErr"] for case in cases} == {True, False}
    for case in cases:
        proof, roots = [raw(text) for text in case["proof"] or ()], (raw(case["root1"]), raw(case["root2"]))
        assert verify_consistency(case["size1"], case["size2"], *roots, proof) is not case["wantErr"], case


def test_public_roots() -> None:
    vectors("inclusion")
    known = json.loads((VECTORS / "rfc6962_roots.json").read_bytes())
    leaves = [leaf_hash(bytes.fromhex(text)) for text in known["leaf_inputs_hex"]]
    assert root_of([]).hex() == known["empty_root"]
    for size, root in enumerate(known["root_hash_hex_by_size_1_to_8"], 1):
        assert root_of(leaves[:size]).hex() == Tree(leaves).root(size).hex() == root


# RFC 8032 section 7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_ed25519_of_the_rfc(public: str, message: str, signature: str) -> None:
    assert ed25519.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


def says_cryptography(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_ed25519_agrees_with_cryptography_on_whole_and_tampered_signatures() -> None:
    chance = random.Random(8032)
    for _ in range(40):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = private.public_key().public_bytes_raw(), chance.randbytes(chance.randrange(200))
        signature = private.sign(message)
        assert ed25519.verify(public, message, signature)
        for _ in range(6):
            parts = [bytearray(public), bytearray(message + b"."), bytearray(signature)]
            part = chance.choice(parts)
            part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
            case = (bytes(parts[0]), bytes(parts[1]), bytes(parts[2]))
            assert ed25519.verify(*case) is says_cryptography(*case) is False


def test_ed25519_takes_one_form_of_a_signature() -> None:
    public, signature = KEY.vkey.public, Ed25519PrivateKey.from_private_bytes(KEY.seed).sign(b"message")
    assert ed25519.verify(public, b"message", signature)
    larger = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    assert not ed25519.verify(public, b"message", signature[:32] + larger.to_bytes(32, "little"))
    assert not ed25519.verify(public, b"message", signature + b"\0")
    assert not ed25519.verify(public + b"\0", b"message", signature)
    assert not ed25519.verify((ed25519.PRIME + 1).to_bytes(32, "little"), b"message", signature)
    assert not ed25519.verify((1 | 1 << 255).to_bytes(32, "little"), b"message", signature)
    assert not ed25519.verify((2).to_bytes(32, "little"), b"message", signature)


def test_ed25519_is_quick_enough() -> None:
    signature = Ed25519PrivateKey.from_private_bytes(KEY.seed).sign(b"message")
    start = time.process_time()
    assert ed25519.verify(KEY.vkey.public, b"message", signature)
    assert time.process_time() - start < 0.1


def test_the_example_note_of_c2sp() -> None:
    text, key = open_note(NOTE, [parse_vkey(VKEY)])
    assert (text, str(key)) == ("This is an example message.\n", VKEY)


def test_no_byte_of_a_note_can_be_changed() -> None:
    key = parse_vkey(VKEY)
    for place in range(len(NOTE)):
        wrong = bytearray(NOTE)
        wrong[place] ^= 1 << place % 8
        with pytest.raises(Unproven):
            open_note(bytes(wrong), [key])


def test_an_unknown_signature_is_passed_over_and_a_false_one_refuses() -> None:
    witness = SigningKey("witness.example", bytes(32))
    both = KEY.sign("text\n") + witness.sign("text\n").split("\n\n")[1]
    assert len(parse_note(both.encode()).signatures) == 2
    assert open_note(both.encode(), [KEY.vkey])[1] == KEY.vkey
    false = KEY.sign("text\n") + witness.sign("other\n").split("\n\n")[1]
    assert open_note(false.encode(), [KEY.vkey])[1] == KEY.vkey
    with pytest.raises(Unproven, match=r"witness\.example does not fit"):
        open_note(false.encode(), [KEY.vkey, witness.vkey])


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff\n\n",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace(b" Uw2Q", b"  Uw2Q"),
        NOTE.replace(b"yaQM=", b"yaQN="),
        NOTE.replace(b"yaQM=", b"yaQM"),
        NOTE.replace("\u2014".encode(), b"-"),
        b"text\n\n" + "— name AAAA\n".encode(),
        b"x" * (1 << 20) + NOTE,
        NOTE + NOTE.split(b"\n\n")[1] * 64,
    ],
)
def test_a_note_in_any_other_form_is_refused(note: bytes) -> None:
    with pytest.raises(Unproven):
        open_note(note, [parse_vkey(VKEY)])


@pytest.mark.parametrize(
    "vkey",
    ["", "name", VKEY + "\n", VKEY[:-1], VKEY.replace("530d903a", "530d903b"), VKEY.replace("foo", "fob"), "a+0+!"],
)
def test_a_verifier_key_in_any_other_form_is_refused(vkey: str) -> None:
    with pytest.raises(Unproven):
        parse_vkey(vkey)


@pytest.mark.parametrize("size", ["01", "-1", "+1", "1_0", "1 ", "\u0661", "9" * 19, ""])
def test_a_checkpoint_in_any_other_form_is_refused(size: str) -> None:
    good = checkpoint_text("origin", 1, bytes(32))
    assert parse_checkpoint(good + "extension\n").size == 1
    for text in (good.replace("\n1\n", f"\n{size}\n"), good[:-1], good + "\n", checkpoint_text("origin", 1, b"short")):
        with pytest.raises(Unproven):
            parse_checkpoint(text)


def test_a_log_proof_proves_its_entry_and_no_other() -> None:
    entries = [b"entry %d" % number for number in range(11)]
    tree = Tree(map(leaf_hash, entries))
    note = KEY.sign(checkpoint_text(KEY.name, len(tree), tree.root()))
    for index, entry in enumerate(entries):
        proof = log_proof(index, tree.inclusion(index), note).encode()
        assert verify_log_proof(proof, entry, [KEY.vkey]).size == 11
        extra = proof.replace(b"@v1\n", b"@v1\nextra AAAA\n")
        assert verify_log_proof(extra, entry, [KEY.vkey]).size == 11
        with pytest.raises(Unproven, match="does not lead"):
            verify_log_proof(proof, entry + b".", [KEY.vkey])
        with pytest.raises(Unproven, match="None of the known keys"):
            verify_log_proof(proof, entry, [])


@pytest.mark.parametrize(
    "proof",
    [b"", b"\xff\n\n", b"c2sp.org/tlog-proof@v2\nindex 0\n\n", b"c2sp.org/tlog-proof@v1\n\n"]
    + [b"c2sp.org/tlog-proof@v1\n%b\n\n" % line for line in (b"index 01", b"extra AAA\nindex 1", b"index 1\nAAB=")]
    + [b"c2sp.org/tlog-proof@v1\nindex 1" + b"\nAAAA" * 64 + b"\n\n"],
)
def test_a_log_proof_in_any_other_form_is_refused(proof: bytes) -> None:
    with pytest.raises(Unproven):
        parse_log_proof(proof)


def test_a_signing_key_survives_being_written_down() -> None:
    key = SigningKey.generate("aims.example.org/ledger")
    assert SigningKey.parse(key.secret) == key
    assert key.seed.hex() not in repr(key)
    for secret in ("", key.secret[:-4], key.secret.replace("ledger", "lodger"), "PRIVATE+KEY+a+b"):
        with pytest.raises(ValueError, match=r"\.$"):
            SigningKey.parse(secret)
    for name in ("", "two words", "a+b"):
        with pytest.raises(ValueError, match="must have the form"):
            SigningKey.generate(name)
    with pytest.raises(ValueError, match="newline"):
        key.sign("text")


def test_the_verifier_needs_nothing_but_the_standard_library() -> None:
    program = (
        "import sys, aims_sdk.proof.__main__ as main; "
        "strangers = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'aims_sdk'}; "
        "print({name for name in strangers if not name.startswith('_')})"
    )
    environment = {"PYTHONPATH": str(ROOT / "sdk" / "src"), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
