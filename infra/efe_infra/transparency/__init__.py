"""Seals, evidence bundles and witnesses: what lets a stranger check the ledger."""
