"""Persons and accounts in a vault outside the ledger, and the access journal."""
