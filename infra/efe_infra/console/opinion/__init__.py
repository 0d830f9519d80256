"""Pages and forms of an opinion."""
