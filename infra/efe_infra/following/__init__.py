"""Those who follow the audit trail of an Instance: one reader a process hands each of them what is added to it.

Needs the reads of the read model and its read position. Promises every entry that becomes readable, in the order of
the ledger and without a gap, or says that a queue was lost: what follows is then read from the trail itself.
"""
