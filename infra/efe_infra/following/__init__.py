"""Live audit trails: one reader a process hands each subscriber the entries that are added to its trail.

Needs the reads of the read model and its read position. Promises every entry that becomes readable, in the order of
the ledger and without a gap; or tells that a queue was lost, after which the subscriber reads the trail itself.
"""
