"""Events of the ledger folded in memory into row versions. No read table is touched here."""
