"""Type `Subscription`, and the follower of the ledger behind it."""
