"""GraphQL errors with a code, which end a whole field; refusals, in contrast, are data of a payload."""

from uuid import UUID

from efe_domain.shared.errors import Refusal
from efe_domain.shared.messages import Message
from efe_projections.engine.errors import BadUserInput, ServiceUnavailable, Superseded, Timeout

__all__ = [
    "AsOfNotReached",
    "BadUserInput",
    "DatabaseFull",
    "DatabaseReadOnly",
    "DatabaseRefused",
    "MinPositionNotReached",
    "OutcomeUnknown",
    "RebuildDue",
    "ServiceUnavailable",
    "Superseded",
    "Timeout",
    "Unauthenticated",
]


class RebuildDue(Timeout):
    """The tables belong to an earlier version of the code; this server waits for those of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("Ce serveur attend les tables de sa version ; répétez la demande à un autre.")
        self.args = (self.message,)


class Unauthenticated(Refusal):
    """The request has no token, and the field needs one."""

    def __init__(self) -> None:
        super().__init__("Un jeton est nécessaire pour cette demande.")


class OutcomeUnknown(Refusal):
    """The outcome of a command is unknown: it may be recorded."""

    def __init__(self, command: UUID | None) -> None:
        again = (
            Message(
                "Répétez-le avec la même commande {command} : il n'est enregistré qu'une fois.",
                command=command,
            )
            if command
            else Message(
                "Relisez avant de le répéter ; avec un `commandId`, un acte répété n'est enregistré qu'une fois."
            )
        )
        super().__init__(
            "Le registre n'a pas répondu : nul ne sait si l'acte est enregistré. {again}",
            again=again,
        )


class AsOfNotReached(Refusal):
    """`asOf` is later than the read model."""

    def __init__(self, reach: int) -> None:
        super().__init__("Ce moment n'est pas encore lisible : la lecture en est à la position {reach}.", reach=reach)


class MinPositionNotReached(Refusal):
    """The read model did not reach the position asked for in time."""

    def __init__(self, position: int) -> None:
        super().__init__("La lecture n'a pas atteint à temps la position {wanted}.", wanted=position)


class DatabaseFull(Refusal):
    """The database has no room left. Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__("La base de données n'a plus de place : rien n'est enregistré pour l'instant.")


class DatabaseReadOnly(Refusal):
    """The database takes no writes: it is a standby, or set to read only. Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__("La base de données n'accepte pas d'écriture pour l'instant ; rien n'est enregistré.")


class DatabaseRefused(Refusal):
    """The database does not let the platform work as the role that it needs."""

    def __init__(self) -> None:
        super().__init__(
            "La base de données refuse au serveur les droits qu'il lui faut ; l'exploitant doit les rétablir."
        )
