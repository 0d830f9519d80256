"""The position as of which an answer is read. Objects carry it: root fields of one request may differ in it."""

import dataclasses
from base64 import urlsafe_b64encode
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
    """Past moment of the register. The legal day is another argument: `inForceOn` or `effectiveOn`."""

    position: Position | None = field(default=UNSET, description="Une position du registre.")
    recorded_at: datetime | None = field(
        default=UNSET, description="Un instant : vaut pour la dernière position enregistrée à cet instant ou avant."
    )


@dataclass(frozen=True)
class ResolvedAsOf:
    """Position as of which everything is read. `past`: the client asked for it, and ids carry it.

    `read_position` is how far the read model had come when the root field began. `is_named`: the position stood in
    the request, in `asOf`, an id or a cursor, also where it is the present one.
    """

    position: int
    read_position: int
    past: bool = False
    is_named: bool = dataclasses.field(default=False, compare=False)

    def moved(self, position: int, *, past: bool) -> Self:
        """Returns the position of an id or a cursor. Raises `BadUserInput` if the client asked for another one."""
        if self.past and position != self.position:
            raise BadUserInput("L'identifiant ou le curseur et `asOf` désignent des moments différents.")
        if not 0 <= position <= self.read_position:
            raise AsOfNotReached(self.read_position)
        return type(self)(position, self.read_position, past=past or self.past, is_named=True)

    def earlier(self, position: int) -> Self:
        """Returns an earlier position, for an object read as of this one. Raises `AsOfNotReached`."""
        if not 0 <= position <= self.read_position:
            raise AsOfNotReached(self.read_position)
        if position > self.position:
            raise BadUserInput(
                "L'objet est lu à la position {position} : ce qui la suit ne s'y lit pas.", position=self.position
            )
        return type(self)(position, self.read_position, past=True)


def position_in_cursor(position: int) -> str:
    """Returns a position as a cursor has it, after its bracket.

    Spaces before the digits make both together a multiple of three bytes: the text of a cursor begins with that of
    its position, which PostgreSQL and a remembered answer leave open until an answer goes out.
    """
    digits = str(position)
    return digits.rjust(len(digits) + -(len(digits) + 1) % 3)


def cursor_begins(position: str) -> bytes:
    """Returns the beginning of every cursor of a position in base64, as `position_in_cursor` gives it."""
    return urlsafe_b64encode(f"[{position}".encode())
