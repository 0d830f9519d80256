"""The engine that folds the ledger into temporal rows, and the port that reads them.

Needs the ledger, `efe_infra.postgres` and projections, handed to it but for the audit trail, which it knows.
What bounds a read is handed to it as well (`ReadLimits`). It knows neither GraphQL nor aggregates.
Promises the same rows from the same events, tables of this code or none, and readers who are never shown less than
before; a read that cannot be answered raises an error of `efe_projections.engine.errors`.
"""
