"""Pages and forms of an Instance."""
