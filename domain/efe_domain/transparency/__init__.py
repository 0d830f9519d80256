"""Merkle trees, signed notes, blocks and proofs: a library that knows nothing of the decree."""
