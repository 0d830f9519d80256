"""Evaluation file of an Instance as of a day: one ZIP with a report that vouches for every other file."""
