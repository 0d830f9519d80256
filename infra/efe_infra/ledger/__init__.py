"""The ledger in PostgreSQL: append, read, follow. `0002_ledger.sql` holds what no process can get around."""
