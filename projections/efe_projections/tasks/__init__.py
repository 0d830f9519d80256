"""Pending tasks of a viewer: one list over all kinds."""
