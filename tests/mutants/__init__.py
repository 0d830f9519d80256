"""Mutants: places of the product that are broken on purpose, to see whether a test notices."""
