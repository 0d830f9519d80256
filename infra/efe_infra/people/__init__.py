"""Names of persons, apart from the ledger, and the journal of who read them."""
