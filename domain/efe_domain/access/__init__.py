"""Roles and the register of access, the ids of persons, and the commands that each role or seat permits."""
