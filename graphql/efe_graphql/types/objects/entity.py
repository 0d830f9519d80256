"""Entities: objects with a history of numbered acts."""

from typing import ClassVar
from uuid import UUID

import strawberry

from efe_graphql.types.objects.node import Node


@strawberry.interface(description="Un objet qui a une histoire : chaque acte sur lui en fait une version de plus.")
class Entity(Node):
    """Object with a history. A subclass names its `SUBJECT`: the kind that begins the topics of its events.

    The fields of its past return entities in turn: `types.entity_history` adds them later.
    """

    SUBJECT: ClassVar[str]

    @property
    def entity(self) -> UUID:
        entity_id: UUID = getattr(self.row, self.ROW.TABLE.key[0])
        return entity_id
