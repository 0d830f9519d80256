"""Errors as clients read them, and as the log keeps them: refusals, database outages, faults."""
