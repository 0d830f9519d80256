"""Execution or rehearsal of a batch: decided in order, appended atomically, retried after a lost race."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import ClassVar, NamedTuple, cast
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace

from efe_domain.commands.batch import CommandBatch, Overtaken, active_batch
from efe_domain.commands.handler import CommandResult, UseCases
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import AtomicLedger, CommandLookup

MAX_ATTEMPTS = 12
"""Attempts of a batch. Each one decides all commands again from the ledger, after a growing delay."""
MAX_RETRY_DELAY_STEP_S = 0.02
"""Growth of the delay per attempt, at most. The delay is random, so that rival batches do not retry in step."""
MAX_LOCKED_BATCH_S = 0.25
"""Longest duration of the previous attempt after which a batch retries under the ledger lock. A longer batch would
block all other writers for too long.
"""

type Outcome = CommandResult | Refusal
type Decide = Callable[[], CommandResult]
type BatchPolicy = Callable[["BatchExecution", CommandBatch], None]
"""Addition to a batch after its last command: it appends what the commands entail together."""


class CommandPlan(NamedTuple):
    """Commands that were decided and not recorded: outcomes, events, and the position of the ledger before them."""

    outcomes: Sequence[Outcome]
    events: Sequence[Event]
    position: int

    @property
    def results(self) -> Sequence[CommandResult]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, CommandResult)]

    def check(self) -> None:
        """Raises the first refusal."""
        for outcome in self.outcomes:
            if isinstance(outcome, Refusal):
                raise outcome


class BatchExecution(UseCases):
    """Use cases that can be executed as one atomic batch."""

    batch_policies: ClassVar[Sequence[BatchPolicy]] = ()

    def rehearse(
        self, commands: Sequence[Decide], keys: Collection[UUID] = (), *, streams: Collection[UUID] = ()
    ) -> Sequence[Outcome]:
        """Decides the commands without recording them, and returns the result or the refusal of each.

        Never holds the ledger lock. Raises `Overtaken`.
        """
        outcomes, _ = self._rehearsed(commands, keys, streams)
        return outcomes

    def plan(self, commands: Sequence[Decide], keys: Collection[UUID] = ()) -> CommandPlan:
        """Returns what the commands would record; one that is recorded already plans nothing. Raises `Overtaken`."""
        position = self.recorder.max_notification_id() or 0
        outcomes, batch = self._rehearsed(commands, keys)
        return CommandPlan(outcomes, [event for append in batch.appends for event in append.events], position)

    def _rehearsed(
        self, commands: Sequence[Decide], keys: Collection[UUID], streams: Collection[UUID] = ()
    ) -> tuple[Sequence[Outcome], CommandBatch]:
        for attempt in self._attempts(may_lock=False):
            with attempt:
                outcomes, batch = self._decide_all(commands, keys, streams)
                if not (_has_refusal(outcomes) and batch.is_overtaken()):
                    return outcomes, batch
        raise Overtaken

    def perform_together(
        self,
        commands: Sequence[Decide],
        keys: Collection[UUID] = (),
        *,
        streams: Collection[UUID] = (),
        before_append: Callable[[], None] = lambda: None,
    ) -> Sequence[Outcome]:
        """Decides the commands and records all of them in one append, or none if any is refused.

        `keys` are their idempotency keys; `streams` are prefetched in one query. Calls `before_append` before the
        append, unless a command is refused. Raises `Overtaken`.
        """
        is_overtaken = False
        for attempt in self._attempts():
            with attempt:
                outcomes, batch = self._decide_all(commands, keys, streams)
                if _has_refusal(outcomes):
                    if batch.is_overtaken():
                        continue
                    return [_after_race(each) for each in outcomes] if is_overtaken else outcomes
                before_append()
                try:
                    positions = cast("AtomicLedger", self.recorder).insert_together(batch.appends)
                except IntegrityError:
                    is_overtaken = True
                    continue
                return list(_with_positions(outcomes, batch, positions))
        raise _after_race(Overtaken()) if is_overtaken else Overtaken

    def _attempts(self, *, may_lock: bool = True) -> Iterator[AbstractContextManager[None]]:
        """Yields a context for each attempt. From the second on, it may hold the lock if the batch is short."""
        duration_s = 0.0
        for losses in range(MAX_ATTEMPTS):
            time.sleep(random.uniform(0, losses * MAX_RETRY_DELAY_STEP_S))  # noqa: S311
            started_at = time.monotonic()
            is_short = duration_s < MAX_LOCKED_BATCH_S
            yield self._lock_after_loss(lambda: None, losses) if may_lock and is_short else nullcontext()
            duration_s = time.monotonic() - started_at

    def _decide_all(
        self, commands: Sequence[Decide], keys: Collection[UUID], streams: Collection[UUID]
    ) -> tuple[Sequence[Outcome], CommandBatch]:
        batch = CommandBatch(cast("CommandLookup", self.recorder), keys)
        if streams:
            stored_events = cast("AtomicLedger", self.recorder).select_streams(streams)
            batch.prefetch(streams, (cast("Event", self.mapper.to_domain_event(each)) for each in stored_events))
        with active_batch(batch):
            outcomes = [_outcome(decide) for decide in commands]
            if not _has_refusal(outcomes):
                outcomes = self._run_batch_policies(batch, outcomes)
            return outcomes, batch

    def _run_batch_policies(self, batch: CommandBatch, outcomes: list[Outcome]) -> list[Outcome]:
        """Adds what the commands entail together. A refusal of that is the outcome of the last command."""
        try:
            for policy in self.batch_policies:
                policy(self, batch)
        except Refusal as refusal:
            return [*outcomes[:-1], refusal]
        return outcomes


def _outcome(decide: Decide) -> Outcome:
    try:
        return decide()
    except Refusal as refusal:
        return refusal


def _after_race[O: Outcome](outcome: O) -> O:
    if isinstance(outcome, Refusal):
        outcome.is_lost_race = True
    return outcome


def has_lost_race(outcomes: Sequence[Outcome]) -> bool:
    """Tells whether a command is refused that would have been recorded before another act."""
    return any(isinstance(each, Refusal) and each.is_lost_race for each in outcomes)


def _has_refusal(outcomes: Sequence[Outcome]) -> bool:
    return any(isinstance(each, Refusal) for each in outcomes)


def _with_positions(outcomes: Sequence[Outcome], batch: CommandBatch, positions: Sequence[int]) -> Iterator[Outcome]:
    """Yields the outcomes with the position of each command's last event.

    A command that the batch repeats gets the last position of its entity.
    """
    last_positions, position_by_entity = iter(_last_positions(batch, positions)), dict[UUID, int]()
    for outcome in outcomes:
        if isinstance(outcome, CommandResult) and not outcome.repeated:
            position_by_entity[outcome.entity] = next(last_positions)
            yield replace(outcome, position=position_by_entity.get(outcome.entity, 0))
        elif isinstance(outcome, CommandResult) and not outcome.position:
            yield replace(outcome, position=position_by_entity.get(outcome.entity, 0))
        else:
            yield outcome


def _last_positions(batch: CommandBatch, positions: Sequence[int]) -> Iterator[int]:
    event_count = 0
    for append in batch.appends:
        event_count += len(append.events)
        yield positions[event_count - 1]
