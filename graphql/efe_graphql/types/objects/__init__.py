"""Base of every object of the schema: its id and row, pages of lists, and the registry of types."""
