"""Real history from files: commands of the past, decided by today's rules, recorded a file at a time.

Needs the commands of the contract (`efe_graphql.mutations`), the platform and the vault. Promises that a file is
recorded whole or not at all, that the same file twice records nothing new, and that a rehearsal leaves no trace.
"""
