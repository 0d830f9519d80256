"""Desk of the webhooks: what pages read and change of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import msgspec
import psycopg

from efe_infra.console.language.formats import ZONE
from efe_infra.console.webhooks.desk import DeliveryView, HookOwner, HookRefused, HookSecret, HookView
from efe_infra.hooks.addresses import DEFAULT_PORTS, HTTPS, AddressRefused, AllowedAddresses, UrlInvalid
from efe_infra.hooks.deliveries import HookAct, note_act
from efe_infra.hooks.planning import HookPlanner
from efe_infra.hooks.resolving import PatientLookups
from efe_infra.hooks.rights import TrailRights
from efe_infra.hooks.secrets import new_secret, secrets_of, text_of
from efe_infra.notices.hours import day_of
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.read_model.tables.session import open_session
from efe_infra.read_model.tables.values import adapt
from efe_infra.settings import Settings

MAX_HOOKS_OF_ACCOUNT: Final = 10
MAX_HOOKS: Final = 100
"""Webhooks of an installation that are not ended: each may have a few requests at once."""
ROTATION: Final = timedelta(days=1)
PAGE_DELIVERIES: Final = 50
PING: Final = "webhook.ping.v1"
SESSION_NAME: Final = "efe-hooks"
PATIENCE_S: Final = 10.0
COUNT_LOCK: Final = 0x0EFE_0144

type Connection = psycopg.Connection[Any]

VIEW: LiteralString = """
    select id, url, bassins, kinds, state, reason, failures, former_until, created_at,
        (select count(*) from hooks.delivery where hook = hook.id and state in ('waiting', 'sending')) as waiting,
        (
            select max(tried_at) from hooks.delivery where hook = hook.id and state = 'sent'
        ) as sent_at
    from hooks.hook where account = (
        select id from vault.account where issuer = %(issuer)s and subject = %(subject)s
    )
"""
OWN: LiteralString = VIEW + " order by created_at, id"
ONE: LiteralString = VIEW + " and id = %(hook)s"
DELIVERIES: LiteralString = """
    select id, position, kind, state, attempts, code, result, duration_ms, tried_at, next_at
    from hooks.delivery where hook = %(hook)s
    and coalesce(tried_at, next_at) < coalesce(%(before)s::timestamptz, 'infinity')
    order by coalesce(tried_at, next_at) desc, position desc limit %(limit)s
"""
ACCOUNT: LiteralString = "select id from vault.account where issuer = %(issuer)s and subject = %(subject)s"
LOCK_ACCOUNT: LiteralString = "select from vault.account where id = %(account)s for key share"
"""Waits for an erasure of the account, which is gone afterwards."""
CREATE: LiteralString = """
    insert into hooks.hook (id, account, url, bassins, kinds, secret, position, created_at, changed_at)
    select %(id)s, %(account)s, %(url)s, %(bassins)s, %(kinds)s, %(secret)s, %(position)s, %(now)s, %(now)s
    from hooks.hook having exists (select from vault.account where id = %(account)s)
    and count(*) filter (where account = %(account)s) < %(own)s
    and count(*) filter (where state <> 'ended') < %(total)s
"""
IS_OWN: LiteralString = """
    id = %(hook)s and account = (select id from vault.account where issuer = %(issuer)s and subject = %(subject)s)
    returning account, bassins
"""
ROTATE: LiteralString = """
    update hooks.hook set former_secret = secret, former_until = %(until)s, secret = %(secret)s, changed_at = %(now)s
    where
"""
PAUSE: LiteralString = """
    update hooks.hook set state = 'paused', changed_at = %(now)s where state = 'active' and
"""
RESUME: LiteralString = """
    update hooks.hook
    set state = 'active', reason = null, failures = 0, rest_until = '-infinity', changed_at = %(now)s
    where state <> 'active' and
"""
DELETE: LiteralString = "delete from hooks.hook where "
REPLAY: LiteralString = """
    update hooks.hook
    set position = least(position, %(position)s), rest_until = '-infinity', changed_at = %(now)s
    where
"""
AWAKEN: LiteralString = "update hooks.hook set rest_until = '-infinity' where state = 'active' and "
REOPEN: LiteralString = """
    update hooks.delivery set state = 'waiting', attempts = 0, first_at = null, next_at = %(now)s, ended_at = null
    where hook = %(hook)s and state <> 'sending'
    and (id = %(delivery)s or (%(delivery)s::uuid is null and state = 'waiting'))
    returning id
"""
TEST: LiteralString = """
    insert into hooks.delivery (id, hook, kind, object, next_at)
    select %(id)s, %(hook)s, %(kind)s, %(hook)s, %(now)s where not exists (
        select from hooks.delivery where hook = %(hook)s and object = %(hook)s and state in ('waiting', 'sending')
    ) returning id
"""
BEFORE: LiteralString = """
    select position from read.recorded_event where recorded_at < %s order by recorded_at desc limit 1
