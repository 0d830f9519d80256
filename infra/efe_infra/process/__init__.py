"""What every part may use: counters, threads in the background, addresses, private files, loading ahead.

Needs no other part.
"""
