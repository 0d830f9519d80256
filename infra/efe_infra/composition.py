"""The composition root: the one place where the parts of the platform are put together."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import cast

from opentelemetry.trace import Tracer
from starlette.applications import Starlette

from efe_domain.platform import Platform
from efe_domain.transparency.notes import KeyType
from efe_graphql.limits.cost_budget import CostBudget
from efe_graphql.limits.fair_share import FairShares
from efe_graphql.request.ports import Ports, Wait
from efe_infra.documents.manifests import Shipped, load
from efe_infra.documents.store import Documents
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.errors.faults import report
from efe_infra.http.graphql.operation_telemetry import Observer
from efe_infra.http.graphql.refused_commands import log_refused_command
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.trusted_documents import ANY_DOCUMENT, TrustedDocuments
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.identity.local_issuer import NOTICE, LocalIssuer, LocalPerson, NoLocalIssuer
from efe_infra.identity.principals import TokenPrincipals
from efe_infra.identity.tokens import TokenVerifier
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.operation_limits import OF_OPERATIONS, READ_ERRORS
from efe_infra.operations.prometheus import State, published
from efe_infra.operations.readiness import Inspection, standings
from efe_infra.people.access_journal import AccessJournal
from efe_infra.people.vault import Vault
from efe_infra.postgres.database import Database
from efe_infra.postgres.opening import open_database
from efe_infra.read_model.position_listener import PositionListener
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import Reads
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.cosignatures import Cosignatures, trusted_witnesses
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.proofs import Proofs
from efe_infra.transparency.sealing.public_witnesses import PublicWitnesses
from efe_infra.transparency.sealing.runner import SealRunner, TimestampRunner, WitnessRunner
from efe_infra.transparency.sealing.sealed_events import SealedEvents
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from efe_infra.transparency.sealing.timestamps import Timestamps
from efe_infra.transparency.witness.memory import Memory
from efe_projections.catalogue import PROJECTIONS


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The parts that every process of the platform has, open as long as its context."""

    settings: Settings
    database: Database
    platform: Platform
    vault: Vault
    documents: Documents
    proofs: Proofs
    opened: SealedEvents
    sealer: Sealer
    timestamps: Timestamps | None
    cosignatures: Cosignatures
    public_witnesses: PublicWitnesses | None
    journal: AccessJournal
    tokens: TokenVerifier

    @property
    def replicas(self) -> Sequence[Database]:
        """Other servers with the same database. Raises `ReplicaAddressRefused` or `AddressInvalid`."""
        return [self.database.at(url.get_secret_value()) for url in self.settings.read_urls]

    @property
    def local_issuer(self) -> LocalIssuer:
        """Raises `NoLocalIssuer` where a provider issues the tokens."""
        if isinstance(self.tokens, LocalIssuer):
            return self.tokens
        raise NoLocalIssuer(self.tokens.issuer)


@contextmanager
def build(settings: Settings) -> Iterator[Installation]:
    """Raises `DatabaseUnusable` when there is no database to work on, `SealRefused` for a setting of no use."""
    trusted, urls = trusted_witnesses(settings.witnesses), settings.witness_urls
    with ExitStack() as stack:
        database = open_database(settings)
        create_read_tables(database, PROJECTIONS)
        vault = stack.enter_context(Vault(database))
        vault.settle()
        cosignatures = stack.enter_context(Cosignatures(database, trusted))
        yield Installation(
            settings=settings,
            database=database,
            platform=stack.enter_context(Platform(env=ledger_env(database))),
            vault=vault,
            documents=stack.enter_context(Documents(database)),
            proofs=stack.enter_context(Proofs(database)),
            opened=stack.enter_context(SealedEvents(database)),
            sealer=sealer_of(settings, database),
            timestamps=Timestamps(database, settings.tsa_url) if settings.tsa_url else None,
            cosignatures=cosignatures,
            public_witnesses=PublicWitnesses(database, cosignatures, urls) if urls else None,
            journal=stack.enter_context(AccessJournal(database)),
            tokens=token_verifier(settings),
        )


def sealer_of(settings: Settings, database: Database) -> Sealer:
    """Raises `OriginInvalid`."""
    return Sealer(database, Signing(KeyFiles(settings.home), settings.origin))


def token_verifier(settings: Settings) -> TokenVerifier:
    """A provider, where there is one, is the only issuer."""
    if settings.oidc_issuer and settings.oidc_audience:
        from efe_infra.identity.oidc import OpenIdVerifier  # noqa: PLC0415 - an HTTP client, for those who ask one

        return OpenIdVerifier(
            issuer=settings.oidc_issuer,
            audience=settings.oidc_audience,
            algorithms=settings.oidc_algorithms,
            leeway=settings.oidc_leeway,
        )
    return LocalIssuer(settings.home)


def trusted_documents(settings: Settings) -> TrustedDocuments:
    """Those of the manifests that are named. Raises `ManifestRefused`."""
    path = settings.trusted_documents
    return TrustedDocuments(by_id=load(path, contract().schema) if path else {}, only=settings.trusted_only)


def contract() -> ModuleType:
    """The schema, made when it is first asked for: it takes a good part of a start, and most commands need none."""
    return import_module("efe_graphql.schema")


def witness_memory(installation: Installation) -> Memory:
    """What this installation has seen of the logs of others. Raises `WitnessNameInvalid`."""
    settings = installation.settings
    return Memory(installation.database, KeyFiles(settings.home, KeyType.WITNESS), settings.witness_name)


