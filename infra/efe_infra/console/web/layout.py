"""What every page says of the register: how far it is read, and what of it is signed."""

from efe_infra.console.register.answers import Answers


class Meta(Answers, frozen=True):
    position: int
    version: str


class Checkpoint(Answers, frozen=True):
    size: int


class Frame(Answers, frozen=True):
    """The base of what a page's document answers: the fragment `Frame`."""

    meta: Meta
    ledger_checkpoint: Checkpoint | None
