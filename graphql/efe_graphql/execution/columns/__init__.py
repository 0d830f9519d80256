"""Selections compiled once and answered column by column; graphql-core answers whatever they did not foresee."""