@contextmanager
def watching(installation: Installation) -> Iterator[PositionWatch]:
    """Hears how far the read model has come, whichever process moves it."""
    watch = PositionWatch()
    with PositionListener(installation.database, watch):
        yield watch


@contextmanager
def projecting(installation: Installation, watch: PositionWatch) -> Iterator[None]:
    """Keeps the read model up with the ledger, or stands by while another process does."""
    with Runner(installation.database, PROJECTIONS, watch, for_replicas=bool(installation.settings.read_urls)):
        yield


@contextmanager
def sealing(installation: Installation) -> Iterator[None]:
    """Seals the ledger every few seconds; of several processes that do, one works at a time.

    An authority or a witness that is slow keeps no event waiting: each is asked in another thread.
    """
    stamps, witnesses = installation.timestamps, installation.public_witnesses
    with (
        SealRunner(installation.sealer),
        TimestampRunner(stamps) if stamps else nullcontext(),
        WitnessRunner(witnesses) if witnesses else nullcontext(),
    ):
        yield


@contextmanager
def measuring(installation: Installation) -> Iterator[int | None]:
    """Serves metrics for Prometheus, if a port is set. Raises `PortTaken` or `PublicAddress`."""
    settings = installation.settings
    if settings.metrics_port is None:
        yield None
        return
    state = State(standings(installation.database), within=settings.ready_within)
    with published(state, settings.metrics_host, settings.metrics_port) as port:
        yield port


def application(
    installation: Installation,
    watch: PositionWatch,
    trusted: TrustedDocuments = ANY_DOCUMENT,
    tracer: Tracer | None = None,
    people: Sequence[LocalPerson] = (),
) -> Starlette:
    """The web application; mutations and subscriptions wait on `watch` for what was recorded to be readable.

    `people` are those as whom one may sign in with the local issuer, beside any other.
    """
    from efe_infra.console.console import Console  # noqa: PLC0415 - FastAPI, for those who serve
    from efe_infra.console.register.documents import by_id as documents_by_id  # noqa: PLC0415
    from efe_infra.console.web.page_route import answer_refused  # noqa: PLC0415
    from efe_infra.http.app import create_app  # noqa: PLC0415
    from efe_infra.http.endpoints.routes import platform_routes  # noqa: PLC0415
    from efe_infra.transparency.evidence.bundle import write_bundle  # noqa: PLC0415 - it reads what verifies it

    settings, replicas = installation.settings, installation.replicas
    shares = FairShares(operations=settings.client_operations, statements=settings.client_statements)
    reads = Reads(
        installation.database,
        watch,
        replicas=replicas,
        statement_timeout=settings.statement_timeout,
        limits=OF_OPERATIONS,
        errors=READ_ERRORS,
    )
    live = LiveTrail(reads, watch)
    ports = ports_of(installation, reads, live, watch.wait_async)
    principals = TokenPrincipals(installation.tokens, installation.vault, shares, ports, lambda: watch.position)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            async with reads, live:
                with console:
                    yield
        except Exception as fault:
            report(fault)
            raise

    console = Console(settings, installation.database, installation.tokens, people)
    schema = contract().schema if settings.compiled else contract().build(compiled=False)
    app = create_app(
        schema,
        principals=principals,
        streams=Streams(settings.max_streams, observer=Observer(tracer), grace=settings.grace),
        limits=ConnectionLimits(
            header_timeout=settings.header_timeout,
            body_timeout=settings.body_timeout,
            keep_alive=settings.keep_alive,
            connections=settings.client_connections,
        ),
        lifespan=lifespan,
        trusted=replace(trusted, by_id=Shipped(documents_by_id(), schema, beside=trusted.by_id)),
        origins=settings.allowed_origins,
        sdl=contract().sdl,
        refused=answer_refused,
        routes=[
            *console.routes,
            *platform_routes(
                check=inspection(installation, reads),
                documents=installation.documents,
                max_document=settings.max_document,
                principals=principals,
                cosignatures=installation.cosignatures,
                proofs=installation.proofs,
                write_bundle=partial(write_bundle, installation.database, replicas=replicas),
            ),
        ],
    )
    app.state.console = console
    if isinstance(installation.tokens, LocalIssuer):
        app.state.notice = NOTICE
    return app


def inspection(installation: Installation, reads: Reads) -> Inspection:
    """Whether the process serves, found by the ways of those whom it serves."""
    recorder = cast("LedgerRecorder", installation.platform.recorder)
    asked = standings(installation.database)
    return Inspection(installation.settings, standings=asked, read=reads.position, append=recorder.probe_append)


def ports_of(installation: Installation, reads: Reads, live: LiveTrail, wait: Wait) -> Ports:
    """The ports of the contract; `reads` and `live` belong to the event loop that opens them."""
    return Ports(
        platform=installation.platform,
        reads=reads,
        vault=installation.vault,
        documents=installation.documents,
        proofs=installation.proofs,
        opened=installation.opened,
        journal=installation.journal,
        wait=wait,
        live=live,
        refused=log_refused_command,
        issuer=installation.tokens.issuer,
        operation_timeout=installation.settings.operation_timeout,
        budget=CostBudget(per_minute) if (per_minute := installation.settings.cost_budget) else None,
    )
