"""One use case per command: load, decide, record."""
