"""Pending tasks: their kinds, owners and reasons, the list of a viewer, and the next step of an object."""
