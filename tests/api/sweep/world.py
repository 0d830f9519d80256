"""A prepared platform behind its HTTP door on a day that stays, and copies of it for what records."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import psycopg
from anyio import to_thread
from anyio.from_thread import BlockingPortal

from efe_graphql.schema import build, schema
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.app import create_app
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.projector import Projector
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.tables.session import open_session
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.catalogue import PROJECTIONS
from tests.api.door import post
from tests.api.given import mutation
from tests.api.named_accounts import NamedAccounts
from tests.domain.given import TODAY
from tests.running import installation, unlogged

NOON = datetime.combine(TODAY, time(12), UTC)
ORDINARY = build(compiled=False)
"""The schema as graphql-core alone executes it."""
ALL_KEPT = """
    select (select count(*) from ledger.event), (select count(*) from ledger.command),
        (select md5(string_agg(person::text, '' order by id)) from vault.person),
        (select md5(string_agg(account::text, '' order by id)) from vault.account),
        (select md5(string_agg(document::text, '' order by sha256)) from vault.document),
        (select md5(string_agg(deposit::text, '' order by sha256, bassin)) from vault.deposit),
        (select md5(string_agg(invitation::text, '' order by id)) from console.person_invitation as invitation),
        (select md5(string_agg(token::text, '' order by id)) from console.api_token as token)
"""


class Answer(NamedTuple):
    """Outcome of a command: code and sentence of the first refusal, both empty if it is recorded."""

    status: int
    code: str
    message: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """The platform, as accounts reach it: who asks is named in the header, as if a token had vouched for it.

    The `ordinary` door leads to the same platform by graphql-core alone.
    """

    portal: BlockingPortal
    door: httpx.AsyncBaseTransport
    ordinary: httpx.AsyncBaseTransport
    kept: psycopg.Connection[Any]

    def recorded(self) -> tuple[Any, ...]:
        """Changes with whatever is recorded, in the ledger or in the vault."""
        [row] = self.kept.execute(ALL_KEPT).fetchall()
        return tuple(row)

    def ask(
        self, command: str, asked: Mapping[str, Any], by: UUID | None, *, compiled: bool = True, means: str = ""
    ) -> Answer:
        return self.send(
            {"query": mutation(command), "variables": {"input": asked}}, by, compiled=compiled, means=means
        )

    def send(self, body: Mapping[str, Any], by: UUID | None, *, compiled: bool = True, means: str = "") -> Answer:
        response = self.posted(body, by, compiled=compiled, means=means)
        return answered(response.status_code, response.json())

    def posted(
        self, body: Mapping[str, Any], by: UUID | None, *, compiled: bool = True, means: str = ""
    ) -> httpx.Response:
        """Sends a body, by the account itself or by the `means` of an application.

        It is written with escapes only, as JSON may be: a surrogate without its other half then reaches the platform.
        """
        headers = {"Authorization": f"{by}/{means}" if means else str(by)} if by else {}
        content = json.dumps(body).encode("ascii")
        response: httpx.Response = self.portal.call(post, self.door if compiled else self.ordinary, content, headers)
        return response


def answered(status: int, body: Mapping[str, Any]) -> Answer:
    for error in body.get("errors", ()):
        return Answer(status, error["extensions"]["code"], error["message"], body)
    [payload] = body["data"].values()
    for error in payload["userErrors"]:
        return Answer(status, error["code"], error["message"], body)
    return Answer(status, "", "", body)


@contextmanager
def opened(database: Database, portal: BlockingPortal) -> Iterator[World]:
    with (
        unlogged(),
        TemporaryDirectory() as home,
        installation(database, Path(home)) as running,
        psycopg.connect(database.admin, autocommit=True) as kept,
        catching_up(database) as catch_up_again,
        portal.wrap_async_context_manager(PooledReads(database, errors=READ_ERRORS)) as reads,
    ):

        async def wait(position: int, timeout: float) -> None:  # noqa: ASYNC109 — the name of the port
            await to_thread.run_sync(catch_up_again)

        ports = ports_of(running, reads, LiveTrail(reads, PositionWatch()), wait)

        compiled, ordinary = (
            httpx.ASGITransport(app)
            for app in (create_app(each, principals=NamedAccounts(ports, NOON)) for each in (schema, ORDINARY))
        )
        yield World(portal, compiled, ordinary, kept)


def catch_up(database: Database) -> None:
    """Takes the rest of the ledger into the read tables."""
    with catching_up(database) as catch_up_now:
        catch_up_now()


@contextmanager
def catching_up(database: Database) -> Iterator[Callable[[], None]]:
    """Yields a function that takes the rest of the ledger into the read tables, for one thread at a time.

    It keeps its sessions: a new one costs the server more than the page of a command.
    """
    role, turn = DatabaseRole.PROJECTOR, Lock()
    with (
        open_session(database, role, "sweep") as writing,
        open_session(database, role, "sweep") as reading,
        Projector(writing, reading, PROJECTIONS) as projector,
    ):

        def catch_up_now() -> None:
            with turn:
                position = projector.resume()
                while page := read_page(reading, after=position, limit=2000):
                    projector.project(page)
                    projector.settle()
                    position = page[-1].position

        yield catch_up_now
