"""Papers: acts of the register as PDF files that carry their own proof.

Needs the extra `papers`, and the console's client: a paper reads the contract with the rights of its reader.
Promises the same bytes for the same state of the register, on every machine.
"""
