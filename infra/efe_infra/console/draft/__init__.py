"""Drafts: forms that a person keeps half-filled, and finds again."""
