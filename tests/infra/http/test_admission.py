"""Strangers in a crowd, one with sixteen pending requests, and what the others keep, on a clock of the test."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from time import thread_time
from typing import Any

import pytest
from psycopg import OperationalError
from psycopg.errors import AdminShutdown, QueryCanceled
from starlette.requests import HTTPConnection

from efe_graphql.limits.fair_share import stranger
from efe_infra.http.admission.admissions import (
    MAX_DEBT_S,
    MAX_SAVED_S,
    MAX_WAITING_OF_CLIENT,
    Admissions,
    TooManyStrangers,
)
from efe_infra.http.admission.request_turn import TURN_S, RequestTurn, spending
from efe_infra.http.errors.refusals import RequestRefused
from tests.infra.http.crowd import ATTACKER, LONG_S, PENDING, READER, STEP_S, admissions, now
from tests.infra.http.virtual_time import busy, in_virtual_time


def connection(host: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "client": (host, 1), "headers": []})


class Work:
    """Clients that occupy the event loop one step after the other; `used_s` is what each kind had."""

    def __init__(self) -> None:
        self.admissions = admissions()
        self.used_s = dict[str, float]()

    async def insist(self, host: str) -> None:
        while now() < LONG_S:
            turn = RequestTurn(self.admissions, connection(host))
            await turn.begin()
            if now() < LONG_S:
                self._use(host)
                turn.spend(STEP_S)
            turn.end()
            await asyncio.sleep(0)

    async def insist_as_member(self) -> None:
        while now() < LONG_S:
            self.admissions.serve_signed_in()
            self._use("member")
            await asyncio.sleep(0)

    def _use(self, kind: str) -> None:
        busy(STEP_S)
        self.used_s[kind] = self.used_s.get(kind, 0.0) + STEP_S

    def part(self, *kinds: str) -> float:
        return sum(self.used_s[each] for each in kinds) / sum(self.used_s.values())


def test_a_crowd_of_strangers_leaves_members_half_of_the_event_loop() -> None:
    async def crowd() -> Work:
        work = Work()
        strangers = [work.insist(f"192.0.2.{number}") for number in range(40) for _ in range(2)]
        await asyncio.gather(*strangers, *(work.insist_as_member() for _ in range(4)))
        return work

    work = in_virtual_time(crowd())

    assert work.part("member") >= 0.5
    assert 1 - work.part("member") > 0.2
    assert len(work.used_s) == 41


def test_strangers_without_members_have_nearly_all_of_the_event_loop() -> None:
    async def crowd() -> float:
        work = Work()
        await asyncio.gather(*(work.insist(f"192.0.2.{number}") for number in range(10)))
        return sum(work.used_s.values()) / now()

    assert 0.8 < in_virtual_time(crowd()) < 0.95


def test_one_stranger_with_sixteen_pending_requests_has_the_part_of_one() -> None:
    async def attack() -> Work:
        work = Work()
        await asyncio.gather(*(work.insist(ATTACKER) for _ in range(PENDING)), work.insist(READER))
        return work

    assert in_virtual_time(attack()).part(READER) > 0.45


def test_sixteen_pending_requests_of_a_stranger_delay_another_by_one_turn() -> None:
    async def attack() -> list[str]:
        queue, admitted = admissions(), list[str]()

        async def ask(host: str) -> None:
            await queue.admit(stranger(host))
            admitted.append(host)
            queue.spend(stranger(host), STEP_S)

        queue.spend("", MAX_DEBT_S)
        asking = [asyncio.create_task(ask(ATTACKER)) for _ in range(PENDING)]
        await asyncio.sleep(0)
        await asyncio.gather(*asking, ask(READER))
        return admitted

    admitted = in_virtual_time(attack())

    assert admitted.index(READER) <= 1
    assert len(admitted) == PENDING + 1


def test_a_stranger_who_waits_too_long_reads_why() -> None:
    async def wait() -> tuple[RequestRefused, float, int]:
        queue = admissions()
        spend_all(queue)
        with pytest.raises(TooManyStrangers) as refused:
            await queue.admit(stranger(READER))
        return refused.value, now(), len(queue)

    refused, waited_s, waiting = in_virtual_time(wait())

    assert (refused.status_code, refused.code) == (429, "TOO_MANY_OPERATIONS")
    assert refused.detail.startswith("Trop de visiteurs attendent leur tour")
    assert refused.headers == {"Retry-After": "5"}
    assert 9 < waited_s < 11
    assert waiting == 0


def spend_all(queue: Admissions) -> None:
    """Keeps the account of strangers empty from now on."""

    def spend() -> None:
        queue.spend("", MAX_DEBT_S)
        asyncio.get_running_loop().call_later(MAX_DEBT_S / 2, spend)

    spend()


@pytest.mark.parametrize("bound", ["max_waiting_of_client", "max_waiting"])
def test_a_full_queue_refuses_at_once(bound: str) -> None:
    async def fill() -> RequestRefused:
        queue = admissions(**{bound: PENDING})
        spend_all(queue)
        waiting = [asyncio.create_task(queue.admit(stranger(ATTACKER))) for _ in range(PENDING)]
        await asyncio.sleep(0)
        with pytest.raises(RequestRefused) as refused:
            await queue.admit(stranger(ATTACKER))
        assert now() == 0
        for each in waiting:
            each.cancel()
        return refused.value

    refused = in_virtual_time(fill())

    assert (refused.status_code, refused.code) == (429, "TOO_MANY_OPERATIONS")


def test_an_idle_stream_of_a_stranger_holds_up_no_other() -> None:
    async def stream() -> float:
        queue = admissions()
        streams = [RequestTurn(queue, connection(ATTACKER)) for _ in range(MAX_WAITING_OF_CLIENT)]
        for each in streams:
            await each.begin()
        running = [asyncio.create_task(each.run(asyncio.Event().wait)) for each in streams]  # type: ignore[arg-type]
        await asyncio.sleep(1)
        began = now()
        await queue.admit(stranger(READER))
        for task in running:
            task.cancel()
        return now() - began

    assert in_virtual_time(stream()) == 0


def test_a_long_request_waits_again_after_its_turn() -> None:
    async def ask() -> tuple[float, float]:
        queue = admissions()
        turn = RequestTurn(queue, connection(ATTACKER))
        await turn.begin()
        turn.spend(TURN_S / 2)
        await turn.proceed()
        first = now()
        turn.spend(MAX_SAVED_S)
        await turn.proceed()
        return first, now()

    first, second = in_virtual_time(ask())

    assert first == 0 < second


def test_a_request_whose_token_is_valid_waits_no_more() -> None:
    async def ask() -> tuple[float, bool]:
        queue = admissions()
        turn = RequestTurn(queue, connection(READER))
        await turn.begin()
        turn.spend(MAX_SAVED_S)
        turn.recognise()
        await turn.proceed()
        turn.spend(MAX_DEBT_S)
        await asyncio.sleep(MAX_SAVED_S)
        return now(), queue.admit_now(stranger(ATTACKER))

    assert in_virtual_time(ask()) == (MAX_SAVED_S, True)


def test_a_request_with_a_token_leaves_strangers_their_part_alone() -> None:
    async def ask() -> float:
        queue = admissions()
        queue.spend("", MAX_SAVED_S + STEP_S * 36)
        await RequestTurn(queue, connection(READER)).run(partial(asyncio.sleep, 0))
        await queue.admit(stranger(ATTACKER))
        return now()

    assert in_virtual_time(ask()) == pytest.approx(0.9, abs=STEP_S)


async def leaves_time(work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
    """Tells whether a stranger is admitted after a request of another, where half a step was left."""
    queue = Admissions(clock=lambda: 0.0)
    queue._saved_s = STEP_S / 2
    turn = RequestTurn(queue, connection(ATTACKER))
    await turn.begin()
    await turn.run(work)
    return queue.admit_now(stranger(READER))


def test_steps_of_all_tasks_and_other_work_of_a_stranger_are_charged() -> None:
    async def step() -> None:
        until = thread_time() + STEP_S
        while thread_time() < until:
            pass

    async def in_a_task() -> None:
        await asyncio.gather(step())

    async def beside() -> None:
        with spending():
            await asyncio.sleep(STEP_S)

    assert [asyncio.run(leaves_time(work)) for work in (step, in_a_task, beside)] == [False] * 3


@pytest.mark.parametrize(("error", "is_charged"), [(QueryCanceled, True), (AdminShutdown, False)])
def test_a_stranger_is_charged_for_a_statement_and_not_for_an_outage(
    error: type[OperationalError], *, is_charged: bool
) -> None:
    async def statement() -> None:
        with suppress(OperationalError), spending():
            await asyncio.sleep(STEP_S)
            raise error

    assert asyncio.run(leaves_time(statement)) == (not is_charged)
