"""Home, help and tasks."""
