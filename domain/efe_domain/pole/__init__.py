"""The pôle de synergies: the aggregate, its events and refusals, its composition and terms."""
