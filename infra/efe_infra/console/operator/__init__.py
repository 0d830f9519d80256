"""Operators: their page, the lists of an Instance, and the changes of name and number."""
