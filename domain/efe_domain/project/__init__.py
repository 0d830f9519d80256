"""Projects: the aggregate, its events and refusals."""
