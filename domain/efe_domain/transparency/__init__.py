"""Merkle trees, signed notes, the routed ledger log and proofs.

Needs `cryptography` and `msgspec` and no other module of ours. It contains no event and no rule of the decree.
Promises the formats of RFC 9162 and of C2SP, one canonical form for each leaf, and proofs that the holder of a
checkpoint can verify without this code.
"""
