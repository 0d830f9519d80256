"""GraphQL over WebSocket, with the protocol graphql-transport-ws."""

import asyncio
from contextlib import aclosing, suppress
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.schema.base import BaseSchema
from strawberry.types.graphql import OperationType

from efe_domain.shared.messages import Language
from efe_domain.shared.messages import Message as LocalizedMessage
from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.telemetry import Observed
from efe_graphql.request.context import Context
from efe_infra.http.admission.admissions import Admissions
from efe_infra.http.admission.request_turn import RequestTurn
from efe_infra.http.errors.faults import hidden, report
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.large_requests import admit_variables, decoded
from efe_infra.http.graphql.request import GraphQLRequest, TrustedDocuments
from efe_infra.http.graphql.response import body_of, formatted
from efe_infra.http.graphql.streams import (
    EXPIRED,
    STOPPING,
    Ending,
    Streams,
    answers,
    drain,
    observed_in,
    progress_of,
    seconds_left,
)
from efe_infra.http.graphql.websocket_messages import (
    PROTOCOL,
    Close,
    Complete,
    ConnectionInit,
    Message,
    Ping,
    Pong,
    Subscribe,
    decode_message,
)
from efe_infra.http.negotiation import language_of, spoken
from efe_infra.http.ports import PrincipalResolver

INIT_TIMEOUT_S = 10.0
"""Time within which a client must send `connection_init`."""
MAX_OPERATIONS = 100
"""Concurrent operations of one connection."""
CLOSE_CODES = {401: 4401, 403: 4403, 429: 1013, 503: 1013}
"""Closing codes of HTTP statuses. Clients retry after 1013, and never after a code from 4400 on."""
ALL_TYPES = {OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION}


class WebSocketEndpoint:
    """Endpoint that resolves the principal for each operation, which keeps the rights of its start."""

    def __init__(
        self,
        schema: BaseSchema,
        *,
        principals: PrincipalResolver,
        streams: Streams,
        trusted: TrustedDocuments,
        admissions: Admissions | None = None,
        init_timeout_s: float = INIT_TIMEOUT_S,
        max_operations: int = MAX_OPERATIONS,
    ) -> None:
        self.schema = schema
        self.principals = principals
        self.streams = streams
        self.trusted = trusted
        self.admissions = admissions or Admissions()
        self.init_timeout_s = init_timeout_s
        self.max_operations = max_operations

    async def answer(self, websocket: WebSocket) -> None:
        if PROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            refused = Close(4406, "Le protocole est {protocol}.", protocol=PROTOCOL)
            await websocket.close(refused.code, refused.reason(spoken(websocket)))
            return
        await websocket.accept(PROTOCOL)
        try:
            self.streams.check_room()
        except RequestRefused as refused:
            await websocket.close(CLOSE_CODES[refused.status_code], refused.detail)
            return
        await Conversation(self, websocket).hold()


