"""Types of the contract: their fields and what these read. Enumerations are published before them."""

import efe_graphql.contract.enums
import efe_graphql.contract.opinion_enums
import efe_graphql.contract.permissions  # noqa: F401
