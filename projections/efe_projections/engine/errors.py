"""Errors that end a read, raised by the adapter that runs the queries; clients receive them as they are."""

from collections.abc import Mapping
from types import MappingProxyType

from efe_domain.shared.errors import Refusal
from efe_domain.shared.messages import Message


class BadUserInput(Refusal):
    """Input that is wrong in any state of the register. `extensions` are those of the error, beside its code."""

    extensions: Mapping[str, str] = MappingProxyType({})


class Timeout(Refusal):
    """The read took longer than its deadline."""

    def __init__(self) -> None:
        super().__init__("La lecture a pris trop de temps et a été arrêtée ; demandez-en moins à la fois.")


class ServiceUnavailable(Timeout):
    """The database went away during the read; it may be back already."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("La base de données ne répond pas pour l'instant ; réessayez dans un moment.")
        self.args = (self.message,)


class Superseded(Timeout):
    """The tables belong to another version of the code; clients ask a server of that version."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("Ce serveur est d'une version qui a été remplacée ; répétez la demande à un autre.")
        self.args = (self.message,)
