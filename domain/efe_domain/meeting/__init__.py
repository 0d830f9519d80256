"""Meetings: the aggregate, its events and refusals."""
