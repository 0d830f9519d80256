"""The engine that folds the ledger into temporal rows, and the port that reads them.

Needs the ledger and `efe_infra.postgres`. It is handed what it folds, the audit trail included (`Projections`), what
bounds a read (`ReadLimits`) and what one raises that is not answered (`ReadErrors`). Of the domain it knows what an
event is and how one is decoded, of projections their engine; neither the decree nor GraphQL.
Promises the same rows from the same events, tables of this code or none, and readers who are never shown less than
before.
"""
