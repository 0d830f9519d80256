"""What ends a read, raised by what runs the queries; a client is told it as it is."""

from efe_domain.shared.errors import Refusal
from efe_domain.shared.messages import Message


class BadUserInput(Refusal):
    """A demand that could not be right in any state of the register."""


class Timeout(Refusal):
    """What was asked could not be read in the time that there is for it."""

    def __init__(self) -> None:
        super().__init__("La lecture a pris trop de temps et a été arrêtée ; demandez-en moins à la fois.")


class ServiceUnavailable(Timeout):
    """What was asked could not be read because the database went away meanwhile; it may be back already."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("La base de données ne répond pas pour l'instant ; réessayez dans un moment.")
        self.args = (self.message,)


class Superseded(Timeout):
    """The tables that would be read are those of another version of the code, which is the one to ask."""

    def __init__(self) -> None:
        super().__init__()
        self.message = Message("Ce serveur est d'une version qui a été remplacée ; répétez la demande à un autre.")
        self.args = (self.message,)
