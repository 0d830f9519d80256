"""The context of a command: account, day, command id. The interface passes it in; the domain reads no clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from uuid import UUID

import msgspec

SYSTEM_CLI = "system:cli"
"""The actor of commands done at the machine's own command line, such as the first grant of access."""
IMPORTED = "reprise"
"""The key of an event's metadata that says that an import recorded it."""


class CommandContext(msgspec.Struct, frozen=True, kw_only=True):
    """Context of a command, from the interface.

    `actor` is a random account id, never a name; `person` is the person of the account, an id of the vault that no
    event keeps. `today` is the day in Europe/Brussels. `check` runs once the right is known, before all else.
    `check_words` runs last, when nothing else refuses the command: otherwise its answer would disclose names of the
    vault. `command_key` is the id under which the ledger keeps the command, if that is not its own. `by_clock` is
    true if `today` comes from the clock of this process, and not from a replayed history. `expected_version`, if the
    client sent one, forbids a decision on any other state. `illustrative` marks commands of a demonstration: pages
    show the mark. `documented` adds that a public source names the new entity and its bassins; all else is
    illustrative. `source` attests a fact that is recorded late: a document, a reason. `reprise` is the SHA-256 of the
    file from which the command was imported; `sealed`: a signed log has the event of that line. If it is an adoption,
    `sealed_late_until` is its last day for late words. `person_of` returns the person that the vault links to an
    account. `composite` is the digest of the input that the command is part of. `is_application`: the account acts by
    an API token, or is a service account. `coordinates_in` are the Instances to which a token narrows a coordinator;
    None without a token. `is_service` tells whether an account is that of a service.
    """

    actor: str
    today: date
    person: UUID | None = None
    command_id: UUID | None = None
    command_key: UUID | None = None
    expected_version: int | None = None
    correlation_id: str = ""
    causation_id: str = ""
    illustrative: bool = False
    documented: bool = False
    source: str = ""
    reprise: str = ""
    sealed: bool = False
    sealed_late_until: date | None = None
    composite: str = ""
    check: Callable[[], None] | None = None
    by_clock: bool = False
    person_of: Callable[[UUID], UUID | None] | None = None
    check_words: Callable[[], None] | None = None
    is_application: bool = False
    coordinates_in: frozenset[str] | None = None
    is_service: Callable[[UUID], bool] | None = None

    @property
    def account(self) -> UUID | None:
        """The account of the caller; None at the command line, and for an unknown one."""
        return UUID(self.actor) if self.actor not in ("", SYSTEM_CLI) else None

    @property
    def is_live(self) -> bool:
        """Tells whether an account acts now: the command is no line of a file and no replayed history."""
        return self.by_clock and not self.reprise

    @property
    def is_coordinator_only(self) -> bool:
        """Tells whether the account acts as a coordinator only: a file names it, and no signed log confirms that."""
        return bool(self.reprise) and not self.sealed

    @property
    def key(self) -> UUID | None:
        """Idempotency key of the command."""
        return self.command_key or self.command_id

    @property
    def metadata(self) -> dict[str, str]:
        """The metadata of every event of the command; empty values are left out."""
        values = {
            "actor": self.actor,
            "command_id": str(self.command_id or ""),
            "correlation_id": self.correlation_id,
            "causation_id": self.causation_id,
            "illustrative": "yes" if self.illustrative else "",
            "documented": "yes" if self.documented else "",
            "source": self.source,
            IMPORTED: self.reprise,
        }
        return {key: value for key, value in values.items() if value}


_CONTEXT: ContextVar[CommandContext] = ContextVar("command-context")


def current_context() -> CommandContext:
    """Returns the context of the running command. Raises `LookupError` outside `in_context`."""
    return _CONTEXT.get()


@contextmanager
def in_context(context: CommandContext) -> Iterator[CommandContext]:
    """Makes the context that of the commands decided inside."""
    token = _CONTEXT.set(context)
    try:
        yield context
    finally:
        _CONTEXT.reset(token)
