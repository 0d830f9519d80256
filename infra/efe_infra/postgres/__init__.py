"""PostgreSQL: connections and pools, log-ins for each role, numbered migrations, the embedded server.

Needs psycopg and an address. Knows neither events, nor projections, nor the contract.
Promises that every wait has an end, that each connection has the role that it was opened for, that statements which
belong together travel in one round trip, and that a migration that shipped is run once and never changes.
"""
