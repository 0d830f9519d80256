"""Translations, French dates and numbers."""
