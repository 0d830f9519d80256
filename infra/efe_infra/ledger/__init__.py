"""The ledger in PostgreSQL: append, read, follow.

Needs `efe_infra.postgres` and the stored form of events (`efe_domain.shared`). Knows no aggregate and no rule.
Promises one order without gaps, a repeated command answered by what it recorded, writers that meet sent in one
transaction, and `OutcomeUnknown` instead of a guess. `0002_ledger.sql` holds what no process can get around.
"""
