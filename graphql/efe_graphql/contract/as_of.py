"""The moment that an answer speaks of. It travels on the objects, never in a context that root fields share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import strawberry
from strawberry import UNSET, field

from efe_graphql.contract.errors import AsOfNotReached, BadUserInput
from efe_graphql.contract.scalars import Position


@strawberry.input(
    one_of=True, description="Un moment passé du registre : une position, ou l'instant de l'enregistrement."
)
class AsOf:
    """Not the day in law, which is `inForceOn` or `effectiveOn`."""

    position: Position | None = field(default=UNSET, description="Une position du registre.")
    recorded_at: datetime | None = field(
        default=UNSET, description="Un instant : vaut pour la dernière position enregistrée à cet instant ou avant."
    )


@dataclass(frozen=True)
class Moment:
    """Everything is read as of `position`. `past` is whether the client asked for it: ids then carry it.

    `read_position` is how far the read model had come when the root field began.
    """

    position: int
    read_position: int
    past: bool = False

    def moved(self, position: int, *, past: bool) -> Self:
        """The moment that an id or a cursor names. Raises `BadUserInput` against another that was asked for."""
        if self.past and position != self.position:
            raise BadUserInput("L'identifiant ou le curseur et `asOf` désignent des moments différents.")
        if not 0 <= position <= self.read_position:
            raise AsOfNotReached(self.read_position)
        return type(self)(position, self.read_position, past=past or self.past)

    def earlier(self, position: int) -> Self:
        """A moment further back, to which an object read as of this one is taken. Raises `AsOfNotReached`."""
        if not 0 <= position <= self.read_position:
            raise AsOfNotReached(self.read_position)
        if position > self.position:
            raise BadUserInput(
                "L'objet est lu à la position {position} : ce qui la suit ne s'y lit pas.", position=self.position
            )
        return type(self)(position, self.read_position, past=True)
