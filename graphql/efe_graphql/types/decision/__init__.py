"""Decisions of pôles and the consultation that leads to them."""
