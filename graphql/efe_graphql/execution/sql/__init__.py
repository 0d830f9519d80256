"""Queries that are answered by one SQL statement, whose text PostgreSQL words as the answer itself."""
