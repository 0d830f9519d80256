"""Evidence for outsiders: export and verification without trust in the operator."""
