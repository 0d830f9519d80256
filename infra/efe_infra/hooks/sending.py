"""Sending of due deliveries: all webhooks at once, a few requests each, in the order of each object."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import anyio
import msgspec
import psycopg
from anyio.to_thread import run_sync

from efe_infra.hooks.connections import HookAnswer, HookClient
from efe_infra.hooks.deliveries import (
    PERIOD,
    DeliveryOutcome,
    DeliveryQueue,
    EndReason,
    Hook,
    HookDelivery,
    HookState,
)
from efe_infra.hooks.planning import HookPlanner, InstancePlace
from efe_infra.hooks.rights import TrailRights
from efe_infra.hooks.secrets import SecretBox, signature_of
from efe_infra.notices.hours import day_of
from efe_infra.process import metrics
from efe_infra.transparency.evidence.event_envelope import thin_event

REQUESTS_PER_HOOK: Final = 4
"""Requests of one webhook at once; a webhook whose last request failed has one."""
MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"
GONE: Final = 410
USER_AGENT: Final = "EFE-Synergies-Webhooks/1"
PLAN_INTERVAL_S: Final = 2.0
STOP_CHECK_S: Final = 0.1
"""Time in which an idle dispatcher notices that it is to stop."""

type Connection = psycopg.Connection[Any]


class HookStep(StrEnum):
    """Boundary of a delivery; tests kill the process at each. `SENT`: the receiver has it, the row is open."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class HookOffice:
    """Means of webhooks: their client, and the key of secrets. Tests give a clock and steps."""

    client: Callable[[], HookClient]
    secrets: SecretBox
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    at_step: Callable[[HookStep], object] = lambda _: None


@dataclass(frozen=True, kw_only=True)
class SignedRequest:
    """Request of one delivery, without its time and its signature."""

    delivery: HookDelivery
    url: str
    body: bytes
    secrets: Sequence[bytes]


