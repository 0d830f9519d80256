"""Pages to invite persons, and to accept an invitation."""
