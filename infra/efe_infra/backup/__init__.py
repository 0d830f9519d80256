"""Backups: the whole installation but its keys, and the way back, which is believed only once it is verified."""
