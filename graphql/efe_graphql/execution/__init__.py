"""The compiled executor: answers GraphQL operations over rows as graphql-core does, with less work.

Needs Strawberry, `efe_projections.engine` and the contract (as-of positions); limits are hooks (`hooks`). It knows no
type of the schema and no root field: these say by markers what they show of rows.
Promises the same data, errors, paths and reads as graphql-core, to which it leaves whatever it does not foresee.
"""
