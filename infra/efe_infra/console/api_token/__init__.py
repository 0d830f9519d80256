"""Pages of the API tokens: those of an account, and for an administrator those of all accounts."""
