"""Live audit trails: one reader a process hands each subscriber the entries that are added to its trail.

Needs the reads of the read model and its read position. Promises every entry that becomes readable, in the order of
the ledger and without a gap. If a queue overflows, its subscriber learns it and reads the trail itself.
"""
