"""Ledger log and its signed checkpoints. `evidence/FORMAT.md` defines what is hashed and signed."""
