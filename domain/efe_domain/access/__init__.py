"""Roles, the register of persons, and what each standing may do."""
