"""Rows, projections and queries: what every read table is made with."""
