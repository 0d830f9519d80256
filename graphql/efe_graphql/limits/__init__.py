"""What bounds a request: cost, deadline, documents; and its telemetry."""
