"""The ledger: a Merkle tree over all events, signed checkpoints, and the bundle that carries the proof away."""
