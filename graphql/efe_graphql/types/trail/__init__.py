"""Audit trail: its entries, its pages and months, and the proofs of what was sealed."""
