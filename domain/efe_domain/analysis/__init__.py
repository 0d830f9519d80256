"""Analyses and syntheses: the aggregate, its events and refusals."""
