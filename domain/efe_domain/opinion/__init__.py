"""Opinions: the aggregate, its events and refusals."""
