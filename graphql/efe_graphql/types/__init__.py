"""The types of the contract: what an object shows, and what is read for it."""

import efe_graphql.access_enums
import efe_graphql.enums
import efe_graphql.opinion_enums  # noqa: F401
