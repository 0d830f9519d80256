"""The demonstration, asked twice: of the schema as it is served, and of graphql-core alone."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from inspect import isawaitable
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
import strawberry
from anyio.from_thread import BlockingPortal
from graphql import DirectiveNode, NameNode, OperationDefinitionNode, execute, parse
from graphql.type.directives import GraphQLDisableErrorPropagationDirective
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_graphql.contract.global_id import write_id
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.ports import Ports
from efe_graphql.schema import build
from efe_graphql.types.nodes import NODES
from efe_infra.composition import Installation, projecting, watching
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.graphql.response import body_of
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.tables.status import status
from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.people import AUDITOR, MEMBER, coordinator_of
from efe_infra.samples.demo.play import Demonstration
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.catalogue import PROJECTIONS
from tests.api.differential.documents import Asked, Pool
from tests.api.differential.gaps import spread
from tests.running import event_loop, installation, unlogged

VIEWERS: Final = (coordinator_of(Bassin.LIEGE), coordinator_of(Bassin.NAMUR), AUDITOR, MEMBER.subject, None)
_ERROR_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Answered:
    """Answer as JSON, and the entries of the access journal that it left."""

    data: str
    errors: Sequence[str]
    read: Sequence[str]


@dataclass(frozen=True)
class World:
    portal: BlockingPortal
    running: Installation
    ports: Ports
    pool: Pool
    compiled: CompiledSchema
    ordinary: strawberry.Schema
    now: datetime

    def both(self, asked: Asked, viewer: str | None) -> tuple[Answered, Answered]:
        """Returns the answer of compiled selections, and that of graphql-core."""
        return self.answer(self.compiled, asked, viewer), self.answer(self.ordinary, asked, viewer)

    def answer(self, schema: strawberry.Schema, asked: Asked, viewer: str | None) -> Answered:
        account = self.running.vault.account_for(ISSUER, viewer) if viewer else None
        journalled = account if viewer == AUDITOR else None
        before = self._read(journalled)
        body = self.portal.call(partial(self._body, schema, asked, account))
        errors = body.pop("errors", ())
        return Answered(
            data=json.dumps(body),
            errors=sorted(json.dumps(comparable(error), sort_keys=True) for error in errors),
            read=sorted(self._read(journalled)[len(before) :]),
        )

    def every_error(self, asked: Asked, viewer: str | None) -> set[str]:
        """Returns the errors of graphql-core where no error hides another."""
        account = self.running.vault.account_for(ISSUER, viewer) if viewer else None
        body = self.portal.call(self._unhidden, asked, account)
        return {json.dumps(comparable(error), sort_keys=True) for error in body.get("errors", ())}

    def recorded(self) -> int:
        """The position of the last event."""
        return status(self.running.database, PROJECTIONS).head

    async def _unhidden(self, asked: Asked, account: UUID | None) -> Any:
        document = parse(asked.query)
        unhidden = (DirectiveNode(name=NameNode(value=GraphQLDisableErrorPropagationDirective.name), arguments=()),)
        definitions = (
            replace(node, directives=unhidden) if isinstance(node, OperationDefinitionNode) else node
            for node in document.definitions
        )
        result = execute(
            self.ordinary._schema,
            replace(document, definitions=tuple(definitions)),
            context_value=await self.context(account),
            variable_values=dict(asked.variables),
            executor_class=StrawberryGraphQLCoreExecutionContext,
        )
        result = await result if isawaitable(result) else result
        return plain(body_of(ExecutionResult(data=result.data, errors=result.errors), Language.FRENCH))

    async def body(self, schema: strawberry.Schema, asked: Asked, account: UUID | None) -> str:
        """Returns the answer as JSON."""
        return json.dumps(await self._body(schema, asked, account))

    async def _body(self, schema: strawberry.Schema, asked: Asked, account: UUID | None) -> Any:
        result = await schema.execute(
            asked.query,
            variable_values=dict(asked.variables),
            context_value=await self.context(account),
            allowed_operation_types={OperationType.QUERY, OperationType.MUTATION},
        )
        return plain(body_of(result, Language.FRENCH))

    def followed(self, schema: strawberry.Schema, asked: Asked, viewer: str | None, entries: int) -> list[Answered]:
        """So many of the first events of a subscription, or the refusal; what was read is told with the last."""
        account = self.running.vault.account_for(ISSUER, viewer) if viewer else None
        before = self._read(account)
        bodies = self.portal.call(partial(self._events, schema, asked, account, entries))
        read = sorted(self._read(account)[len(before) :])
        return [
            Answered(
                data=json.dumps(body),
                errors=sorted(json.dumps(comparable(error), sort_keys=True) for error in body.pop("errors", ())),
                read=read if number == len(bodies) - 1 else (),
            )
            for number, body in enumerate(bodies)
        ]

    async def _events(
        self, schema: strawberry.Schema, asked: Asked, account: UUID | None, entries: int
    ) -> list[dict[str, Any]]:
        context = await self.context(account)
        results = await schema.subscribe(asked.query, variable_values=dict(asked.variables), context_value=context)
        async with aclosing(results):
            found = [result async for result in first(results, entries)]
        return [plain(body_of(result, Language.FRENCH)) for result in found]

    async def context(self, account: UUID | None) -> Context:
        return await open_context(self.ports, account=account, now=self.now, correlation_id="")

    def _read(self, account: UUID | None) -> list[str]:
        found = self.running.journal.readings_of([account]) if account else []
        return [repr((each.field, each.bassins, each.subject, each.arguments)) for each in found]


async def first[T](results: AsyncIterator[T], count: int) -> AsyncIterator[T]:
    for _ in range(count):
        try:
            yield await anext(results)
        except StopAsyncIteration:
            return


def comparable(error: Any) -> Any:
    """The id of an unforeseen error is another one each time."""
    code = error["extensions"]["code"]
    if code == "INTERNAL_SERVER_ERROR":
        error = {**error, "message": _ERROR_ID.sub("", error["message"]), "extensions": {"code": code}}
    return error


@contextmanager
def world(database: Database, home: Path, *, gaps: bool = False) -> Iterator[World]:
    """With `gaps`, rows are there that no command made: nothing is projected any more."""
    with (
        unlogged(),
        installation(database, home) as running,
        watching(running) as watch,
        event_loop() as portal,
    ):
        now = datetime.now(UTC)
        with projecting(running, watch):
            Demonstration(running, WRITTEN_FOR).play()
            head = status(database, PROJECTIONS).head
            watch.wait(head, timeout=60)
        if gaps:
            spread(database)
        reads = PooledReads(database, errors=READ_ERRORS)
        live = LiveTrail(reads, watch)
        ports = ports_of(running, reads, live, watch.wait_async)
        compiled = build(in_sql_from=1)
        assert isinstance(compiled, CompiledSchema)
        with portal.wrap_async_context_manager(reads), portal.wrap_async_context_manager(live):
            yield World(portal, running, ports, pool(database, head), compiled, build(compiled=False), now)


def pool(database: Database, head: int) -> Pool:
    """Values of the register, and some that are of nothing."""
    ids = {kind.__name__: ids_of(database, kind) for kind in NODES if hasattr(kind, "ROW")}
    ids["Nothing"] = ["Pole:0190b2c4-0000-7000-8000-000000000000", "nothing", "Pole:nothing", "Nothing:1", "Pole:x@y"]
    values: dict[str, Sequence[Any]] = {
        "Position": [str(head // 2), str(head - 20), str(head - 1), str(head)] * 3 + ["0", "1", str(head + 7)],
        "Date": ["2020-01-01", "2024-06-15", "2026-11-24", "2030-01-01"],
        "LocalTime": ["08:30", "14:00"],
        "DateTime": ["2020-01-01T00:00:00Z", "2026-11-24T12:00:00+01:00", "2190-01-01T00:00:00Z"],
        "String": ["chauffage", "1", "NDI=", "PS-COMPO", "e", ""],
        "Int": [1, 2, 3, 5, 20] * 4 + [0, 101, 365],
        "Boolean": [True, False],
        "Cents": ["0", "1250000"],
        "UUID": ["0190b2c4-0000-7000-8000-000000000000"],
        "JSON": ["x"],
    }
    return Pool(values, {kind: found for kind, found in ids.items() if found})


def ids_of(database: Database, kind: Any) -> list[str]:
    """Some of now, and some of the past."""
    table = kind.ROW.TABLE
    with psycopg.connect(database.admin) as connection:
        keys = connection.execute(f"select distinct {', '.join(table.key)} from read.{table.name}").fetchall()
    some = [write_id(kind.__name__, key) for key in Random(1).sample(sorted(keys), k=min(12, len(keys)))]
    return [*some, *(f"{each}@300" for each in some[:2])]


def plain(body: Mapping[str, object]) -> Any:
    """As it is sent."""
    return orjson.loads(orjson.dumps(body))
