"""Decisions by consensus: the aggregate, its events and refusals."""
