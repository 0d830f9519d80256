"""The web application of one process: reads, ports, GraphQL, the console and the other HTTP addresses."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from opentelemetry.trace import Tracer
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp
from strawberry.schema.base import BaseSchema

from efe_graphql.answer_memory import AnswerMemory
from efe_graphql.contract.errors import BadUserInput, RebuildDue, ServiceUnavailable, Superseded, Timeout
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.limits.cost_budget import CostBudget
from efe_graphql.limits.deadline import deadline
from efe_graphql.limits.fair_share import FairShares, own_share
from efe_graphql.request.ports import Ports, Wait
from efe_infra.composition import Installation, contract, notice_desk, webhook_desk
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.admission.request_turn import spending
from efe_infra.http.errors.faults import report
from efe_infra.http.graphql.operation_telemetry import Observer, log_refused_command
from efe_infra.http.graphql.request import ANY_DOCUMENT, TrustedDocuments
from efe_infra.http.graphql.streams import Streams
from efe_infra.http.graphql.trusted_manifests import ShippedDocuments
from efe_infra.http.ports import PrincipalResolver, register_context
from efe_infra.http.server.connection_limits import ConnectionLimits
from efe_infra.http.server.tables_gate import TablesGate, TablesVerdict
from efe_infra.identity.local_issuer import NOTICE, LocalIssuer, LocalPerson
from efe_infra.identity.principals import TokenPrincipals
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.notices.desk import MailDesk
from efe_infra.operations.readiness import Inspection, standings
from efe_infra.postgres.pools import broken_pools
from efe_infra.process import metrics
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads, ReadErrors, ReadLimits
from efe_infra.read_model.tables.generation import Precedence
from efe_infra.read_model.tables_watch import TablesWatch
from efe_infra.settings import Settings

if TYPE_CHECKING:
    from efe_infra.console.console import Console


def statement_share() -> AbstractAsyncContextManager[None]:
    """Limits the concurrent statements of one client. A statement over the limit waits without a connection."""
    share = own_share()
    if share is None:
        return nullcontext()
    if share.statements.locked():
        metrics.HELD.inc()
    return share.statements


def parameter_error() -> BadUserInput:
    return BadUserInput("Une valeur demandée n'est d'aucun registre.")


OF_OPERATIONS: Final = ReadLimits(deadline, statement_share, spending)
"""Limits of the reads of a GraphQL operation: its deadline, the share of its client, and the account of strangers."""
READ_ERRORS: Final = ReadErrors(late=Timeout, away=ServiceUnavailable, superseded=Superseded, unfit=parameter_error)
REFUSALS_BY_PRECEDENCE: Final = {Precedence.DUE: RebuildDue, Precedence.REPLACED: Superseded}
"""Refusals of all requests, one for each of `UNREADABLE_STATES`."""


def application(
    installation: Installation,
    watch: PositionWatch,
    trusted: TrustedDocuments = ANY_DOCUMENT,
    tracer: Tracer | None = None,
    people: Sequence[LocalPerson] = (),
    resolver: Callable[[Ports], PrincipalResolver] | None = None,
    tables: TablesWatch | None = None,
) -> Starlette:
    """Builds the web application.

    Mutations and subscriptions wait on `watch` for their events. The local issuer offers `people` for sign-in.
    `resolver` finds principals without tokens. `tables` refuses requests while the tables are of another version.
    """
    from efe_infra.console.register.documents import by_id as documents_by_id  # noqa: PLC0415 - FastAPI
    from efe_infra.console.web.page_route import answer_refused  # noqa: PLC0415
    from efe_infra.http.app import create_app  # noqa: PLC0415
    from efe_infra.papers.dossier.page import pages as papers  # noqa: PLC0415

    settings, reads = installation.settings, reads_of(installation, watch, tables)
    live = LiveTrail(reads, watch)
    desk = notice_desk(installation, is_demonstration=bool(people))
    invitations = desk.invitations or installation.vault
    ports = replace(ports_of(installation, reads, live, watch.wait_async), invitations=invitations)
    principals = (resolver or token_principals(installation, watch))(ports)
    console = console_of(installation, watch, people, desk)
    console.record_export = partial(record_export, principals)
    schema = contract().schema if settings.compiled else contract().build(compiled=False)
    app = create_app(
        schema,
        principals=principals,
        streams=Streams(settings.max_streams, observer=Observer(tracer), stop_timeout_s=settings.grace),
        limits=connection_limits(settings),
        lifespan=lifespan_of(reads, live, console, desk),
        trusted=replace(trusted, by_id=ShippedDocuments(documents_by_id(), schema, beside=trusted.by_id)),
        origins=settings.allowed_origins,
        sdl=contract().sdl,
        refused=answer_refused,
        layers=[*gates(tables, answer_refused), *([] if tracer else repeating(schema, ports, principals))],
        routes=[*papers.routes, *console.routes, *routes_of(installation, reads, principals)],
    )
    app.state.console, app.state.budget = console, ports.budget
    if isinstance(installation.tokens, LocalIssuer):
        app.state.notice = NOTICE
    return app


def console_of(
    installation: Installation, watch: PositionWatch, people: Sequence[LocalPerson], desk: MailDesk
) -> "Console":
    from efe_infra.console.console import Console  # noqa: PLC0415 - FastAPI, which only a server needs

    database, tokens, webhooks = installation.database, installation.tokens, webhook_desk(installation)
    return Console(installation.settings, database, tokens, people, lambda: watch.position, desk, webhooks)


async def record_export(
    principals: PrincipalResolver, connection: HTTPConnection, table: str, bassins: Sequence[str], position: int
) -> None:
    """Records that an auditor exports a table with persons. Raises every error of the access journal."""
    context = await register_context(principals, connection)
    await context.read_as_auditor(f"Table.{table}", bassins, {"at": position})


def token_principals(installation: Installation, watch: PositionWatch) -> Callable[[Ports], TokenPrincipals]:
    settings = installation.settings
    shares = FairShares(operations=settings.client_operations, statements=settings.client_statements)
    return partial(
        TokenPrincipals, installation.tokens, installation.vault, shares, read_position=lambda: watch.position
    )


def gates(
    tables: TablesWatch | None, answer: Callable[[Request, HTTPException], Awaitable[Response]]
) -> list[Callable[[ASGIApp], ASGIApp]]:
    """Returns the middleware that refuses requests by the read tables; none without a watch."""
    if tables is None:
        return []

    def verdict() -> TablesVerdict:
        refusal = REFUSALS_BY_PRECEDENCE.get(tables.precedence)
        return TablesVerdict(refusal() if refusal else None, tables.are_current)

    return [partial(TablesGate, verdict=verdict, compare=tables.compare, answer=answer)]


def read_errors(tables: TablesWatch | None) -> ReadErrors:
    """Returns the errors of reads. A read that lacks a table or a column tells the watch."""
    if tables is None:
        return READ_ERRORS

    def superseded() -> Superseded:
        tables.notice()
        return Superseded()

    return READ_ERRORS._replace(superseded=superseded)


def reads_of(installation: Installation, watch: PositionWatch, tables: TablesWatch | None) -> PooledReads:
    return PooledReads(
        installation.database,
        watch,
        replicas=installation.replicas,
        statement_timeout=installation.settings.statement_timeout,
        limits=OF_OPERATIONS,
        errors=read_errors(tables),
    )


def connection_limits(settings: Settings) -> ConnectionLimits:
    return ConnectionLimits(
        header_timeout=settings.header_timeout,
        body_timeout=settings.body_timeout,
        keep_alive=settings.keep_alive,
        connections=settings.client_connections,
    )


def lifespan_of(
    reads: PooledReads, live: LiveTrail, console: "Console", desk: MailDesk
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Opens the parts that belong to the event loop of the server. Logs an error of the start before it is raised."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            async with reads, live:
                with console, desk:
                    yield
        except Exception as fault:
            report(fault)
            raise

    return lifespan


def routes_of(installation: Installation, reads: PooledReads, principals: PrincipalResolver) -> Sequence[BaseRoute]:
    """Returns the addresses beside GraphQL and the console."""
    from efe_infra.http.app import platform_routes  # noqa: PLC0415 - FastAPI, which only a server needs
    from efe_infra.transparency.evidence.bundle import write_bundle  # noqa: PLC0415 - it reads the verifier's files

    return platform_routes(
        check=inspection(installation, reads),
        broken=broken_pools,
        documents=installation.documents,
        max_document=installation.settings.max_document,
        principals=principals,
        cosignatures=installation.cosignatures,
        proofs=installation.proofs,
        write_bundle=partial(write_bundle, installation.database, replicas=installation.replicas),
        public=installation.settings.public_url,
    )


def inspection(installation: Installation, reads: PooledReads) -> Inspection:
    """Returns the readiness check. It reads and appends in the same way as a request."""
    recorder = cast("LedgerRecorder", installation.platform.recorder)
    return Inspection(
        installation.settings,
        standings=standings(installation.database, installation.sealer),
        read=reads.position,
        append=recorder.probe_append,
    )


def remembering(installation: Installation, reads: PooledReads) -> AnswerMemory | None:
    """Returns the memory of answers of one process; None if it is turned off."""
    if not installation.settings.remembered_bytes:
        return None
    recorder = cast("LedgerRecorder", installation.platform.recorder)
    memory = AnswerMemory(
        installation.settings.remembered_bytes,
        lineage=lambda: (reads.lineage, recorder.last_server),
        note=lambda outcome: metrics.child(metrics.REMEMBERED, outcome).inc(),
    )
    metrics.REMEMBERED_BYTES.set_function(lambda: memory.size)
    return memory


def repeating(schema: BaseSchema, ports: Ports, principals: PrincipalResolver) -> list[Callable[[ASGIApp], ASGIApp]]:
    """Returns the middleware that answers requests which came before; none where no answer is remembered."""
    from efe_infra.http.graphql.repeated_requests import RepeatedRequests  # noqa: PLC0415 - FastAPI

    if ports.answers is None or not isinstance(schema, CompiledSchema) or not isinstance(principals, TokenPrincipals):
        return []
    return [
        partial(
            RepeatedRequests,
            assume=principals.assume,
            memory=ports.answers,
            observer=Observer(),
            repeated=schema.tally.repeat,
        )
    ]


def ports_of(installation: Installation, reads: PooledReads, live: LiveTrail, wait: Wait) -> Ports:
    """Returns the ports of the contract. `reads` and `live` belong to the event loop that opens them."""
    return Ports(
        platform=installation.platform,
        reads=reads,
        vault=installation.vault,
        person_writer=installation.vault,
        invitations=installation.vault,
        documents=installation.documents,
        proofs=installation.proofs,
        sealed_events=installation.sealed_events,
        planned=installation.planned_events,
        journal=installation.journal,
        wait=wait,
        live=live,
        refused=log_refused_command,
        issuer=installation.tokens.issuer,
        sends_mail=installation.settings.smtp_url is not None,
        operation_timeout=installation.settings.operation_timeout,
        answers=remembering(installation, reads),
        budget=CostBudget(per_minute) if (per_minute := installation.settings.cost_budget) else None,
    )
