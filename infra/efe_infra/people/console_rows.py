"""Drafts, last visits and webhooks of accounts: that they exist, never what a draft says."""

from collections.abc import Collection
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from efe_infra.postgres.pools import Store


class StoredDraft(msgspec.Struct, frozen=True):
    """Draft of a form. Its content is sealed, with a key that only the console has."""

    id: UUID
    saved_at: datetime
    ends_at: datetime


class StoredVisit(msgspec.Struct, frozen=True):
    account: UUID
    seen_at: datetime


class StoredWebhook(msgspec.Struct, frozen=True):
    """Webhook, without its sealed secret."""

    id: UUID
    url: str
    bassins: list[str]
    created_at: datetime


class ConsoleRowStore(Store):
    """Rows of the console that belong to accounts."""

    def webhooks_of(self, accounts: Collection[UUID]) -> list[StoredWebhook]:
        """Returns the webhooks of these accounts, in the order of their creation."""
        return self._fetch(StoredWebhook, WEBHOOKS_OF, {"accounts": list(accounts)})

    def drafts_of(self, accounts: Collection[UUID]) -> list[StoredDraft]:
        """Returns the drafts of these accounts, the latest first."""
        return self._fetch(StoredDraft, DRAFTS_OF, {"accounts": list(accounts)})

    def last_visits_of(self, accounts: Collection[UUID]) -> list[StoredVisit]:
        """Returns when each of these accounts was last seen by the console."""
        return self._fetch(StoredVisit, VISITS_OF, {"accounts": list(accounts)})


DRAFTS_OF: LiteralString = """
    select id, saved_at, ends_at from console.draft
    where account = any(%(accounts)s) and ends_at > clock_timestamp() order by saved_at desc, id
"""

VISITS_OF: LiteralString = """
    select account, seen_at from console.last_visit where account = any(%(accounts)s) order by seen_at desc
"""

WEBHOOKS_OF: LiteralString = """
    select id, url, bassins, created_at from hooks.hook where account = any(%(accounts)s) order by created_at, id
"""
