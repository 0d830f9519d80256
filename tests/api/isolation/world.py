"""The marked history behind its doors: GraphQL, documents, and what may be followed."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import UUID

import httpx
import psycopg
from anyio import to_thread
from anyio.from_thread import BlockingPortal

from efe_domain.shared.event import Event
from efe_domain.shared.ids import REGISTER
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.limits.limits import Limits
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.schema import build
from efe_infra.composition import Installation
from efe_infra.documents.store import DocumentStore
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.app import create_app
from efe_infra.http.endpoints.documents import DocumentsEndpoint
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.projection import RecordedEvent
from tests.api.door import post
from tests.api.isolation.corrected import digests
from tests.api.isolation.history import COORDINATOR_OF_VERVIERS, FAITHFUL_AUDITOR, FAITHFUL_READER, MEMBER, SITTING
from tests.api.isolation.markers import document, marked, told, word
from tests.api.isolation.objects import objects
from tests.api.isolation.sight import Looker, Sight, Sights, Thing
from tests.api.named_accounts import NamedAccounts
from tests.api.sweep.prepared import DEPUTY, JO
from tests.api.sweep.world import catch_up
from tests.domain.given import TODAY, some_id
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, COORDINATOR_OF_NAMUR
from tests.infra.read_model import world as engine
from tests.running import installation, unlogged

NOON = datetime.combine(TODAY, time(12), UTC)
LOOKERS = (
    "coordinator of Liège",
    "coordinator of Namur",
    "coordinator of Verviers",
    "auditor of Liège",
    "member of a pôle",
    "reader of a pôle",
    "member of a body",
    "without a role",
    "administrator",
    "nobody",
)
ROOMY = Limits(
    depth=20,
    aliases=10_000,
    directives=10,
    root_fields=10_000,
    cost=10**9,
    default_pages_cost=10**9,
    tokens=100_000,
)
WIDE = cast("CompiledSchema", build(limits=ROOMY, in_sql_from=1))
"""The schema as it is served, for documents as large as the contract itself. PostgreSQL answers what it can at once:
ten viewers send the same document, and later ones find what was remembered for the first.
"""
PATIENCE_S = 120
"""Operations of the walk are larger than a server accepts, and its machine may be busy."""
STORING = {"liege": COORDINATOR, "namur": COORDINATOR_OF_NAMUR}
"""Whoever stores a document may be told of it: it is theirs."""


@dataclass(frozen=True)
class World:
    """An installation, how it is asked, and what each viewer may see of it."""

    portal: BlockingPortal
    client: httpx.AsyncClient
    door: httpx.AsyncBaseTransport
    running: Installation
    ports: Ports
    recorded: Sequence[RecordedEvent[Event]]
    things: Sequence[Thing]
    sights: Sights
    lookers: Mapping[str, Looker]
    documents: Mapping[str, Thing]

    @property
    def reach(self) -> int:
        return self.recorded[-1].position

    def ask(self, query: str, looker: Looker, **variables: Any) -> dict[str, Any]:
        content = json.dumps({"query": query, "variables": variables}).encode()
        found: dict[str, Any] = self.portal.call(post, self.door, content, headers(looker)).json()
        return found

    def download(self, digest: str, looker: Looker) -> httpx.Response:
        return self.portal.call(partial(self.client.get, f"/documents/{digest}", headers=headers(looker)))

    async def context(self, account: UUID | None) -> Context:
        return await open_context(self.ports, account=account, now=NOON, correlation_id="")


def headers(looker: Looker) -> dict[str, str]:
    token = f"/{looker.token_of}" if looker.token_of else ""
    return {"Authorization": f"{looker.account}{token}"} if looker.account else {}


def keep(database: Database, events: Sequence[Event]) -> Sequence[RecordedEvent[Event]]:
    """Record the marked history, project it, and keep the persons and documents that it speaks of."""
    with closing(LedgerRecorder(database)) as recorder:
        kept = engine.World(database, recorder, PROJECTIONS)
        topics = {(each.originator_id, each.originator_version): each.TOPIC for each in events}
        kept.record(*(marked(each, topics) for each in events))
        catch_up(database)
        recorded = kept.recorded()
    with DocumentStore(database) as documents:
        for content, bassins in documents_of(events):
            by = next((each for bassin, each in STORING.items() if bassin in bassins), COORDINATOR_OF_VERVIERS)
            for bassin in bassins:
                name = f"{name_of(sha256(content).hexdigest(), bassin)}.txt"
                documents.put(content, "text/plain", bassins=[bassin], by=by, name=name)
    return recorded


def name_of(digest: str, bassin: str) -> str:
    """Returns the word in the name that an Instance gives to a document."""
    return word("name", digest, bassin)


def names(recorded: Sequence[RecordedEvent[Event]], things: Sequence[Thing]) -> Iterator[Thing]:
    """Yields the name of each document in each Instance: for those of the Instance, and for those who see an act of
    this Instance alone that cites the document.
    """
    for each in recorded:
        for digest, bassin in product(digests(each.event), map(str, each.event.bassins)):
            own = frozenset({bassin})
            yield Thing(name_of(digest, bassin), Sight.KEPT, each.event.originator_id, each.position, own)
    cited = fingerprints(recorded)
    for thing in things:
        if thing.needle in cited and thing.sight is Sight.DOSSIER and len(thing.bassins) == 1:
            [bassin] = thing.bassins
            yield thing._replace(needle=name_of(thing.needle, bassin), bassins=frozenset())


def documents_of(events: Sequence[Event]) -> Iterator[tuple[bytes, list[str]]]:
    for event in events:
        for digest in digests(event):
            yield document(event.originator_id, digest), list(event.bassins)


def people(vault: PersonVault, things: Sequence[Thing]) -> Iterator[Thing]:
    """Everybody of whom the history speaks, with a name of their own, and whoever else the examples name."""
    known: set[UUID] = set()
    forgotten = {thing.stream for thing in things if thing.needle.startswith("ForgottenPerson:")}
    for thing in things:
        kind, _, key = thing.needle.partition(":")
        if kind == "Person":
            name = word("person", key)
            if UUID(key) not in known:
                vault.register_person(given_name="Zoé", family_name=name, person_id=UUID(key))
                known.add(UUID(key))
            if UUID(key) not in forgotten:
                yield thing._replace(needle=name)
    for person in forgotten:
        vault.forget(person)
    for person in {JO, DEPUTY} - known:
        vault.register_person(given_name="Zoé", family_name=word("person", person), person_id=person)


def lookers_of(vault: PersonVault, pole: UUID, things: Sequence[Thing]) -> dict[str, Looker]:
    member, sitting = (vault.account_for("tests", name) for name in ("member", "sitting"))
    vault.link(member, MEMBER)
    vault.link(sitting, SITTING)
    liege, namur, verviers = (frozenset({bassin}) for bassin in ("liege", "namur", "verviers"))
    own = frozenset({f"Person:{MEMBER}", word("person", MEMBER)})
    every = (
        Looker("coordinator of Liège", COORDINATOR, liege),
        Looker("coordinator of Namur", COORDINATOR_OF_NAMUR, namur),
        Looker("coordinator of Verviers", COORDINATOR_OF_VERVIERS, verviers),
        Looker("auditor of Liège", FAITHFUL_AUDITOR, liege),
        Looker("member of a pôle", member, poles=frozenset({pole}), own=own),
        Looker("reader of a pôle", FAITHFUL_READER, poles=frozenset({pole})),
        Looker("member of a body", sitting, liege, journal=False),
        Looker("without a role", some_id("stranger")),
        Looker("administrator", ADMINISTRATOR, own=frozenset(given_everywhere(things))),
        Looker("nobody"),
    )
    return {each.name: each._replace(own=each.own | of_account(each.account, things)) for each in every}


def given_everywhere(things: Sequence[Thing]) -> Iterator[str]:
    """The accounts with a role over all Instances: whoever administers the platform sees them, and no dossier."""
    for thing in things:
        if thing.needle.startswith(f"AccessGrant:{REGISTER}/"):
            yield f"Account:{thing.needle.split('/')[1]}"


def keep_accounts(database: Database, lookers: Iterable[Looker]) -> None:
    """The accounts of the history, under the ids that it gives them."""
    added = "insert into vault.account (id, issuer, subject) values (%s, 'tests', %s) on conflict do nothing"
    with psycopg.connect(database.admin) as connection:
        connection.cursor().executemany(added, [(each.account, each.name) for each in lookers if each.account])


def of_account(account: UUID | None, things: Sequence[Thing]) -> set[str]:
    """Everybody sees their own account, and the roles that it was given."""
    granted = {
        each.needle for each in things if each.needle.startswith("AccessGrant") and str(account) in each.needle
    }
    return {f"Account:{account}", *granted}


@contextmanager
def opened(database: Database, events: Sequence[Event], pole: UUID, portal: BlockingPortal) -> Iterator[World]:
    recorded = keep(database, events)
    with (
        unlogged(),
        TemporaryDirectory() as home,
        installation(database, Path(home), operation_timeout=PATIENCE_S) as running,
    ):
        running.sealer.run()
        things = [*objects(recorded), *told(recorded)]
        things += people(running.vault, things)
        things += names(recorded, things)
        cited = fingerprints(recorded)
        lookers = lookers_of(running.vault, pole, things)
        keep_accounts(database, lookers.values())
        with portal.wrap_async_context_manager(doors(running)) as (client, door, ports):
            yield World(
                portal=portal,
                client=client,
                door=door,
                running=running,
                ports=ports,
                recorded=recorded,
                things=things,
                sights=Sights(recorded, things),
                lookers=lookers,
                documents={each.needle: each for each in things if each.needle in cited},
            )


def fingerprints(recorded: Sequence[RecordedEvent[Event]]) -> set[str]:
    """Returns the digests of the documents that the events cite."""
    return {digest for each in recorded for digest in digests(each.event)}


@asynccontextmanager
async def doors(running: Installation) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncBaseTransport, Ports]]:
    async with (
        PooledReads(running.database, statement_timeout=30, errors=READ_ERRORS) as reads,
        LiveTrail(reads, PositionWatch()) as live,
    ):

        async def wait(position: int, timeout: float) -> None:  # noqa: ASYNC109 — the name of the port
            await to_thread.run_sync(catch_up, running.database)

        ports = ports_of(running, reads, live, wait)

        principals = NamedAccounts(ports, NOON)
        files = DocumentsEndpoint(running.documents, principals=principals, max_size=1000)
        app = create_app(WIDE, principals=principals, routes=files.routes)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://efe", timeout=60) as client:
            yield client, transport, ports
