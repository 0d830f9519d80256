"""Funding calls: the aggregate, its events and its refusals."""
