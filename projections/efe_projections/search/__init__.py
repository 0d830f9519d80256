"""The search over eight kinds: French words, their row type with its fold, and the read."""
