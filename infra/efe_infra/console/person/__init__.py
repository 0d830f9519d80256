"""Persons: those of an Instance with what each does, the page of one, and the forms on them."""
