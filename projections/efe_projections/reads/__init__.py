"""The reads: what the contract asks of the read tables, as values that infra's one port runs."""
