"""Pages and forms of corrections."""
