"""Pages and forms of a meeting."""
