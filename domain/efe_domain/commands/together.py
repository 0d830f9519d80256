"""Commands that are recorded as one: decided in order, appended at once, decided again when a race was lost."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import cast
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace

from efe_domain.commands.batch import Batch, Overtaken, in_batch
from efe_domain.commands.handler import CommandResult, UseCases
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import AtomicLedger, CommandLookup

ATTEMPTS = 12
"""Of a batch. Each is decided anew from the ledger, after a pause that grows: its rivals may be many."""
PAUSE = 0.02
"""Seconds by which it grows, at most: not in step with the rivals."""
SOON = 0.25
"""Seconds in which a batch is done that has the turn of the ledger, once it has lost a race: in that of a long one,
nobody else would record for too long.
"""

type Outcome = CommandResult | Refusal
type Decide = Callable[[], CommandResult]


class Together(UseCases):
    """The platform's way to do many commands."""

    def rehearse(
        self, commands: Sequence[Decide], keys: Collection[UUID] = (), *, streams: Collection[UUID] = ()
    ) -> Sequence[Outcome]:
        """What would come of the commands, of each that is refused why; nothing is recorded."""
        for attempt in self._attempts():
            with attempt:
                outcomes, batch = self._decide_all(commands, keys, streams)
                if not (_is_refused(outcomes) and batch.is_overtaken()):
                    return outcomes
        raise Overtaken

    def perform_together(
        self,
        commands: Sequence[Decide],
        keys: Collection[UUID] = (),
        *,
        streams: Collection[UUID] = (),
        beforehand: Callable[[], None] = lambda: None,
    ) -> Sequence[Outcome]:
        """All are recorded, in one append, or none if any is refused; `keys` are those under which they are known.

        `streams` are some that they load, to be read in one go. `beforehand` is done when nothing is refused, before
        anything is recorded. Raises `Overtaken`.
        """
        for attempt in self._attempts():
            with attempt:
                outcomes, batch = self._decide_all(commands, keys, streams)
                if _is_refused(outcomes):
                    if batch.is_overtaken():
                        continue
                    return outcomes
                beforehand()
                try:
                    positions = cast("AtomicLedger", self.recorder).insert_together(batch.appends)
                except IntegrityError:
                    continue
                return list(_placed(outcomes, batch, positions))
        raise Overtaken

    def _attempts(self) -> Iterator[AbstractContextManager[None]]:
        took = 0.0
        for losses in range(ATTEMPTS):
            time.sleep(random.uniform(0, losses * PAUSE))  # noqa: S311
            began = time.monotonic()
            yield self._turn(lambda: None, losses) if took < SOON else nullcontext()
            took = time.monotonic() - began

    def _decide_all(
        self, commands: Sequence[Decide], keys: Collection[UUID], streams: Collection[UUID]
    ) -> tuple[Sequence[Outcome], Batch]:
        batch = Batch(cast("CommandLookup", self.recorder), keys)
        if streams:
            stored = cast("AtomicLedger", self.recorder).select_streams(streams)
            batch.read_ahead(streams, (cast("Event", self.mapper.to_domain_event(each)) for each in stored))
        with in_batch(batch):
            return [_outcome(decide) for decide in commands], batch


def _outcome(decide: Decide) -> Outcome:
    try:
        return decide()
    except Refusal as refusal:
        return refusal


def _is_refused(outcomes: Sequence[Outcome]) -> bool:
    return any(isinstance(each, Refusal) for each in outcomes)


def _placed(outcomes: Sequence[Outcome], batch: Batch, positions: Sequence[int]) -> Iterator[Outcome]:
    """Each at the position of its last event; one that is repeated in the batch, at that of the first."""
    lasts, last = iter(_last_positions(batch, positions)), dict[UUID, int]()
    for outcome in outcomes:
        if isinstance(outcome, CommandResult) and not outcome.repeated:
            last[outcome.entity] = next(lasts)
            yield replace(outcome, position=last.get(outcome.entity, 0))
        elif isinstance(outcome, CommandResult) and not outcome.position:
            yield replace(outcome, position=last.get(outcome.entity, 0))
        else:
            yield outcome


def _last_positions(batch: Batch, positions: Sequence[int]) -> Iterator[int]:
    told = 0
    for append in batch.appends:
        told += len(append.events)
        yield positions[told - 1]
