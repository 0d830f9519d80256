"""Type `Subscription`, and the follower of an audit trail behind it."""