class Dispatcher:
    """Dispatcher of deliveries in one event loop. One thread at a time uses the two sessions of the leader.

    No receiver holds up another: each webhook has its own few requests. `may_send` allows each planning.
    """

    def __init__(
        self, reading: Connection, writing: Connection, office: HookOffice, may_send: Callable[[datetime], bool]
    ) -> None:
        self._office = office
        self._may_send = may_send
        self._queue = DeliveryQueue(writing)
        self._planner = HookPlanner(reading, writing)
        self._rights = TrailRights(reading, writing)
        self._in_flight: dict[UUID, HookDelivery] = {}
        self._is_allowed = False
        self._outcomes: list[DeliveryOutcome] = []
        self._changed = anyio.Event()
        self._hooks: Mapping[UUID, Hook] = {}

    async def run(self, is_stopping: Callable[[], bool], *, until_idle: bool = False) -> int:
        """Delivers until it is stopped, or until nothing is due. Returns the number of accepted deliveries."""
        client, accepted, plan_at_s = self._office.client(), 0, anyio.current_time()
        async with anyio.create_task_group() as group:
            while not is_stopping():
                self._changed = anyio.Event()
                outcomes, self._outcomes = self._outcomes, []
                plans = anyio.current_time() >= plan_at_s
                requests = await run_sync(self._turn, outcomes, plans)
                accepted += sum(each.is_accepted for each in outcomes)
                plan_at_s = anyio.current_time() + PLAN_INTERVAL_S if plans else plan_at_s
                for each in requests:
                    self._in_flight[each.delivery.id] = each.delivery
                    group.start_soon(self._deliver, client, each)
                if requests or self._outcomes:
                    continue
                if until_idle and not self._in_flight:
                    break
                await self._rest(is_stopping, plan_at_s)
            group.cancel_scope.cancel()
        await run_sync(self._end, self._outcomes)
        return accepted

    async def _rest(self, is_stopping: Callable[[], bool], until_s: float) -> None:
        """Waits for an outcome, for the next planning or for the stop."""
        while not self._changed.is_set() and anyio.current_time() < until_s and not is_stopping():
            with anyio.move_on_after(min(STOP_CHECK_S, until_s - anyio.current_time())):
                await self._changed.wait()

    def _end(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """Stores the last outcomes, and releases the deliveries that the stop interrupted: they are repeated."""
        self._write(outcomes, self._office.clock())
        self._queue.release(self._in_flight)

    def _turn(self, outcomes: Sequence[DeliveryOutcome], plans: bool) -> list[SignedRequest]:
        """Stores outcomes, plans, and claims what is due, with the rights of now."""
        now = self._office.clock()
        self._write(outcomes, now)
        if plans:
            self._is_allowed = self._may_send(now)
        if not self._is_allowed:
            return []
        hooks = self._queue.hooks(now)
        self._hooks = {each.id: each for each in hooks}
        bassins = self._allowed(hooks, now)
        if plans:
            self._plan(bassins, now)
        busy = Counter(each.hook for each in self._in_flight.copy().values())
        rooms = {hook: (1 if self._hooks[hook].failures else REQUESTS_PER_HOOK) - busy[hook] for hook in bassins}
        claimed = self._queue.claim({hook: room for hook, room in rooms.items() if room > 0}, now)
        if claimed:
            self._office.at_step(HookStep.CLAIMED)
        return self._requests(claimed, bassins, now)

    def _allowed(self, hooks: Sequence[Hook], now: datetime) -> dict[UUID, list[str]]:
        """Returns the Instances of each webhook that its account may read; ends a webhook without any."""
        rights = self._rights.bassins_of({each.account for each in hooks}, day_of(now))
        allowed = {
            each.id: sorted(rights.get(each.account, frozenset()).intersection(each.bassins)) for each in hooks
        }
        for hook, bassins in allowed.items():
            if not bassins:
                self._stop(hook, HookState.ENDED, EndReason.RIGHTS, now)
        return {hook: bassins for hook, bassins in allowed.items() if bassins}

    def _plan(self, bassins: Mapping[UUID, Sequence[str]], now: datetime) -> None:
        last = self._planner.last_position
        for hook, allowed in bassins.items():
            if self._planner.plan(self._hooks[hook], allowed, last, now) != self._hooks[hook].position:
                self._office.at_step(HookStep.PLANNED)
        self._queue.clean(now)
        count, age_s = self._queue.backlog(now)
        metrics.HOOKS_DUE.set(count)
        metrics.HOOKS_DUE_SECONDS.set(age_s)

    def _requests(
        self, claimed: Sequence[HookDelivery], bassins: Mapping[UUID, Sequence[str]], now: datetime
    ) -> list[SignedRequest]:
        requests = []
        origin = self._planner.origin if claimed else ""
        for hook in {each.hook for each in claimed}:
            own = [each for each in claimed if each.hook == hook]
            visible = self._planner.visible(bassins[hook], [each.position for each in own if each.position])
            self._queue.skip([each for each in own if each.position and each.position not in visible], now)
            secrets = self._secrets(self._hooks[hook], now)
            if not secrets:
                self._stop(hook, HookState.DISABLED, EndReason.KEY, now)
                continue
            for each in own:
                place = visible.get(each.position) if each.position else InstancePlace(bassins[hook][0], 0, now)
                if place:
                    body = body_of(origin, each, place)
                    url = self._hooks[hook].url
                    requests.append(SignedRequest(delivery=each, url=url, body=body, secrets=secrets))
        return requests

    def _secrets(self, hook: Hook, now: datetime) -> list[bytes]:
        """Returns the secrets that sign now: for a day after a rotation, the former one too."""
        sealed = [hook.secret]
        if hook.former_secret and hook.former_until and hook.former_until > now:
            sealed.append(hook.former_secret)
        return [secret for each in sealed if (secret := self._office.secrets.open(hook.id, each))]

    async def _deliver(self, client: HookClient, request: SignedRequest) -> None:
        delivery, now = request.delivery, self._office.clock()
        message = message_id(delivery.id)
        headers = {
            "Content-Type": MEDIA_TYPE,
            "User-Agent": USER_AGENT,
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature_of(request.secrets, message, now, request.body),
        }
        answer = await client.post(request.url, headers, request.body)
        self._office.at_step(HookStep.SENT)
        del self._in_flight[delivery.id]
        self._outcomes.append(outcome_of(delivery, answer))
        self._changed.set()

    def _write(self, outcomes: Sequence[DeliveryOutcome], now: datetime) -> None:
        if not outcomes:
            return
        self._queue.write(outcomes, now)
        self._office.at_step(HookStep.ENDED)
        for each in outcomes:
            metrics.child(metrics.HOOKS, "sent" if each.is_accepted else "postponed").inc()
        for hook, reason in stops(outcomes, now):
            self._stop(hook, HookState.DISABLED, reason, now)

    def _stop(self, hook: UUID, state: HookState, reason: EndReason, now: datetime) -> None:
        self._queue.stop(hook, state, reason, now)
        metrics.child(metrics.HOOKS, state.value).inc()


def body_of(origin: str, delivery: HookDelivery, place: InstancePlace) -> bytes:
    """Returns the thin event of a delivery; a test has an id of its own, since it has no position."""
    event = thin_event(
        origin,
        place.bassin,
        position=delivery.position or 0,
        sequence=place.seq,
        topic=delivery.kind,
        subject=delivery.object,
        recorded_at=place.recorded_at,
    )
    return msgspec.json.encode(event if delivery.position else msgspec.structs.replace(event, id=str(delivery.id)))


def message_id(delivery: UUID) -> str:
    """Returns the header `webhook-id`, the same at each attempt."""
    return f"msg_{delivery.hex}"


def outcome_of(delivery: HookDelivery, answer: HookAnswer) -> DeliveryOutcome:
    return DeliveryOutcome(
        delivery=delivery,
        is_accepted=answer.is_accepted,
        code=answer.code,
        result=answer.failure,
        duration_ms=answer.duration_ms,
    )


def stops(outcomes: Iterable[DeliveryOutcome], now: datetime) -> Iterable[tuple[UUID, EndReason]]:
    """Yields the webhooks to disable: a receiver that is gone, or a delivery that failed for three days."""
    for each in outcomes:
        if each.code == GONE:
            yield each.delivery.hook, EndReason.GONE
        elif not each.is_accepted and each.delivery.position and now - each.delivery.first_at >= PERIOD:
            yield each.delivery.hook, EndReason.FAILING
