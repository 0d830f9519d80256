"""Translations of the console, and its formats of dates and numbers."""
