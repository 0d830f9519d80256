"""Authentication of requests: verification of signed tokens, and the accounts of their subjects."""
