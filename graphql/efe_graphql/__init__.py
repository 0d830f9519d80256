"""GraphQL API: contract, types, queries, mutations and executor. It reaches the databases through ports alone."""
