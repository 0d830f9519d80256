"""Webhooks: thin events of the ledger, sent signed to the addresses that accounts name."""
