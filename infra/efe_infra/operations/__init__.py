"""Prometheus, tracing and readiness: how an installation stands."""
