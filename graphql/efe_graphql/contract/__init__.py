"""Scalars, enums, ids, cursors, arguments and errors of the public schema."""
