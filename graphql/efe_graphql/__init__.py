"""The GraphQL contract: types, queries and mutations, with nothing of the store in them."""
