"""The compiled executor: a library that runs GraphQL operations over rows."""
