"""Scalars, enums, ids, cursors, as-of positions, arguments and errors of the public schema.

Needs the domain and projections alone. Every other folder of `efe_graphql` may import it.
"""
