"""Pages and forms of access."""
