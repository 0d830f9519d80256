"""From which end an audit trail is read."""

from enum import StrEnum

from efe_graphql.contract.enums import publish


class TrailOrder(StrEnum):
    """By the position."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


publish(
    TrailOrder,
    "Dans quel ordre une piste d'audit est lue.",
    {
        TrailOrder.OLDEST_FIRST: "Dans l'ordre du registre.",
        TrailOrder.NEWEST_FIRST: "La dernière entrée d'abord.",
    },
)
