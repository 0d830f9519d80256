"""Arguments that many fields share: `asOf`, pages, days; and the checks of their values."""

from datetime import date, timedelta
from typing import Annotated, Final, NamedTuple

import strawberry

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import AsOf
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.scalars import Position

AsOfArgument = Annotated[
    AsOf | None, strawberry.argument(description="Le moment du registre auquel tout est lu ; maintenant par défaut.")
]
MinPosition = Annotated[
    Position | None,
    strawberry.argument(description="Attendre, cinq secondes au plus, que cette position soit lisible."),
]
First = Annotated[int, strawberry.argument(description="Combien d'éléments au plus : de 1 à 100.")]
After = Annotated[str | None, strawberry.argument(description="Le curseur après lequel la page commence.")]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="Lire depuis la fin : combien d'éléments au plus, de 1 à 100 ; `first` ne compte pas alors."
    ),
]
Before = Annotated[
    str | None, strawberry.argument(description="Avec `last` : le curseur avant lequel la page se termine.")
]
InForceOn = Annotated[
    date | None, strawberry.argument(description="Seulement ce qui est en vigueur ce jour-là ; tout, sans lui.")
]
Day = Annotated[date | None, strawberry.argument(description="Le jour en droit ; aujourd'hui par défaut.")]

LARGEST_PAGE: Final = 100
DEFAULT_HORIZON_DAYS: Final = 180
_FURTHEST: Final = 3660
"""Days ahead for which ends of terms are listed: ten years."""
OnlyBassin = Annotated[Bassin | None, strawberry.argument(description="Seulement ce bassin.")]
Within = Annotated[int, strawberry.argument(description="Dans combien de jours au plus un terme prend fin.")]


def check_first(first: int) -> None:
    """Raises `BadUserInput`."""
    if not 1 <= first <= LARGEST_PAGE:
        raise BadUserInput("`first` se situe entre 1 et {most}.", most=LARGEST_PAGE)


class Span(NamedTuple):
    """Page size and the cursor from which it counts: forward, or back from the end of the list."""

    size: int
    cursor: str | None
    backward: bool


class Paging(NamedTuple):
    """The arguments of a list that is read from either end."""

    first: int
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def span(self) -> Span:
        """Raises `BadUserInput`."""
        if self.last is None and self.before is None:
            check_first(self.first)
            return Span(self.first, self.after, backward=False)
        if self.last is None or self.after is not None:
            raise BadUserInput("`before` va avec `last`, et `after` avec `first`.")
        if not 1 <= self.last <= LARGEST_PAGE:
            raise BadUserInput("`last` se situe entre 1 et {most}.", most=LARGEST_PAGE)
        return Span(self.last, self.before, backward=True)


def days_ahead(within: int) -> timedelta:
    """Raises `BadUserInput`."""
    if not 0 <= within <= _FURTHEST:
        raise BadUserInput("`within` se situe entre 0 et {most} jours.", most=_FURTHEST)
    return timedelta(days=within)
