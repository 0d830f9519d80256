"""How a use case runs: known commands are answered, a lost race is decided again."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
from eventsourcing.persistence import IntegrityError

from efe_domain.access.powers import told
from efe_domain.commands.batch import Batch, current_batch
from efe_domain.commands.loading import Loading
from efe_domain.commands.unit_of_work import Contended, LedgerReads, UnitOfWork, current_unit, under_way
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import encode
from efe_domain.shared.command_context import CommandContext, current_context
from efe_domain.shared.days import InTheFuture
from efe_domain.shared.errors import (
    CommandReused,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    VersionConflict,
)
from efe_domain.shared.ledger import AlreadyRecorded, Append, Command, CommandLookup, LedgerTurn, RecordedCommand
from efe_domain.shared.messages import Message

ATTEMPTS = 5
"""Of a command. Once it has lost a race, it is decided in the turn of the ledger, where nobody overtakes it: it loses
again only with the turn.
"""
EVEN = 8
"""Streams that are read before anything is refused: an outsider is told of any refusal that nothing is there."""


class CommandResult(msgspec.Struct, frozen=True):
    """What a command left: the entity, the position of its last event, and whether the command was known before."""

    entity: UUID
    position: int
    repeated: bool = False


class UseCases(Loading):
    """The base of every family of use cases."""

    name = "efe"

    def command_name(self) -> str:
        """The name of the use case under way."""
        return current_unit().command_name

    def admit(self, *, right: bool, otherwise: Message) -> None:
        """Without the right nothing more is read. Raises `Forbidden`, or whatever the caller refuses."""
        unit, context = current_unit(), current_context()
        if not right:
            raise Forbidden(otherwise)
        if context.check and not unit.admitted:
            context.check()
        unit.admitted = True

    def day(self, on: date | None) -> date:
        """The day in law of the command: today unless another is given. Raises `InTheFuture`.

        Of two clocks, that of this process and that of the ledger, the later one is believed: one of them stands
        behind, and what was recorded already is past.
        """
        context = current_context()
        today = context.today
        if on is not None and on > today and not (context.by_clock and on <= self._last_day()):
            raise InTheFuture("Le {day} est dans le futur : un fait s'enregistre au plus tôt le jour même.", day=on)
        current_unit().day = on or today
        return on or today

    def _last_day(self) -> date:
        """The day of the last event; the first of all where nothing tells."""
        last_day: Callable[[], date | None] = getattr(self.recorder, "last_day", lambda: None)
        return last_day() or date.min

    def target[A: Aggregate[Any]](self, entity: A) -> A:
        """The entity of the command, as the client knows it. Raises `VersionConflict` when it has moved."""
        unit, context = current_unit(), current_context()
        unit.entity = entity.id
        if context.expected_version is not None and context.expected_version != unit.versions[entity.id]:
            raise VersionConflict(unit.versions[entity.id])
        return entity

    def record(self, entity: Aggregate[Any], *others: Aggregate[Any], on_behalf_of: str = "") -> CommandResult:
        """Append what was decided, whole or not at all; `on_behalf_of` is the operator for whom it was recorded."""
        unit, context = current_unit(), current_context()
        if not unit.admitted:
            raise Forbidden("Nul n'est habilité à cet acte.")
        if context.check_words:
            context.check_words()
        written = (entity, *others)
        metadata = {**context.metadata, **({"on_behalf_of": on_behalf_of} if on_behalf_of else {})}
        events = [
            msgspec.structs.replace(event, metadata=metadata)
            for aggregate in written
            for event in aggregate.collect_events()
        ]
        unit.sent = True
        reads, command = unit.reads_beside({aggregate.id for aggregate in written}), unit.command(entity.id)
        if batch := current_batch():
            batch.queue(Append(events, reads, command, unit.searches))
            unit.recorded(written)
            return CommandResult(entity.id, 0)
        recordings = self.save(*events, reads=reads, command=command, searches=unit.searches)
        unit.recorded(written)
        return CommandResult(entity.id, recordings[-1].notification.id)

    def perform(self, decide: Callable[[], CommandResult], asked: tuple[object, ...]) -> CommandResult:
        """Runs a use case. Raises `CommandReused`, `VersionConflict`, or whatever refusal it decides.

        A command that is known is recognised where it would be recorded, or once the command is refused: what refuses
        it may be its own outcome.
        """
        context = current_context()
        digest, reads = _digest(context, asked), LedgerReads()
        command_name, command = str(asked[0]), partial(_command, context, digest)
        if batch := current_batch():
            if queued := batch.known(context.key, digest):
                return _repeated(queued)
            return self._decided_in(batch, decide, UnitOfWork(command_name, command, reads, optimistic=False))
        try:
            return self._decided(decide, command_name, command, reads)
        except AlreadyRecorded as already:
            return _repeated(already.recorded)
        except Refusal as refusal:
            if known := self._known(context, digest, refusal):
                return known
            self._even_out(reads)
            if isinstance(refusal, Forbidden):
                raise Forbidden(told(refusal.message, str(asked[0]))) from refusal
            raise

    def _decided_in(self, batch: Batch, decide: Callable[[], CommandResult], unit: UnitOfWork) -> CommandResult:
        with batch.deciding(unit):
            try:
                return decide()
            except Refusal:
                self._even_out(unit.reads)
                raise

    def _even_out(self, reads: LedgerReads) -> None:
        """What is not there is refused with as much work as what is there, for whatever reason."""
        while reads.count < EVEN:
            self.read_stream(uuid4(), after=0, reads=reads)

    def _known(self, context: CommandContext, digest: bytes, refusal: Refusal) -> CommandResult | None:
        """Raises `CommandReused`, unless the refusal is an outsider's: the use of a command is not theirs to know."""
        recorder = cast("CommandLookup", self.recorder)
        try:
            found = recorder.find_command(context.key, digest) if context.key else None
        except CommandReused:
            if isinstance(refusal, Forbidden | NotFound):
                return None
            raise
        return _repeated(found) if found else None

    def is_own_command(self, command_id: UUID, actor: str) -> bool:
        """Whether the ledger has the command from this actor."""
        return cast("CommandLookup", self.recorder).actor_of(command_id) == actor

    def _decided(
        self,
        decide: Callable[[], CommandResult],
        command_name: str,
        command: Callable[[UUID], Command | None],
        reads: LedgerReads,
    ) -> CommandResult:
        """From what is remembered first. Only what is then recorded counts; else it is decided from the ledger."""
        lost: UUID | None = None
        losses, optimistic, loaded = 0, True, dict[UUID, Aggregate[Any]]()
        while losses < ATTEMPTS:
            self.memory.belong_to(self._server())
            unit = UnitOfWork(command_name, command, reads, optimistic=optimistic)
            try:
                with self._turn(partial(self.prepare, unit, loaded), losses), under_way(unit, self.memory):
                    return decide()
            except Contended:
                losses += 1
            except IntegrityError:
                lost = unit.entity
                self.memory.doubt(unit.versions)
                losses += unit.confirmed
            except Exception as error:
                if unit.confirmed or (unit.sent and not isinstance(error, Refusal)):
                    raise
            optimistic, loaded = False, unit.aggregates
        raise VersionConflict(self._current_version(lost))

    def _turn(self, prepare: Callable[[], None], losses: int) -> AbstractContextManager[None]:
        """Whoever has lost a race: else those that ask faster may win for ever."""
        return cast("LedgerTurn", self.recorder).turn(prepare) if losses else nullcontext()

    def _current_version(self, entity: UUID | None) -> int:
        last = self.events.get(entity, desc=True, limit=1) if entity else ()
        return next((event.originator_version for event in last), 0)


def use_case[**P](command_name: Callable[P, CommandResult]) -> Callable[P, CommandResult]:
    """Makes a method a use case: idempotent by its command, and decided again when a race was lost."""

    @wraps(command_name)
    def run(*args: P.args, **kwargs: P.kwargs) -> CommandResult:
        use_cases = cast("UseCases", args[0])
        return use_cases.perform(lambda: command_name(*args, **kwargs), (command_name.__name__, args[1:], kwargs))

    return run


def _digest(context: CommandContext, asked: tuple[object, ...]) -> bytes:
    """SHA-256 over who asks what: the same command id with anything else is another demand. Raises `Invalid`."""
    try:
        said = (context.source,) if context.source else ()  # a demand without one is digested as it always was
        demand = encode((context.actor, context.expected_version, asked, *said))
    except UnicodeEncodeError:
        raise Invalid("input", "Un texte contient un caractère invisible.") from None
    return hashlib.sha256(demand).digest()


def _command(context: CommandContext, digest: bytes, entity: UUID) -> Command | None:
    return Command(context.key, digest, entity) if context.key else None


def _repeated(known: RecordedCommand) -> CommandResult:
    return CommandResult(known.entity, known.positions[-1], repeated=True)
