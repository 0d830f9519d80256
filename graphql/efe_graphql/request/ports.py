"""Ports of the contract; infrastructure implements them."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from anyio import CapacityLimiter

from efe_domain.guards.guards import Guards
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Deposit, Document
from efe_domain.shared.errors import Forbidden, Refusal
from efe_domain.shared.event import Event
from efe_domain.transparency.proofs import LedgerProof, LogConsistency, SealedEvent, SignedCheckpoint
from efe_graphql.answer_memory import AnswerMemory
from efe_graphql.contract.errors import Unauthenticated
from efe_graphql.limits.cost_budget import CostBudget
from efe_graphql.limits.link_guesses import LinkGuesses
from efe_graphql.limits.name_guesses import NameGuesses
from efe_graphql.request.access_journal import Journal
from efe_graphql.request.api_tokens import ApiTokens
from efe_graphql.request.console_rows import ConsoleRows
from efe_graphql.request.invitations import Invitations
from efe_graphql.request.person_writer import PersonWriter
from efe_graphql.request.subscriber_queue import SubscriberQueue
from efe_graphql.request.vault_rows import AccountOnFile, PersonOnFile
from efe_projections.audit.rows import RecordedEventRow
from efe_projections.engine.changes import ReadState
from efe_projections.engine.query import ReadQuery

GUARD_THREADS: Final = 4
"""Threads that examine commands for `availableCommands`: as many copies of an aggregate as a cache keeps."""


@dataclass(frozen=True, kw_only=True)
class RefusedCommand:
    """A refused command. `account` is None for a visitor, `subjects` are ids in the input, never a client's text."""

    command: str
    code: str
    account: UUID | None
    bassin: Bassin | None
    subjects: tuple[UUID, ...]
    correlation_id: str


def is_about_rights(refusal: Refusal) -> bool:
    """Tells whether an account with other rights might have executed the command."""
    return isinstance(refusal, Forbidden | Unauthenticated)


def uuids(ids: Iterator[str]) -> Iterator[UUID]:
    """Yields the UUIDs of global ids, without malformed ones."""
    for each in ids:
        try:
            yield UUID(each.partition(":")[2].partition("@")[0])
        except ValueError:
            continue


class Reads(Protocol):
    """The read tables. `has_replicas` tells whether servers beside the primary read them."""

    @property
    def has_replicas(self) -> bool: ...

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]: ...

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        """Returns the rows of each query, and the read position before them, in one round trip."""

    async def confirm(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], ReadState]:
        """Returns the rows of each query, and the state before them, in a round trip shared with other requests."""

    async def position(self) -> int:
        """Returns the position of the read model."""

    async def position_at(self, recorded_at: datetime) -> int:
        """Returns the last position recorded at or before an instant."""


class Wait(Protocol):
    """Waits until the read model has reached a position. Raises `TimeoutError` after so many seconds."""

    def __call__(self, position: int, timeout: float) -> Awaitable[None]: ...


class TrailFeed(Protocol):
    """New entries of the audit trails; read once for all subscribers."""

    def follow(self, bassin: str) -> AbstractContextManager[SubscriberQueue]:
        """Yields the queue of all entries added to the trail of an Instance from now on."""

    async def fetch[T: msgspec.Struct](self, query: ReadQuery[T], read_position: int) -> list[T]:
        """Reads for subscribers that catch up, a few at a time: they do not delay others.

        Raises `ServiceUnavailable` if the read model is not at `read_position`: entries would be missing.
        """


class Compute(Protocol):
    """Runs a computation, at once or in turn, and returns its result."""

    def __call__[T](self, work: Callable[[], T], /) -> T: ...


class Vault(ConsoleRows, ApiTokens, Protocol):
    """The vault of persons, to read. `PersonWriter` writes to it. Calls block: make them on a thread."""

    def persons(self, ids: Collection[UUID]) -> Mapping[UUID, PersonOnFile]: ...

    def knows(self, person_id: UUID) -> bool:
        """Tells whether the id was ever given to a person, erased or not."""

    def account(self, account_id: UUID) -> AccountOnFile | None: ...

    def services(self) -> Sequence[AccountOnFile]: ...

    def accounts_of(self, person: UUID) -> Sequence[AccountOnFile]: ...

    def registered_for(self, bassins: Collection[str], persons: Collection[UUID]) -> AbstractSet[UUID]:
        """Returns the persons among these who were registered for one of these Instances."""

    def search_persons(self, words: Sequence[str], *, limit: int) -> Sequence[PersonOnFile]:
        """Returns the persons whose name or address has a word that begins with each of the words, by name."""
        ...

    def search_accounts(self, words: Sequence[str], *, limit: int) -> Sequence[AccountOnFile]:
        """Returns the accounts whose subject or person's name has a word that begins with each of the words."""
        ...

    def naming(self, texts: Sequence[str], compute: Compute = ...) -> int | None:
        """Returns the index of the first text with the full name or the e-mail address of a person of the vault.

        `compute` runs each step of the search that takes the processor.
        """
        ...


