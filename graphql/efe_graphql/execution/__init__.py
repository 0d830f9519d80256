"""Compiled executor: answers GraphQL operations over rows as graphql-core does, with less work.

Needs Strawberry, `efe_projections.engine` and the contract (as-of positions); limits are hooks (`hooks`). It imports
no type of the schema and no root field: these declare by markers which rows they show.

Promises the same data, errors, paths and reads as graphql-core, to which it leaves every other case.
"""
