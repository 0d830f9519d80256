"""Pages and forms of a decision."""
