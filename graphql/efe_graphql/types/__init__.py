"""The types of the contract: what an object shows, and what is read for it."""

import efe_graphql.contract.access_enums
import efe_graphql.contract.enums
import efe_graphql.contract.opinion_enums  # noqa: F401
