"""Monitoring of an installation: Prometheus metrics, tracing and readiness."""
