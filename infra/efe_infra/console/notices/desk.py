"""Port of the pages to the notices; the application gives its implementation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, NamedTuple, Protocol, Self
from uuid import UUID

from efe_infra.console.language.translatable import tr

CHOICES: Final[Mapping[str, str]] = {
    "at-once": tr("Tout de suite"),
    "daily": tr("Chaque jour"),
    "weekly": tr("Chaque semaine"),
    "never": tr("Jamais"),
}
"""Words of the choices, by their value."""


@dataclass(frozen=True, kw_only=True)
class KindChoice:
    """Kind of notice and the choice of a person. `subject` is the French subject of its mails."""

    kind: str
    subject: str
    choice: str
    options: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class MailPreferences:
    """Preferences of a person. Without a `person`, the account is linked to none, and gets no mail."""

    person: UUID | None
    address: str | None
    is_refused: bool
    language: str
    kinds: Sequence[KindChoice]


@dataclass(frozen=True, kw_only=True)
class SentNotice:
    """Notice on an object, its person and its result."""

    person: UUID
    subject: str
    state: str
    result: str | None
    ended_at: datetime | None


class MissingAddress(NamedTuple):
    """Person whose address a mail lacked, or the mail server refused."""

    person: UUID
    is_refused: bool


class OwnerOfTask(NamedTuple):
    """Owner of a task: an Instance by its bassin, a pôle, or a member that is consulted on a decision."""

    kind: Literal["instance", "pole", "member"]
    key: str
    decision: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*text.split(":"))  # type: ignore[arg-type] # as `str` writes it

    def __str__(self) -> str:
        return ":".join(filter(None, self))


class Reminding(StrEnum):
    """Result of a reminder: it leaves, one left in the last five days, or the platform knows no person to remind."""

    PLANNED = "envoye"
    TOO_SOON = "deja"
    WITHOUT_PERSON = "personne"


class NoticeDesk(Protocol):
    """Reads and changes of the notices, for pages. Calls block."""

    @property
    def sends(self) -> bool:
        """Tells whether mails leave this platform."""
        ...

    @property
    def folder_mails(self) -> Sequence[tuple[str, bytes]] | None:
        """Mails of a demonstration, the latest first, by the name of their file; None where mails really leave."""
        ...

    def preferences(self, issuer: str, subject: str) -> MailPreferences: ...

    def choose(self, person: UUID, choices: Mapping[str, str], language: str) -> None:
        """Stores the choices. Raises `ValueError` for an unknown kind, choice or language."""
        ...

    def unsubscribe(self, person: str, kind: str, code: str, *, ends: bool) -> str | None:
        """Ends a kind if `ends`; returns its subject, or None if the link is not genuine."""
        ...

    def sent_on(self, subject: str) -> Sequence[SentNotice]:
        """Returns the notices on an object, the latest first."""
        ...

    def missing_addresses(self, bassins: Sequence[str]) -> Sequence[MissingAddress]:
        """Returns persons of these Instances that mails do not reach, while they hold a seat or a role."""
        ...

    def remind(self, owner: OwnerOfTask, subject: str, task: str) -> Reminding:
        """Plans a reminder of a task to each person of its owner, once in five days."""
        ...

    @property
    def is_stopped(self) -> bool:
        """Tells whether an administrator must allow a restored database to send."""
        ...

    def allow(self, issuer: str, subject: str) -> None:
        """Lets a restored database send again."""
        ...
