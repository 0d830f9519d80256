"""Annexes of acts: attached documents, errata, and documents whose bytes are purged."""
