"""Pages and forms of a pôle."""
