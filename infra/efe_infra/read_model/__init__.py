"""Engine that folds the ledger into temporal rows, and the port that reads them.

Needs the ledger and `efe_infra.postgres`. Receives the folds, the audit trail included (`Projections`), the limits of
reads (`ReadLimits`) and the errors of failed reads (`ReadErrors`). Knows events and the engine of projections, but
neither the decree nor GraphQL.

Promises:

- the same events give the same rows;
- a process reads and writes only tables of its own code;
- a reader never sees an earlier state than before.
"""
