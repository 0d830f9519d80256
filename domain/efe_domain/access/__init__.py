"""Roles, the register of persons, and the commands that each standing permits."""