class Documents(Protocol):
    """Documents that the register knows by their fingerprint. Calls block: they run on a thread."""

    def find(self, sha256: str, bassins: Collection[str]) -> Document | None:
        """Returns the document if one of these Instances keeps it."""
        ...

    def stored_by(self, accounts: Collection[UUID]) -> Sequence[Document]:
        """Returns the documents that these accounts deposited, the oldest first."""
        ...

    def deposited_by(self, accounts: Collection[UUID]) -> Sequence[Deposit]: ...

    def deposits(self, sha256s: Collection[str], bassins: Collection[str]) -> Sequence[Deposit]:
        """Returns the deposits of these documents by these Instances, in the order of the Instances."""

    def read(self, sha256: str) -> bytes | None: ...

    def recent(self, bassin: str, *, limit: int) -> Sequence[Deposit]:
        """Returns the last deposits of an Instance, the latest first."""

    def purge(self, sha256: str, bassin: str) -> None:
        """Removes the document for an Instance; its bytes go when no Instance keeps it. Idempotent."""
        ...


class Proofs(Protocol):
    """Checkpoints and proofs of the ledger log. Calls block: they are made on a thread."""

    def ledger_checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        """Returns the last checkpoint, or that of a size."""
        ...

    def ledger_event(self, position: int) -> LedgerProof | None:
        """Returns the proof of an event; None for a position that no checkpoint covers yet."""
        ...

    def ledger_consistency(self, first: int, second: int) -> LogConsistency | None:
        """Returns the proof; None beyond the last checkpoint. Raises `ValueError` unless 0 < first ≤ second."""
        ...


class OpenedEvents(Protocol):
    """Sealed events with their content. Calls block: they run on a thread."""

    def at(self, positions: Collection[int]) -> Mapping[int, SealedEvent]:
        """Returns the sealed events among these positions; the caller checks who may see them."""
        ...


class PlannedEvents(Protocol):
    """Fold of events that are not recorded, in memory. Calls block: they run on a thread."""

    def rows(self, events: Sequence[Event], position: int) -> Sequence[RecordedEventRow]:
        """Returns the rows of the events as if they were recorded after a position; the caller checks who may see
        them."""
        ...


class RefusalReporter(Protocol):
    """Reports a command refused for want of rights to the monitoring."""

    def __call__(self, refused: RefusedCommand) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Ports for the life of the process. The use cases of the platform block too."""

    platform: Platform
    reads: Reads
    vault: Vault
    person_writer: PersonWriter
    invitations: Invitations
    documents: Documents
    proofs: Proofs
    sealed_events: OpenedEvents
    planned: PlannedEvents
    journal: Journal
    wait: Wait
    live: TrailFeed
    refused: RefusalReporter
    issuer: str = ""
    sends_mail: bool = False
    """Issuer of the tokens by which accounts sign in."""
    operation_timeout: float = 10.0
    """Seconds."""
    budget: CostBudget | None = None
    named_texts: NameGuesses = field(default_factory=NameGuesses)
    link_guesses: LinkGuesses = field(default_factory=LinkGuesses)
    answers: AnswerMemory | None = None

    @cached_property
    def guards(self) -> Guards:
        return Guards(self.platform)

    @cached_property
    def guard_slots(self) -> CapacityLimiter:
        """Threads that examine commands at the same time, at most."""
        return CapacityLimiter(GUARD_THREADS)

    def person_of(self, account: UUID) -> UUID | None:
        """Returns the person linked to an account. It blocks."""
        on_file = self.vault.account(account)
        return on_file.person if on_file else None

    def is_service(self, account: UUID) -> bool:
        """Tells whether an account is that of a service. It blocks."""
        on_file = self.vault.account(account)
        return bool(on_file and on_file.service_name)
