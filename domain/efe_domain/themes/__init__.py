"""Lists of common themes: the aggregate, its events and refusals."""
