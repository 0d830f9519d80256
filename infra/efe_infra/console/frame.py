"""What every page says of the register: how far it is read, and what of it is signed."""

import msgspec


class Answers(msgspec.Struct, frozen=True, rename="camel"):
    """The base of whatever a document answers: fields are written as the contract has them, in snake case."""


class Meta(Answers, frozen=True):
    position: int
    version: str


class Checkpoint(Answers, frozen=True):
    size: int


class Frame(Answers, frozen=True):
    """The base of what a page's document answers: the fragment `Frame`."""

    meta: Meta
    ledger_checkpoint: Checkpoint | None
