"""Port of the pages to the webhooks; the application gives its implementation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class HookView:
    """Webhook as its owner sees it. `bassins` are codes of Instances, `kinds` beginnings of topics."""

    id: UUID
    url: str
    bassins: Sequence[str]
    kinds: Sequence[str]
    state: str
    reason: str | None
    failures: int
    former_until: datetime | None
    created_at: datetime
    waiting: int
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """Delivery with its last attempt. Without a position it is a test."""

    id: UUID
    position: int | None
    kind: str
    state: str
    attempts: int
    code: int | None
    result: str | None
    duration_ms: int | None
    tried_at: datetime | None
    next_at: datetime


class HookSecret(NamedTuple):
    """Webhook and its new secret, which is shown once."""

    id: UUID
    secret: str


class HookOwner(NamedTuple):
    """Account of a session."""

    issuer: str
    subject: str


class HookRefused(Exception):
    """Refusal of a webhook, with its code at a field; `REFUSALS` has its sentence."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code, self.field = code, field


class HookDesk(Protocol):
    """Reads and changes of webhooks, for pages. Calls block. An owner reaches its own webhooks only."""

    def close(self) -> None: ...

    def bassins(self, owner: HookOwner) -> Sequence[str]:
        """Returns the codes of the Instances whose trail the account may read now."""
        ...

    def hooks(self, owner: HookOwner) -> Sequence[HookView]: ...

    def hook(self, owner: HookOwner, hook: UUID) -> HookView | None: ...

    def deliveries(self, hook: HookView, before: datetime | None) -> Sequence[DeliveryView]:
        """Returns the deliveries that wait and those that were tried before an instant, the latest first."""
        ...

    def create(self, owner: HookOwner, url: str, bassins: Sequence[str], kinds: Sequence[str]) -> HookSecret:
        """Creates a webhook for what is recorded from now on. Raises `HookRefused`."""
        ...

    def rotate(self, owner: HookOwner, hook: UUID) -> HookSecret | None:
        """Replaces the secret; for a day, both sign."""
        ...

    def ping(self, owner: HookOwner, hook: UUID) -> bool:
        """Plans a test, unless one waits already or the webhook is not active."""
        ...

    def pause(self, owner: HookOwner, hook: UUID) -> bool: ...

    def resume(self, owner: HookOwner, hook: UUID) -> bool:
        """Lets a webhook that is not active send again what waits, from where it was."""
        ...

    def delete(self, owner: HookOwner, hook: UUID) -> bool: ...

    def replay(self, owner: HookOwner, hook: UUID, since: date) -> bool:
        """Sends again everything since a day, under the same message ids."""
        ...

    def resend(self, owner: HookOwner, hook: UUID, delivery: UUID) -> bool:
        """Sends one delivery again at once, under its message id."""
        ...
