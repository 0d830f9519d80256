"""Requests that wait for their turn before the application sees them, on a clock of the test."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from efe_infra.http.admission.admissions import MAX_DEBT_S, Admissions
from efe_infra.http.admission.middleware import AdmissionMiddleware
from efe_infra.http.errors.refusals import answer_refusal
from tests.infra.http.crowd import LONG_S, PENDING, READER, STEP_S, admissions, now
from tests.infra.http.virtual_time import in_virtual_time


class Served:
    """Application behind the admission; `bodies` are what it received."""

    def __init__(self, queue: Admissions) -> None:
        self.bodies: list[bytes] = []
        self.layer = AdmissionMiddleware(self._answer, admissions=queue, refused=answer_refusal)

    async def _answer(self, _: Scope, receive: Receive, __: Send) -> None:
        message = await receive()
        self.bodies.append(message.get("body", b""))

    async def ask(self, path: str, *messages: Message) -> None:
        rest, sent = iter(messages), list[Message]()

        async def receive() -> Message:
            if message := next(rest, None):
                return message
            await asyncio.sleep(LONG_S)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": path, "headers": [], "client": (READER, 1), "state": {}}
        await self.layer(scope, receive, send)


BODY: Message = {"type": "http.request", "body": b"{}", "more_body": False}


def with_all_spent[T](work: Callable[[Admissions, Served], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        queue = admissions()
        queue.spend("", MAX_DEBT_S)
        return await work(queue, Served(queue))

    return in_virtual_time(run())


def test_a_client_that_leaves_while_it_waits_leaves_the_queue() -> None:
    async def leave(queue: Admissions, served: Served) -> tuple[int, int, list[bytes], float]:
        asking = asyncio.create_task(served.ask("/graphql", BODY))
        leaving = asyncio.create_task(served.ask("/graphql", BODY, {"type": "http.disconnect"}))
        with suppress(ClientDisconnect):
            await leaving
        at, waiting = now(), len(queue)
        await asking
        return waiting, len(queue), served.bodies, at

    waiting, at_last, bodies, left_at = with_all_spent(leave)

    assert (waiting, at_last, left_at) == (1, 0, 0)
    assert bodies == [b"{}"]


def test_the_health_of_the_process_waits_for_no_turn() -> None:
    async def ask(queue: Admissions, served: Served) -> tuple[float, int]:
        asking = [asyncio.create_task(served.ask("/graphql", BODY)) for _ in range(PENDING)]
        await asyncio.sleep(STEP_S)
        await served.ask("/health/live", BODY)
        answered_at, waiting = now(), len(queue)
        for task in asking:
            task.cancel()
        return answered_at, waiting

    answered_at, waiting = with_all_spent(ask)

    assert answered_at == STEP_S
    assert waiting == PENDING
