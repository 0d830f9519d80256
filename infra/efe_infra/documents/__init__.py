"""Store of documents that acts cite: bytes by their SHA-256, and the check of their media type."""
