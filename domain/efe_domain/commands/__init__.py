"""One use case per deed: load, decide, record."""
