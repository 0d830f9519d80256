"""The store of documents: bytes by their SHA-256."""
