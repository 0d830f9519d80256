"""Selections compiled once and answered column by column: each field of all objects of a level at once.

Raises `NotCompiled` or `Fallback` for what graphql-core is to answer.
"""
