"""Seals, evidence bundles and witnesses: what lets a stranger check the ledger.

Needs the ledger, the read model and `efe_domain.transparency`. Knows neither GraphQL nor HTTP.
Promises that what a signed checkpoint covers cannot change unseen, and that a bundle is verified offline.
"""
