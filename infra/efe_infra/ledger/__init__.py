"""Event store in PostgreSQL: appends, reads and follows the ledger.

Needs `efe_infra.postgres` and the stored form of events (`efe_domain.shared`). Knows no aggregate and no rule.

Promises:

- one total order of events without gaps;
- idempotency: a repeated command returns the positions that it recorded the first time;
- group commit: requests of concurrent callers share one transaction;
- `AppendOutcomeUnknown` when the connection is lost before the reply, never a guess.

The invariants that bind every process are enforced by the database (`0002_ledger.sql`).
"""
