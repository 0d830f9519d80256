"""The subscription type and what follows the ledger for it."""
