"""Context that notices what an answer depends on: rows, the rights of the client, the day, and examined commands.

Such an answer is true as long as nothing is recorded. All that is not known to be harmless is noticed, so that a new
field or port is never overlooked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from anyio import CapacityLimiter

from efe_domain.guards.guards import CommandExamination, Guards
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_graphql.answer_memory import Witnessed, digest32
from efe_graphql.request.context import Context, day_in_law
from efe_graphql.request.ports import Ports, Proofs, Reads
from efe_projections.engine.changes import ReadState
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.tables_read import tables_read

INPUTS: Final = (
    "viewer",
    "language",
    "person",
    "represented",
    "sittings",
    "grants",
    "full_grants",
    "scope",
    "is_application",
    "progress",
)
"""Fields of a context on which an answer may depend; `fingerprint` has them all."""
HARMLESS: Final = frozenset({*INPUTS, "ports", "read_position"})
HARMLESS_PORTS: Final = frozenset(
    {"reads", "proofs", "issuer", "sends_mail", "operation_timeout", "budget", "answers"}
)
"""Ports that have a witness of their own, and values that stay the same for the life of the process."""


@dataclass
class Dependence:
    """Record of what an answer depends on. `other` is a thing that no state of the read model tells of, or None.

    `checkpoint` is true if the answer depends on the last checkpoint of the ledger log. `heads` are those of the
    ledger at which commands were examined: threads add them.
    """

    other: str | None = None
    checkpoint: bool = False
    heads: list[int] = field(default_factory=list)

    def notice(self, other: str) -> None:
        self.other = self.other or other


def noticing[T: type](kind: T, harmless: frozenset[str]) -> T:
    """Makes a subclass of a dataclass notice each access to a field that is not harmless."""
    for each in fields(kind):
        if each.name not in harmless:
            setattr(kind, each.name, _noticed(each.name))
    return kind


def _noticed(name: str, *, shared: bool = False) -> property:
    def value(of: Any) -> Any:
        of.__dict__["dependence"].notice(name)
        return getattr(of.__dict__["whole"], name) if shared else of.__dict__[name]

    return property(value)


class WitnessedReads:
    """Reads that notice a statement whose answer may depend on more than read tables."""

    def __init__(self, reads: Reads, dependence: Dependence) -> None:
        self._reads = reads
        self._dependence = dependence

    async def fetch[T](self, query: ReadQuery[Any]) -> list[T]:
        self._check(query)
        return await self._reads.fetch(query)

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        self._check(*queries)
        return await self._reads.together(*queries)

    async def confirm(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], ReadState]:
        self._check(*queries)
        return await self._reads.confirm(*queries)

    async def position(self) -> int:
        return await self._reads.position()

    async def position_at(self, recorded_at: datetime) -> int:
        return await self._reads.position_at(recorded_at)

    def _check(self, *queries: ReadQuery[Any]) -> None:
        if any(tables_read(each.sql) is None for each in queries):
            self._dependence.notice("statement")


class WitnessedProofs:
    """Proofs that notice all but the last checkpoint, which a state of the read model names."""

    def __init__(self, proofs: Proofs, dependence: Dependence) -> None:
        self._proofs = proofs
        self._dependence = dependence

    def ledger_checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        if size is not None:
            self._dependence.notice("checkpoint")
        self._dependence.checkpoint = True
        return self._proofs.ledger_checkpoint(size)

    def __getattr__(self, name: str) -> Any:
        self._dependence.notice(name)
        return getattr(self._proofs, name)


class WitnessedGuards(Guards):
    """Guards that note the head of the ledger at each examination. A command reads nothing but the ledger."""

    def __init__(self, guards: Guards, dependence: Dependence) -> None:
        self.__dict__.update(guards.__dict__)
        self._dependence = dependence

    @contextmanager
    def examination(self) -> Iterator[CommandExamination]:
        with super().examination() as examination:
            self._dependence.heads.append(examination.head.position)
            yield examination


class WitnessedPorts(Ports):
    """Ports, of which all but a few are noticed. What they keep for many requests is that of all requests."""

    def __init__(self, ports: Ports, dependence: Dependence) -> None:
        reads, proofs = WitnessedReads(ports.reads, dependence), WitnessedProofs(ports.proofs, dependence)
        values = {each.name: ports.__dict__[each.name] for each in fields(Ports)}
        self.__dict__.update(values, whole=ports, dependence=dependence, reads=reads, proofs=proofs)

    @property
    def guards(self) -> Guards:
        return WitnessedGuards(self.__dict__["whole"].guards, self.__dict__["dependence"])

    @property
    def guard_slots(self) -> CapacityLimiter:
        slots: CapacityLimiter = self.__dict__["whole"].guard_slots
        return slots


class WitnessedContext(Context):
    """Context of the same request, with data loaders of its own."""

    dependence: Dependence

    def __init__(self, context: Context) -> None:
        values = {each.name: context.__dict__[each.name] for each in fields(Context)}
        self.__dict__.update(values, dependence=Dependence())
        self.ports = WitnessedPorts(context.ports, self.dependence)

    @property
    def today(self) -> date:
        return day_in_law(self.__dict__["now"])


noticing(WitnessedPorts, HARMLESS_PORTS)
noticing(WitnessedContext, HARMLESS)
for name in [name for name, value in vars(Ports).items() if isinstance(value, cached_property)]:
    if name not in vars(WitnessedPorts):
        setattr(WitnessedPorts, name, _noticed(name, shared=True))


def witnessed(context: object) -> Witnessed | None:
    """Returns the witnessed context of a request whose answer may be kept; None if none is.

    Where replicas read too, a rebuild reaches them later than its state: no state tells which tables they have read.
    """
    if not isinstance(context, Context) or context.answers is None or context.ports.reads.has_replicas:
        return None
    if context.is_new:
        context.answers.note("first")
        return None
    witnessing = WitnessedContext(context)
    return Witnessed(witnessing, witnessing.dependence, fingerprint(context))


def fingerprint(context: Context) -> bytes:
    """Returns the digest of all of a request on which an answer that depends on rows may depend, beside its document.

    `repr` keeps values of different types apart.
    """
    return digest32(repr(([getattr(context, name) for name in INPUTS], context.today)))
