"""Read tables in PostgreSQL: definition, generation, read position, statements and writers."""
