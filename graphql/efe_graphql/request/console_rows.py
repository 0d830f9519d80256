"""Port of the drafts and last visits of accounts, which the console stores."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID


class DraftOnFile(Protocol):
    """Draft of a form; its content is sealed."""

    @property
    def id(self) -> UUID: ...
    @property
    def saved_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class VisitOnFile(Protocol):
    """Last visit of an account."""

    @property
    def account(self) -> UUID: ...
    @property
    def seen_at(self) -> datetime: ...


class WebhookOnFile(Protocol):
    """Webhook of an account; its secret is sealed."""

    @property
    def id(self) -> UUID: ...
    @property
    def url(self) -> str: ...
    @property
    def bassins(self) -> Sequence[str]: ...
    @property
    def created_at(self) -> datetime: ...


class ConsoleRows(Protocol):
    """Rows of the console that belong to accounts. Calls block: make them on a thread."""

    def webhooks_of(self, accounts: Collection[UUID]) -> Sequence[WebhookOnFile]:
        """Returns the webhooks of these accounts, without their secrets."""
        ...

    def drafts_of(self, accounts: Collection[UUID]) -> Sequence[DraftOnFile]:
        """Returns the drafts of these accounts, without their content."""
        ...

    def last_visits_of(self, accounts: Collection[UUID]) -> Sequence[VisitOnFile]:
        """Returns when the pages last saw each of these accounts."""
        ...
