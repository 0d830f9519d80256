"""The ledger log and its signed checkpoints; `evidence/FORMAT.md` says what is hashed and signed."""
