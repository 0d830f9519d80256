"""Several federations, a ledger each, with joint projects across them: a simulation that runs in memory.

The rules are those of the real aggregates, the logs and proofs those of `efe_domain.transparency`, and bundles are
checked by the real `verify.py`. Only time is simulated: when somebody acts, and how long a message takes.
"""