"""


class OwnHook(msgspec.Struct, frozen=True):
    account: UUID
    bassins: list[str]


class ChangedRow(msgspec.Struct, frozen=True):
    id: UUID


class WebhookDesk(Store):
    """Desk with role `efe_command`. Each change and its line in the access journal are one transaction."""

    POOL = "Webhooks"

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(database)
        self._database = database
        self._secrets = secrets_of(settings)
        self._allowed = AllowedAddresses(settings.webhook_networks)
        self._lookups = PatientLookups()

    def bassins(self, owner: HookOwner) -> Sequence[str]:
        with self._reading() as reading, self._pool.connection() as writing:
            account = self._account(owner)
            return self._bassins(reading, writing, account) if account else []

    def hooks(self, owner: HookOwner) -> Sequence[HookView]:
        return self._fetch(HookView, OWN, owner._asdict())

    def hook(self, owner: HookOwner, hook: UUID) -> HookView | None:
        return next(iter(self._fetch(HookView, ONE, {**owner._asdict(), "hook": hook})), None)

    def deliveries(self, hook: HookView, before: datetime | None) -> Sequence[DeliveryView]:
        params = {"hook": hook.id, "before": before, "limit": PAGE_DELIVERIES}
        return self._fetch(DeliveryView, DELIVERIES, params)

    def create(self, owner: HookOwner, url: str, bassins: Sequence[str], kinds: Sequence[str]) -> HookSecret:
        self._check_url(url)
        account = self._account(owner)
        if account is None or not bassins or not set(bassins).issubset(self.bassins(owner)):
            raise HookRefused("BASSINS_MISSING", "bassin")
        self._check_address(url)
        hook, secret = uuid4(), new_secret()
        with self._reading() as reading, self._pool.connection() as writing:
            params = {
                "id": hook,
                "account": account,
                "url": url,
                "bassins": sorted(set(bassins)),
                "kinds": sorted(set(kinds)),
                "secret": self._secrets.seal(hook, secret),
                "position": HookPlanner(reading, writing).last_position,
                "now": datetime.now(UTC),
                "own": MAX_HOOKS_OF_ACCOUNT,
                "total": MAX_HOOKS,
            }
            with writing.transaction():
                writing.execute("select pg_advisory_xact_lock(%s)", [COUNT_LOCK])
                writing.execute(LOCK_ACCOUNT, params)
                is_created = writing.execute(CREATE, params).rowcount == 1
                if is_created:
                    note_act(writing, HookAct.CREATED, hook, account, bassins)
        if not is_created:
            raise HookRefused("TOO_MANY_WEBHOOKS", "url")
        return HookSecret(hook, text_of(secret))

    def rotate(self, owner: HookOwner, hook: UUID) -> HookSecret | None:
        secret = new_secret()
        sealed, until = self._secrets.seal(hook, secret), datetime.now(UTC) + ROTATION
        is_done = self._change(HookAct.ROTATED, ROTATE + IS_OWN, owner, hook, {"secret": sealed, "until": until})
        return HookSecret(hook, text_of(secret)) if is_done else None

    def ping(self, owner: HookOwner, hook: UUID) -> bool:
        return self._change(None, AWAKEN + IS_OWN, owner, hook, {}, then=TEST, values={"id": uuid4(), "kind": PING})

    def pause(self, owner: HookOwner, hook: UUID) -> bool:
        return self._change(HookAct.PAUSED, PAUSE + IS_OWN, owner, hook, {})

    def resume(self, owner: HookOwner, hook: UUID) -> bool:
        return self._change(HookAct.RESUMED, RESUME + IS_OWN, owner, hook, {}, then=REOPEN, values={"delivery": None})

    def delete(self, owner: HookOwner, hook: UUID) -> bool:
        return self._change(HookAct.DELETED, DELETE + IS_OWN, owner, hook, {})

    def replay(self, owner: HookOwner, hook: UUID, since: date) -> bool:
        instant = datetime.combine(since, time.min, ZONE)
        with self._reading() as reading:
            before = reading.execute(BEFORE, [instant]).fetchone()
        return self._change(None, REPLAY + IS_OWN, owner, hook, {"position": before[0] if before else 0})

    def resend(self, owner: HookOwner, hook: UUID, delivery: UUID) -> bool:
        return self._change(None, AWAKEN + IS_OWN, owner, hook, {}, then=REOPEN, values={"delivery": delivery})

    def _check_url(self, url: str) -> None:
        try:
            self._allowed.check_url(url)
        except UrlInvalid:
            raise HookRefused("URL_INVALID", "url") from None

    def _check_address(self, url: str) -> None:
        """Refuses a host that resolves to an internal address. Each sending checks again: names change."""
        parts = urlsplit(url)
        addresses = self._lookups.addresses(parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
        try:
            if addresses:
                self._allowed.check(addresses, is_secure=parts.scheme == HTTPS)
        except AddressRefused:
            raise HookRefused("ADDRESS_NOT_PUBLIC", "url") from None

    def _change(
        self,
        act: HookAct | None,
        sql: LiteralString,
        owner: HookOwner,
        hook: UUID,
        params: Mapping[str, Any],
        *,
        then: LiteralString | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> bool:
        """Changes a webhook of the owner, then its deliveries, and notes the act. Tells whether it was there."""
        shared = {"hook": hook, "now": datetime.now(UTC)}
        with self._pool.connection() as writing, writing.transaction():
            changed = writing.execute(sql, {**owner._asdict(), **shared, **params}).fetchall()
            for account, bassins in changed:
                if then:
                    writing.execute(then, {**shared, **(values or {})})
                if act:
                    note_act(writing, act, hook, account, bassins)
            return bool(changed)

    def _account(self, owner: HookOwner) -> UUID | None:
        accounts = self._fetch(ChangedRow, ACCOUNT, owner._asdict())
        return accounts[0].id if accounts else None

    def _bassins(self, reading: Connection, writing: Connection, account: UUID) -> Sequence[str]:
        rights = TrailRights(reading, writing).bassins_of([account], day_of(datetime.now(UTC)))
        return sorted(rights.get(account, ()))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with open_session(self._database, DatabaseRole.PROJECTOR, SESSION_NAME, patience=PATIENCE_S) as reading:
            adapt(reading)
            yield reading
