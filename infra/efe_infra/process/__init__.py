"""Helpers of every part: counters, background threads, addresses, private files, imports ahead of time.

Needs no other part.
"""
