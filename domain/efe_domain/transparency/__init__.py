"""Merkle trees, signed notes, the routed ledger log and proofs: a library that knows nothing of the decree."""