class Conversation:
    """One connection with its operations."""

    def __init__(self, endpoint: WebSocketEndpoint, websocket: WebSocket) -> None:
        self._endpoint = endpoint
        self._websocket = websocket
        self._client: HTTPConnection = websocket
        self._loop = asyncio.get_running_loop()
        self._end: asyncio.Future[Close] = self._loop.create_future()
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._observed_by_task: WeakKeyDictionary[asyncio.Future[None], Observed | None] = WeakKeyDictionary()
        self._initialised = self._acknowledged = False

    @property
    def _language(self) -> Language:
        return spoken(self._client)

    async def hold(self) -> None:
        """Serves the connection until the client leaves or the server closes it."""
        late = Close(4408, "La connexion n'a pas été initialisée à temps.")
        self._timer = self._loop.call_later(self._endpoint.init_timeout_s, self._finish, late)
        with self._endpoint.streams.open(lambda: self._finish(closing(STOPPING))):
            listening = asyncio.create_task(self._listen())
            try:
                until: set[asyncio.Future[Any]] = {listening, self._end}
                await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
                if self._is_stopping:
                    running = [(task, self._observed_by_task.get(task)) for task in self._operations.values()]
                    await drain(running, [listening], self._endpoint.streams.stop_timeout_s)
            finally:
                await self._leave(listening)
        if self._end.done():
            close = self._end.result()
            with suppress(RuntimeError, WebSocketDisconnect):  # the client has closed it
                await self._websocket.close(close.code, close.reason(self._language))

    async def _leave(self, listening: asyncio.Task[None]) -> None:
        self._timer.cancel()
        tasks = [listening, *self._operations.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _is_stopping(self) -> bool:
        return self._end.done() and self._end.result().code == STOPPING.close

    def _finish(self, close: Close) -> None:
        if not self._end.done():
            self._end.set_result(close)

    async def _listen(self) -> None:
        try:
            while (received := await self._websocket.receive())["type"] != "websocket.disconnect":
                text = received.get("text")
                await self._handle(await decoded(self._websocket, partial(decode_message, text), len(text or "")))
        except Close as close:
            self._finish(close)
        except RequestRefused as refused:
            self._finish(close_of(refused))
        except WebSocketDisconnect:
            pass
        except Exception as fault:  # noqa: BLE001 - reported
            self._finish(Close(4500, "Erreur interne {error_id}.", error_id=report(fault)))

    async def _handle(self, message: Message) -> None:
        match message:
            case ConnectionInit(payload):
                await self._initialise(payload or {})
            case Ping(payload):
                await self._send("pong", **({} if payload is None else {"payload": payload}))
            case Pong():
                pass
            case Subscribe(id=key, payload=body):
                await self._subscribe(key, body)
            case Complete(id=key):
                if operation := self._operations.pop(key, None):
                    operation.cancel()

    async def _initialise(self, params: dict[str, object]) -> None:
        """Accepts the connection. `Authorization` and `acceptLanguage` replace the headers of the handshake."""
        if self._initialised:
            raise Close(4429, "La connexion est déjà initialisée.")
        self._initialised = True
        self._timer.cancel()
        self._client = with_parameters(self._websocket, params)
        try:
            context = await self._context()
        except RequestRefused as refused:
            raise close_of(refused) from refused
        if (expires_in := seconds_left(context)) is not None:
            self._timer = self._loop.call_later(expires_in, self._finish, closing(EXPIRED))
        self._acknowledged = True
        await self._send("connection_ack")

    async def _context(self) -> object:
        """Resolves the principal. Raises `Close`, or `RequestRefused` (429) if only this operation is refused."""
        try:
            return await self._endpoint.principals.resolve(self._client)
        except RequestRefused as refused:
            if refused.status_code == 429:
                raise
            raise close_of(refused) from refused
        except Timeout as late:
            raise Close(CLOSE_CODES[503], late.message) from late

    async def _subscribe(self, key: str, body: GraphQLRequest) -> None:
        if not self._acknowledged:
            raise Close(4401, "La connexion n'est pas initialisée.")
        if key in self._operations:
            raise Close(4409, "L'opération {key} est déjà en cours.", key=key)
        if not body.names_document:
            raise Close(4400, "`query` est absent ou vide.")
        if self._is_stopping:
            await self._send("error", id=key, payload=[formatted(STOPPING.code, STOPPING.message, self._language)])
            return
        if len(self._operations) >= self._endpoint.max_operations:
            limit = LocalizedMessage("Une connexion a {most} opérations au plus.", most=self._endpoint.max_operations)
            await self._send("error", id=key, payload=[formatted("TOO_MANY_OPERATIONS", limit, self._language)])
            return
        try:
            document = self._endpoint.trusted.resolve(body)
        except RequestRefused as refused:
            await self._refuse(key, refused)
            return
        turn = RequestTurn(self._endpoint.admissions, self._client)
        self._operations[key] = asyncio.create_task(turn.run(partial(self._operate, key, document)))

    async def _operate(self, key: str, body: GraphQLRequest) -> None:
        try:
            if await self._answer(key, body):
                self._forget(key)
                await self._send("complete", id=key)
        except Close as close:
            self._finish(close)
        except WebSocketDisconnect:
            pass
        except RequestRefused as refused:
            self._forget(key)
            await self._refuse(key, refused)
        except Exception as fault:  # noqa: BLE001 - reported
            self._forget(key)
            with suppress(WebSocketDisconnect):
                await self._send("error", id=key, payload=[hidden(fault, self._language)])

    async def _answer(self, key: str, request: GraphQLRequest) -> bool:
        """Sends the results. Returns False if it has sent an error instead."""
        context = await self._context()
        await admit_variables(request.variables, context)
        progress = progress_of(context)
        if task := asyncio.current_task():
            self._observed_by_task[task] = observed_in(context)
            if isinstance(context, Context):
                context.task = task
        observation = self._endpoint.streams.observer.operation(context, self._websocket.headers)
        results = answers(self._endpoint.schema, request, context, ALL_TYPES, observation)
        async with aclosing(results):
            async for result in results:
                body = body_of(result, self._language)
                if "data" not in body:
                    self._forget(key)
                    await self._send("error", id=key, payload=body["errors"])
                    return False
                if progress.at is not None:
                    body["extensions"] = {"position": str(progress.at)}
                await self._send("next", id=key, payload=body)
        return True

    async def _refuse(self, key: str, refused: RequestRefused) -> None:
        await self._send("error", id=key, payload=[formatted(refused.code, refused.message, self._language)])

    def _forget(self, key: str) -> None:
        """Frees the id, which the client may reuse as soon as it hears of the end."""
        if self._operations.get(key) is asyncio.current_task():
            del self._operations[key]

    async def _send(self, kind: str, **content: object) -> None:
        """Sends a text frame. Browsers would deliver a binary one as a `Blob`."""
        text = orjson.dumps({"type": kind, **content}).decode()
        await self._websocket.send({"type": "websocket.send", "text": text})


def close_of(refused: RequestRefused) -> Close:
    return Close(CLOSE_CODES.get(refused.status_code, 4400), refused.detail)


def closing(ending: Ending) -> Close:
    return Close(ending.close, ending.message)


def with_parameters(websocket: WebSocket, params: dict[str, object]) -> HTTPConnection:
    """Returns the connection with the token and the language of the parameters as its headers."""
    scope = dict(websocket.scope)
    if isinstance(token := params.get("Authorization", params.get("authorization")), str):
        others = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
        scope["headers"] = [*others, (b"authorization", token.encode("latin-1", errors="replace"))]
    if isinstance(language := params.get("acceptLanguage"), str):
        scope["state"] = {**scope.get("state", {}), "language": language_of(language)}
    return HTTPConnection(scope)
