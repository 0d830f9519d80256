"""Execution of use cases: idempotency, optimistic concurrency, and retries after a lost race."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial, wraps
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

import msgspec
from eventsourcing.persistence import IntegrityError

from efe_domain.access.powers import explain_rights
from efe_domain.commands.batch import CommandBatch, current_batch
from efe_domain.commands.loading import AggregateLoader
from efe_domain.commands.unit_of_work import Contended, LedgerReads, UnitOfWork, active_unit_with_cache, current_unit
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import encode
from efe_domain.shared.command_context import CommandContext, current_context
from efe_domain.shared.days import InTheFuture
from efe_domain.shared.errors import CommandReused, Forbidden, Invalid, NotFound, Refusal, VersionConflict
from efe_domain.shared.ledger import AlreadyRecorded, Append, Command, CommandLookup, LockableLedger, RecordedCommand
from efe_domain.shared.messages import Message

MAX_ATTEMPTS = 5
"""Attempts of a command. After a lost race it holds the ledger lock, and loses again only if it loses the lock."""
MIN_STREAM_READS = 8
"""Minimum number of stream reads before a refusal. Without it, the response time would tell an outsider whether an
entity exists (timing side channel).
"""


class CommandResult(msgspec.Struct, frozen=True):
    """Result of a command: its entity, the position of its last event, and whether it had been recorded before."""

    entity: UUID
    position: int
    repeated: bool = False


type EffectRule = Callable[["UseCases", Sequence[Aggregate[Any]]], None]
"""Rule on the effects of a command: it looks at the new events of all its aggregates, and may refuse."""
type Policy = Callable[["UseCases", Sequence[Aggregate[Any]]], Iterable[Aggregate[Any]]]
"""Addition to what a command records: it returns further aggregates with new events, and refuses nothing."""


class UseCases(AggregateLoader):
    """Unit of work of the use cases, which are functions of it and of their input."""

    name = "efe"
    rules: ClassVar[Sequence[EffectRule]] = ()
    policies: ClassVar[Sequence[Policy]] = ()

    def command_name(self) -> str:
        return current_unit().command_name

    def admit(self, *, right: bool, otherwise: Message) -> None:
        """Checks a right before anything more is read.

        Raises `Forbidden`, or the refusal of the context's own check.
        """
        unit, context = current_unit(), current_context()
        if not right:
            raise Forbidden(otherwise)
        if context.check and not unit.admitted:
            context.check()
        unit.admitted = True

    def day(self, on: date | None) -> date:
        """Returns the legal day of the command: `on`, or today. Raises `InTheFuture`.

        Uses the later of the process clock and the ledger clock: the day of the last event is never in the future.
        """
        context = current_context()
        today = context.today
        if on is not None and on > today and not (context.by_clock and on <= self._last_day()):
            raise InTheFuture("Le {day} est dans le futur : un fait s'enregistre au plus tôt le jour même.", day=on)
        current_unit().day = on or today
        return on or today

    def _last_day(self) -> date:
        """Returns the day of the last event; `date.min` if the recorder does not provide it."""
        last_day: Callable[[], date | None] = getattr(self.recorder, "last_day", lambda: None)
        return last_day() or date.min

    def target[A: Aggregate[Any]](self, entity: A) -> A:
        """Sets the entity of the command. Raises `VersionConflict` unless it has the client's expected version."""
        unit, context = current_unit(), current_context()
        unit.entity = entity.id
        if context.expected_version is not None and context.expected_version != unit.versions[entity.id]:
            raise VersionConflict(unit.versions[entity.id])
        return entity

    def record(self, entity: Aggregate[Any], *others: Aggregate[Any], on_behalf_of: str = "") -> CommandResult:
        """Checks the effects of the command, and records them with what the policies add.

        `on_behalf_of` is the operator that the command was recorded for.
        """
        self.check_effects(entity, *others)
        added = [each for policy in self.policies for each in policy(self, (entity, *others))]
        return self.append(entity, *others, *added, on_behalf_of=on_behalf_of)

    def check_effects(self, *aggregates: Aggregate[Any]) -> None:
        """Runs the rules over the new events of all the aggregates of a command. Raises their refusals."""
        if not current_unit().admitted:
            raise Forbidden("Nul n'est habilité à cet acte.")
        for rule in self.rules:
            rule(self, aggregates)

    def append(self, entity: Aggregate[Any], *others: Aggregate[Any], on_behalf_of: str = "") -> CommandResult:
        """Records the new events of the aggregates atomically, or queues them if the command is part of a batch."""
        unit, context = current_unit(), current_context()
        if context.check_words:
            context.check_words()
        aggregates = (entity, *others)
        metadata = {**context.metadata, **({"on_behalf_of": on_behalf_of} if on_behalf_of else {})}
        events = [
            msgspec.structs.replace(event, metadata=metadata)
            for aggregate in aggregates
            for event in aggregate.collect_events()
        ]
        unit.sent = True
        reads = unit.reads_except({aggregate.id for aggregate in aggregates})
        command = unit.command(entity.id)
        if batch := current_batch():
            batch.queue(Append(events, reads, command, unit.searches))
            unit.mark_recorded(aggregates)
            return CommandResult(entity.id, 0)
        recordings = self.save(*events, reads=reads, command=command, searches=unit.searches)
        unit.mark_recorded(aggregates)
        return CommandResult(entity.id, recordings[-1].notification.id)

    def perform(self, decide: Callable[[], CommandResult], call: tuple[object, ...]) -> CommandResult:
        """Runs a use case. Raises `CommandReused`, `VersionConflict`, or the refusal of the use case.

        `call` is the name and the arguments of the use case; they enter the idempotency digest. A repeated command is
        recognised by the append. It is also looked up after a refusal, since its own first run may be the cause.
        """
        context = current_context()
        digest, reads = _digest(context, call), LedgerReads()
        command_name, command = str(call[0]), partial(_command, context, digest)
        if batch := current_batch():
            if earlier := batch.find_command(context.key, digest):
                return _repeated(earlier)
            return self._decide_in_batch(batch, decide, UnitOfWork(command_name, command, reads, optimistic=False))
        try:
            return self._decide(decide, command_name, command, reads)
        except AlreadyRecorded as already:
            return _repeated(already.recorded)
        except Refusal as refusal:
            if earlier_result := self._find_repeated(context, digest, refusal):
                return earlier_result
            self._pad_reads(reads)
            if isinstance(refusal, Forbidden):
                raise Forbidden(explain_rights(refusal.message, command_name)) from refusal
            raise

    def _decide_in_batch(
        self, batch: CommandBatch, decide: Callable[[], CommandResult], unit: UnitOfWork
    ) -> CommandResult:
        with batch.active_command(unit):
            try:
                return decide()
            except Refusal as refusal:
                self._pad_reads(unit.reads)
                if isinstance(refusal, Forbidden):
                    raise Forbidden(explain_rights(refusal.message, unit.command_name)) from refusal
                raise

    def _pad_reads(self, reads: LedgerReads) -> None:
        """Pads the number of stream reads, so that refusals take equal time (no existence oracle)."""
        while reads.count < MIN_STREAM_READS:
            self.read_stream(uuid4(), after=0, reads=reads)

    def _find_repeated(self, context: CommandContext, digest: bytes, refusal: Refusal) -> CommandResult | None:
        """Returns the result of the command if it was recorded before.

        Raises `CommandReused`, except to an outsider (`Forbidden`, `NotFound`), who must not learn the ids in use.
        """
        recorder = cast("CommandLookup", self.recorder)
        try:
            recorded_command = recorder.find_command(context.key, digest) if context.key else None
        except CommandReused:
            if isinstance(refusal, Forbidden | NotFound):
                return None
            raise
        return _repeated(recorded_command) if recorded_command else None

    def is_own_command(self, command_id: UUID, actor: str) -> bool:
        """Tells whether this account sent the recorded command."""
        return cast("CommandLookup", self.recorder).actor_of(command_id) == actor

    def acts_of(self, actor: str, period_s: float) -> int:
        """Counts the acts that this account recorded in the last seconds, among the latest of all."""
        return cast("CommandLookup", self.recorder).acts_of(actor, period_s)

    def _decide(
        self,
        decide: Callable[[], CommandResult],
        command_name: str,
        command: Callable[[UUID], Command | None],
        reads: LedgerReads,
    ) -> CommandResult:
        """Decides a command until it is recorded or refused.

        The first attempt is optimistic: it uses cached aggregates, and only its success counts. Its failure may come
        from a stale cache, so the next attempt reads the ledger. After a lost race, attempts hold the ledger lock.
        """
        contended_entity: UUID | None = None
        losses, optimistic, previous_aggregates = 0, True, dict[UUID, Aggregate[Any]]()
        is_overtaken = False
        while losses < MAX_ATTEMPTS:
            self.aggregate_cache.belong_to(self._server())
            unit = UnitOfWork(command_name, command, reads, optimistic=optimistic)
            try:
                prepare = partial(self.prepare, unit, previous_aggregates)
                with self._lock_after_loss(prepare, losses), active_unit_with_cache(unit, self.aggregate_cache):
                    return decide()
            except Contended:
                losses += 1
            except IntegrityError:
                contended_entity, is_overtaken = unit.entity, True
                self.aggregate_cache.doubt(unit.versions)
                losses += unit.confirmed
            except Exception as error:
                if unit.confirmed or (unit.sent and not isinstance(error, Refusal)):
                    if isinstance(error, Refusal):
                        error.is_lost_race = is_overtaken
                    raise
            optimistic, previous_aggregates = False, unit.aggregates
        conflict = VersionConflict(self._current_version(contended_entity))
        conflict.is_lost_race = is_overtaken
        raise conflict

    def _lock_after_loss(self, prepare: Callable[[], None], losses: int) -> AbstractContextManager[None]:
        """Holds the ledger lock after a lost race (prevents starvation by faster writers)."""
        return cast("LockableLedger", self.recorder).exclusive_lock(prepare) if losses else nullcontext()

    def _current_version(self, entity: UUID | None) -> int:
        last_events = self.events.get(entity, desc=True, limit=1) if entity else ()
        return next((event.originator_version for event in last_events), 0)


