"""Book of the commands that clients sent, and of the answers that they got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from uuid import UUID, uuid5

from tests.chaos.promises import OUTAGES

NAMESPACE = UUID("5f0e3c1a-6d53-4b57-9d0c-0a2f3a0b8f11")


@dataclass
class Command:
    """One command, sent again and again until it is answered. Every command records one event."""

    id: UUID
    bassin: str
    codes: list[str] = field(default_factory=list)
    position: int | None = None
    refused_at: datetime | None = None
    """When the client was last told that nothing is recorded, as long as nothing was said that leaves a doubt."""

    def __str__(self) -> str:
        told = " ".join(dict.fromkeys(filter(None, self.codes)))
        return f"the command {self.id} (sent {len(self.codes)} times; {told or 'answered at once'})"

    @property
    def doubtful(self) -> bool:
        return any(code not in OUTAGES for code in self.codes)

    def note(self, code: str) -> None:
        if not self.doubtful and code in OUTAGES:
            self.refused_at = datetime.now(UTC)
        self.codes.append(code)


@dataclass(frozen=True)
class Document:
    """One that was put, and is kept."""

    sha256: str
    size: int


class Book:
    """Book of all clients. While it is `open`, they begin new commands."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.open = Event()
        self.open.set()
        self.commands: list[Command] = []
        self.documents: list[Document] = []

    def begin(self, client: str, bassin: str, number: int) -> Command:
        """Ids are the same for the same seed."""
        command = Command(uuid5(NAMESPACE, f"{self._seed} {client} {number}"), bassin)
        self.commands.append(command)
        return command

    @property
    def unanswered(self) -> Sequence[Command]:
        return [each for each in self.commands[-1000:] if each.position is None]

    def last_position(self, bassin: str) -> int:
        """Returns the last acknowledged position of an Instance."""
        return max((each.position or 0 for each in self.commands if each.bassin == bassin), default=0)
