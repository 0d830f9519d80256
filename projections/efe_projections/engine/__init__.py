"""Rows, projections and queries: the base of every read table."""