def use_case[**P](function: Callable[P, CommandResult]) -> Callable[P, CommandResult]:
    """Makes a function a use case: idempotent by its idempotency key, and retried after a lost race.

    Its first argument is the unit of work. Its name is part of the stored digest: a use case is never renamed.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> CommandResult:
        use_cases = cast("UseCases", args[0])
        return use_cases.perform(lambda: function(*args, **kwargs), (function.__name__, args[1:], kwargs))

    return run


def _digest(context: CommandContext, call: tuple[object, ...]) -> bytes:
    """Returns the SHA-256 over the actor, the expected version, the call, its source and its composite input.

    The same idempotency key with another digest is another command. Raises `Invalid`.
    """
    try:
        source = (context.source,) if context.source else ()  # keeps the digests from before sources existed
        composite = ({"composite": context.composite},) if context.composite else ()
        digest_input = encode((context.actor, context.expected_version, call, *source, *composite))
    except UnicodeEncodeError:
        raise Invalid("input", "Un texte contient un caractère invisible.") from None
    return hashlib.sha256(digest_input).digest()


def _command(context: CommandContext, digest: bytes, entity: UUID) -> Command | None:
    return Command(context.key, digest, entity) if context.key else None


def _repeated(command: RecordedCommand) -> CommandResult:
    return CommandResult(command.entity, command.positions[-1], repeated=True)
