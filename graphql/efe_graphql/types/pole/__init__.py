"""Pôles: their public facts, dossier, composition and axes."""
