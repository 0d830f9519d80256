"""Notices by mail: rules, an outbox that a cursor on the ledger fills, and the worker that sends it."""
