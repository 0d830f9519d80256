"""Pages and forms of an invitation."""
