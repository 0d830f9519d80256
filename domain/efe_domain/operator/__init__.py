"""The operators of the register: the aggregate and its events."""
