"""PostgreSQL: connections and pools, log-ins for each role, numbered migrations, the embedded server.

Needs psycopg and an address. Knows neither events, nor projections, nor the contract.

Promises:

- every wait has a timeout;
- each connection has the role that it was opened for;
- statements that belong together travel in one round trip;
- a released migration is applied once and never changes.
"""
