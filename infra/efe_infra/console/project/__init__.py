"""Pages and forms of a project."""
