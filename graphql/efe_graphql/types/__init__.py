"""The types of the contract: what an object shows, and what is read for it."""

import efe_graphql.enums  # noqa: F401 - before any type names one
