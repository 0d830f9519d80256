"""Evidence for outsiders: export of bundles, and verification without trust in the operator."""
