"""The offline verifier: Merkle proofs, signed notes and evidence bundles, with nothing but the standard library.

``python -m aims_sdk.proof BUNDLE --key VKEY`` verifies a bundle; the functions below are for programs.
"""

from aims_sdk.proof.bundle import verify_bundle
from aims_sdk.proof.merkle import leaf_hash, node_hash, root_of, verify_consistency, verify_inclusion
from aims_sdk.proof.note import (
    Checkpoint,
    LogProof,
    Note,
    Signature,
    Vkey,
    open_note,
    parse_checkpoint,
    parse_log_proof,
    parse_note,
    parse_vkey,
    verify_log_proof,
)
from aims_sdk.proof.report import Report
from aims_sdk.proof.sentences import Sentence, Unproven

__all__ = [
    "Checkpoint",
    "LogProof",
    "Note",
    "Report",
    "Sentence",
    "Signature",
    "Unproven",
    "Vkey",
    "leaf_hash",
    "node_hash",
    "open_note",
    "parse_checkpoint",
    "parse_log_proof",
    "parse_note",
    "parse_vkey",
    "root_of",
    "verify_bundle",
    "verify_consistency",
    "verify_inclusion",
    "verify_log_proof",
]
