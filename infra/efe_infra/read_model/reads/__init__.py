"""The port for reads: pooled queries on the primary and on read replicas."""
