"""Watching the log of another platform: it is cosigned as long as it only grows."""
