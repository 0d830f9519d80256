"""What ends a whole field: GraphQL errors with a code, beside the refusals that a payload carries."""

from efe_domain.errors import Refusal


class Unauthenticated(Refusal):
    """A deed without a token."""

    def __init__(self) -> None:
        super().__init__("Un jeton est nécessaire pour cette demande.")


class BadUserInput(Refusal):
    """A demand that could not be right in any state of the register."""


class AsOfNotReached(Refusal):
    """The past asked for lies ahead of what can be read."""

    def __init__(self, reach: int) -> None:
        super().__init__("Ce moment n'est pas encore lisible : la lecture en est à la position {reach}.", reach=reach)


class MinPositionNotReached(Refusal):
    """The read model did not reach the position asked for in time."""

    def __init__(self, wanted: int) -> None:
        super().__init__("La lecture n'a pas atteint à temps la position {wanted}.", wanted=wanted)
