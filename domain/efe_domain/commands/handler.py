"""How a use case runs: known commands are answered, what was read is guarded, a lost race is decided again."""

import hashlib
import random
import time
from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError
from eventsourcing.utils import EnvType

from efe_domain.commands.aggregate_cache import Memory
from efe_domain.commands.unit_of_work import LedgerReads, UnitOfWork, current_unit, under_way
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import encode
from efe_domain.shared.command_context import Act, current_act
from efe_domain.shared.days import InTheFuture
from efe_domain.shared.errors import (
    CommandReused,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    VersionConflict,
)
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import AlreadyRecorded, Command, CommandLookup, RecordedCommand
from efe_domain.shared.messages import Said

ATTEMPTS = 12
EVEN = 8
"""Streams that are read before anything is refused: an outsider is told of any refusal that nothing is there."""
LONGEST_PAUSE = 0.02
"""Seconds between two attempts, at most: a race is decided again at once, but not in step with its rival."""


class Outcome(msgspec.Struct, frozen=True):
    """What a deed left: the entity, the position of its last event, and whether the command was known before."""

    entity: UUID
    position: int
    repeated: bool = False


class UseCases(Application[UUID]):
    """The base of every family of use cases."""

    name = "efe"

    def __init__(self, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.memory = Memory()

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate as the ledger has it, version 0 if there is none; what is loaded is guarded."""
        unit = current_unit()
        if aggregate_id not in unit.aggregates:
            unit.keep(self._known_or_read(unit, kind, aggregate_id))
        aggregate = unit.aggregates[aggregate_id]
        if not isinstance(aggregate, kind):
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    def _known_or_read(self, unit: UnitOfWork, kind: type[Aggregate[Any]], aggregate_id: UUID) -> Aggregate[Any]:
        server = self._server()
        self.memory.belong_to(server)
        known = self.memory.lend(aggregate_id)
        if known and unit.trusting and not self.memory.is_doubtful(aggregate_id):
            unit.sure = False
            return known
        aggregate = known or kind(aggregate_id)
        events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        if known and self._server() != server:  # it was read from another one, which may never have had as much
            aggregate = kind(aggregate_id)
            events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        if events and not events[0].TOPIC.startswith(f"{aggregate.KIND}."):
            raise NotFound(aggregate.NOUN, aggregate_id)
        aggregate.follow(events)
        if not events:
            self.memory.trust(aggregate_id)
        return aggregate

    def read_stream(self, stream: UUID, *, after: int, reads: LedgerReads) -> list[Event]:
        reads.count += 1
        return cast("list[Event]", list(self.events.get(stream, gt=after)))

    def _server(self) -> object:
        """Which server the ledger was last reached on; None where there is only one."""
        return getattr(self.recorder, "server", None)

    def existing[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """Raises `NotFound`."""
        aggregate = self.load(kind, aggregate_id)
        if not aggregate.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    def deed(self) -> str:
        """The name of the use case under way."""
        return current_unit().deed

    def admit(self, *, right: bool, otherwise: Said) -> None:
        """Without the right nothing more is read. Raises `Forbidden`, or whatever the door refuses."""
        unit, act = current_unit(), current_act()
        if not right:
            raise Forbidden(otherwise)
        if act.check and not unit.admitted:
            act.check()
        unit.admitted = True

    def day(self, on: date | None) -> date:
        """The day in law of the deed: today unless another is given. Raises `InTheFuture`.

        Of two clocks, that of this process and that of the ledger, the later one is believed: one of them stands
        behind, and what was recorded already is past.
        """
        act = current_act()
        today = act.today
        if on is not None and on > today and not (act.by_clock and on <= self._last_day()):
            raise InTheFuture("Le {day} est dans le futur : un fait s'enregistre au plus tôt le jour même.", day=on)
        return on or today

    def _last_day(self) -> date:
        """The day of the last event; the first of all where nothing tells."""
        last_day: Callable[[], date | None] = getattr(self.recorder, "last_day", lambda: None)
        return last_day() or date.min

    def deciding[A: Aggregate[Any]](self, entity: A) -> A:
        """The entity that the deed is about, as the client knows it. Raises `VersionConflict` when it has moved."""
        unit, act = current_unit(), current_act()
        unit.entity = entity.id
        if act.expected_version is not None and act.expected_version != unit.versions[entity.id]:
            raise VersionConflict(unit.versions[entity.id])
        return entity

    def record(self, entity: Aggregate[Any], *others: Aggregate[Any], on_behalf_of: str = "") -> Outcome:
        """Append what was decided, whole or not at all; `on_behalf_of` is the operator for whom it was recorded."""
        unit, act = current_unit(), current_act()
        if not unit.admitted:
            raise Forbidden("Nul n'est habilité à cet acte.")
        if act.check_words:
            act.check_words()
        written = (entity, *others)
        metadata = {**act.metadata, **({"on_behalf_of": on_behalf_of} if on_behalf_of else {})}
        events = [
            msgspec.structs.replace(event, metadata=metadata)
            for aggregate in written
            for event in aggregate.collect_events()
        ]
        unit.sent = True
        recordings = self.save(
            *events,
            reads=unit.reads_beside({aggregate.id for aggregate in written}),
            command=unit.command(entity.id),
        )
        unit.recorded(written)
        return Outcome(entity.id, recordings[-1].notification.id)

    def perform(self, decide: Callable[[], Outcome], asked: tuple[object, ...]) -> Outcome:
        """Runs a use case. Raises `CommandReused`, `VersionConflict`, or whatever refusal it decides.

        A command that is known is recognised where it would be recorded, or once the deed is refused: what refuses
        it may be its own outcome.
        """
        act = current_act()
        digest, reads = _digest(act, asked), LedgerReads()
        try:
            return self._decided(decide, str(asked[0]), partial(_command, act, digest), reads)
        except AlreadyRecorded as already:
            return _repeated(already.recorded)
        except Refusal as refusal:
            if known := self._known(act, digest, refusal):
                return known
            self._even_out(reads)
            raise

    def _even_out(self, reads: LedgerReads) -> None:
        """What is not there is refused with as much work as what is there, for whatever reason."""
        while reads.count < EVEN:
            self.read_stream(uuid4(), after=0, reads=reads)

    def _known(self, act: Act, digest: bytes, refusal: Refusal) -> Outcome | None:
        """Raises `CommandReused`, unless the refusal is an outsider's: the use of a command is not theirs to know."""
        recorder = cast("CommandLookup", self.recorder)
        try:
            found = recorder.find_command(act.key, digest) if act.key else None
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
        decide: Callable[[], Outcome],
        deed: str,
        command: Callable[[UUID], Command | None],
        reads: LedgerReads,
    ) -> Outcome:
        """From what is remembered first. Only what is then recorded counts; else it is decided from the ledger."""
        lost: UUID | None = None
        attempts, trusting = 0, True
        while attempts < ATTEMPTS:
            self.memory.belong_to(self._server())
            unit = UnitOfWork(deed, command, reads, trusting=trusting)
            try:
                with under_way(unit, self.memory):
                    return decide()
            except IntegrityError:
                lost = unit.entity
                self.memory.doubt(unit.versions)
            except Exception as error:
                if unit.sure or (unit.sent and not isinstance(error, Refusal)):
                    raise
            if unit.sure:
                attempts += 1
                time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311
            trusting = False
        raise VersionConflict(self._current_version(lost))

    def _current_version(self, entity: UUID | None) -> int:
        last = self.events.get(entity, desc=True, limit=1) if entity else ()
        return next((event.originator_version for event in last), 0)


def use_case[**P](deed: Callable[P, Outcome]) -> Callable[P, Outcome]:
    """Makes a method a use case: idempotent by its command, and decided again when a race was lost."""

    @wraps(deed)
    def run(*args: P.args, **kwargs: P.kwargs) -> Outcome:
        use_cases = cast("UseCases", args[0])
        return use_cases.perform(lambda: deed(*args, **kwargs), (deed.__name__, args[1:], kwargs))

    return run


def _digest(act: Act, asked: tuple[object, ...]) -> bytes:
    """SHA-256 over who asks what: the same command id with anything else is another demand. Raises `Invalid`."""
    try:
        demand = encode((act.actor, act.expected_version, asked))
    except UnicodeEncodeError:
        raise Invalid("input", "Un texte contient un caractère invisible.") from None
    return hashlib.sha256(demand).digest()


def _command(act: Act, digest: bytes, entity: UUID) -> Command | None:
    return Command(act.key, digest, entity) if act.key else None


def _repeated(known: RecordedCommand) -> Outcome:
    return Outcome(known.entity, known.positions[-1], repeated=True)
