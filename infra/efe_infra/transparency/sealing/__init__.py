"""Blocks and signed checkpoints over the ledger; `evidence/FORMAT.md` says what is hashed and signed."""
