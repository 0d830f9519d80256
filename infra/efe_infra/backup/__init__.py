"""Backups of the whole database, without the keys, and verified restorations."""
