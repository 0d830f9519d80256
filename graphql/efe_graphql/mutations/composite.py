"""Composite commands: one input, the events of several single commands, one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar, Final
from uuid import UUID, uuid5

import strawberry

from efe_domain.commands.handler import CommandResult
from efe_domain.shared.errors import CommandReused, Forbidden, Invalid, NotFound, Refusal
from efe_domain.shared.event import NIL
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.mutations.admission import CompositeMembership
from efe_graphql.mutations.execute import CommandInput, decide_under_key, own_id, reporting_refusals
from efe_graphql.request.context import Context

MAX_PARTS: Final = 100
NOT_DECIDED: Final = CommandResult(NIL, 0, repeated=True)
"""Result of a part that records nothing: it was not decided, or its refusal is tolerated."""
ENVELOPE: Final = frozenset({"command_id", "dry_run"})
"""Fields that are not part of what a command says."""


@dataclass(frozen=True)
class CommandPart:
    """A single command of a composite one; `path` is where its input stands in the composite input.

    `command` makes its input once the parts that it `needs` are decided. A refusal that it `tolerates` leaves it out,
    and refuses nothing else. `check` runs once the right is known.
    """

    path: tuple[str, ...]
    command: Callable[[], CommandInput]
    needs: tuple[int, ...] = ()
    tolerates: tuple[type[Refusal], ...] = ()
    check: Callable[[], None] = lambda: None


@strawberry.input
class CompositeInput(CommandInput):
    """Input of a composite command; `LISTED` is its longest list, where too many parts are an error.

    `PERSONAL` are fields with data of the vault: the digest, which the ledger keeps, leaves out their values.
    """

    LISTED: ClassVar[str]
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    def parts(self, run: "CompositeRun") -> Sequence[CommandPart]:
        """Returns the parts in their order. The first one is that of the object, and of `expectedVersion`."""
        raise NotImplementedError

    async def shown(self, _run: "CompositeRun", _as_of: ResolvedAsOf) -> dict[str, Any]:
        """Returns the fields of the payload beside its object, for a recorded or a planned command."""
        return {}

    def check_texts(self) -> None:
        """Checks the texts, once every part is decided. Raises `Invalid`."""

    def prepare(self, run: "CompositeRun") -> None:
        """Writes what the events name, such as new persons, before they are recorded. Idempotent; on a thread."""

    def undo(self, run: "CompositeRun") -> None:
        """Removes what `prepare` wrote: the command is refused, and no event names it. Idempotent; on a thread."""


@dataclass(frozen=True)
class PartRefusal:
    """Refusal of a part, with the input that was refused."""

    path: tuple[str, ...]
    command: CommandInput
    refusal: Refusal


@dataclass
class CompositeRun:
    """One execution of a composite command. A lost race decides it again from its first part."""

    context: Context
    account: UUID
    composite: CompositeInput
    results: dict[int, CommandResult] = field(default_factory=dict)
    tolerated: dict[int, Refusal | None] = field(default_factory=dict)
    refused: dict[int, PartRefusal] = field(default_factory=dict)
    new_ids: dict[int, UUID] = field(default_factory=dict)
    """Ids of what the input itself creates, such as persons, by number."""
    prepared: set[UUID] = field(default_factory=set)
    """Those of them that were written before the append."""

    def __post_init__(self) -> None:
        self.parts = self.composite.parts(self)
        self._digest = digest_of(self.composite)

    @property
    def keys(self) -> set[UUID]:
        """Idempotency keys of the parts."""
        return {key for number in range(len(self.parts)) if (key := self._key(number))}

    @property
    def refusals(self) -> Sequence[PartRefusal]:
        """Refusals to show: none that only follows from another; one for want of the right to the object alone."""
        ordered = [refused for _, refused in sorted(self.refused.items())]
        alone = [each for each in ordered if isinstance(each.refusal, Forbidden | CommandReused)]
        if 0 in self.refused and self.refused[0].refusal.form_errors is None:
            alone = [self.refused[0]]
        return alone[:1] or ordered

    @property
    def is_new(self) -> bool:
        """Says whether a part was decided that is not recorded already."""
        return not all(each.repeated for each in self.results.values())

    def decisions(self) -> list[Callable[[], CommandResult]]:
        """Returns the parts as decisions of a batch. Raises `Invalid` for too many."""
        if len(self.parts) > MAX_PARTS:
            raise Invalid(
                self.composite.LISTED,
                "Une demande a {most} parties au plus : celle-ci en a {count}.",
                most=MAX_PARTS,
                count=len(self.parts),
            )
        return [partial(self._decide, number) for number in range(len(self.parts))]

    def entity(self, number: int) -> UUID:
        """Returns the object of a part that was decided."""
        return self.results[number].entity

    def _decide(self, number: int) -> CommandResult:
        if number == 0:
            self.results, self.tolerated, self.refused = {}, {}, {}
        part = self.parts[number]
        if self._is_stopped() or not all(each in self.results for each in part.needs):
            return NOT_DECIDED
        command = self._command(number)
        if part.tolerates and self._is_left_out(command):
            self.tolerated[number] = None
            return NOT_DECIDED
        try:
            with reporting_refusals(self.context, command):
                composition = CompositeMembership(self._digest, part.check)
                result = decide_under_key(
                    self.context, self.account, command, _search_nothing, composition=composition
                )
        except part.tolerates as refusal:
            self.tolerated[number] = refusal
            return NOT_DECIDED
        except Refusal as refusal:
            self.refused[number] = PartRefusal(part.path, command, refusal)
            raise
        self.results[number] = result
        return result

    def _is_stopped(self) -> bool:
        """Says whether the account may not act on the object: another refusal would say more."""
        return 0 in self.refused and isinstance(self.refused[0].refusal, Forbidden | NotFound)

    def _is_left_out(self, command: CommandInput) -> bool:
        """Says whether the composite command was recorded without this part: it is not decided again."""
        key = command.command_id
        if key is None or 0 not in self.results or not self.results[0].repeated:
            return False
        platform, account = self.context.ports.platform, str(self.account)
        return not any(platform.is_own_command(each, account) for each in (key, own_id(self.account, key, "key")))

    def _command(self, number: int) -> CommandInput:
        command = self.parts[number].command()
        version = self.composite.expected_version if number == 0 else None
        source = self.composite.source if command.source is None else command.source
        return replace(command, command_id=self._key(number), expected_version=version, source=source)

    def _key(self, number: int) -> UUID | None:
        """Returns the idempotency key of a part: that of the composite command for the first one."""
        key = self.composite.command_id
        return uuid5(key, f"part {number}") if key and number else key


def digest_of(composite: CompositeInput) -> str:
    """Returns the SHA-256 of an input, without fields that have their defaults: a later release may add some."""
    stated = [type(composite).__name__, *_stated(composite, composite.PERSONAL)]
    return sha256(repr(stated).encode("utf-8", "replace")).hexdigest()


def _stated(node: Any, personal: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name not in ENVELOPE and value not in (each.default, []):
            yield each.name, "" if each.name in personal else _plain(value, personal)


def _plain(value: Any, personal: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_plain(each, personal) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return list(_stated(value, personal))
    return str(value)


def _search_nothing() -> None:
    """Leaves the texts of one part: those of the composite command are searched together."""
