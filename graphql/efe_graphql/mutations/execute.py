"""Execution of every command: checks, rights, decision, effects, and the payload."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4, uuid5

import strawberry
from anyio.to_thread import run_sync
from strawberry import field
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.grants import Role
from efe_domain.access.powers import told
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared import ledger, texts
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.errors import CommandReused, Forbidden, NotFound, Refusal
from efe_domain.shared.messages import Message
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import OutcomeUnknown, Timeout, Unauthenticated
from efe_graphql.contract.global_id import read_id, uuid_of
from efe_graphql.contract.permissions import command_behind
from efe_graphql.contract.scalars import Position
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context, Info
from efe_graphql.request.denied_commands import RefusedCommand, is_about_rights, uuids
from efe_graphql.types.payloads import Payload, Shown
from efe_graphql.types.user_errors import user_error

INPUT = "Ce qui est demandé."
LONGEST_SOURCE = 500
ACTING = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@strawberry.input
class CommandInput:
    """The input of a mutation, and the use case that it calls. Its description is that of the mutation too.

    A class with a description is a command. `PAYLOAD` is for one that answers with another type than its module.
    """

    PAYLOAD: ClassVar[type[Payload] | None] = None
    OF_VAULT: ClassVar[frozenset[str]] = frozenset()
    """Paths of the texts that go into the vault and not into the register: these may name people."""
    ATTESTED_BY: ClassVar[str] = "source"
    """The field that `attested` reads: another one where the command has a `source` of its own."""

    command_id: UUID | None = field(
        default=None, description="La commande : la même, répétée, a la même réponse et n'agit qu'une fois."
    )
    expected_version: int | None = field(
        default=None, description="La version de l'objet sur laquelle agir ; sur une autre, l'acte est refusé."
    )
    effective_on: date | None = field(
        default=None, description="Le jour en droit de l'acte ; aujourd'hui par défaut."
    )
    source: str | None = field(
        default=None,
        description="Ce qui atteste un fait consigné tard, si le règlement le demande : une pièce, une raison.",
    )

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        """Called on a thread. `new_id` is for what the command makes: the same for the same command."""
        raise NotImplementedError

    def check(self, context: Context) -> None:
        """Checks before the platform runs the command, free texts excepted. On a thread."""
        check_persons(context, self.persons())

    def check_last(self, context: Context) -> None:
        """Checks whose answer a repeated command may have changed; they run after all others. Runs on a thread."""

    def do(self, context: Context, new_id: UUID) -> CommandResult:
        """Calls `dispatch`; a command that needs another port overrides it."""
        return self.dispatch(context.ports.platform, new_id)

    def settle(self, context: Context) -> None:
        """Applies idempotent effects outside the register, after the command is recorded. Runs on a thread.

        They are not in `do`: a batch or a rehearsal may discard what it decided.
        """

    def persons(self) -> set[UUID]:
        """The persons that the command names anew: the vault must hold them. Raises `BadUserInput`."""
        return {uuid_of("Person", each) for each in ids_in(self) if read_id(each).kind == "Person"}

    def answered(self, payload: type[Payload]) -> tuple[str, Shown]:
        """The field of the payload that shows what the command is about, and the type of that."""
        return payload.ENTITY

    def attested(self) -> str:
        """Returns the document or reason that attests a fact recorded late. Raises `Invalid`."""
        said = getattr(self, self.ATTESTED_BY)
        return texts.text(said, to_camel_case(self.ATTESTED_BY), longest=LONGEST_SOURCE) if said else ""

    async def as_seen(self, _context: Context, refusal: Refusal) -> Refusal:
        """Returns the refusal that the caller may see."""
        return refusal


def mutation_field[P: Payload](asked: type[CommandInput], payload: type[P]) -> Any:
    """The mutation of an input type."""

    async def resolve(
        info: Info,
        demand: Annotated[asked, strawberry.argument(name="input", description=INPUT)],  # type: ignore[valid-type]
    ) -> payload:  # type: ignore[valid-type]
        return await answer(info.context, demand, payload)

    return strawberry.mutation(resolver=resolve, description=get_object_definition(asked, strict=True).description)


async def answer[P: Payload](context: Context, asked: CommandInput, payload: type[P]) -> P:
    """Executes a command and returns its payload, with the refusal or the position. Raises `Unauthenticated`,
    `Forbidden`, `BadUserInput` or `OutcomeUnknown`.

    The position of a recorded command is there even when the read model does not follow in time.
    """
    with watched(context, asked):
        account = admitted(context, command_behind(command_name(asked)))
    try:
        with watched(context, asked):
            outcome = await run_sync(partial(_carried_out, context, account, asked))
    except Refusal as refusal:
        shown = await asked.as_seen(context, refusal)
        context.observed.refused.append(shown.code())
        return payload(user_errors=[user_error(shown, context.language)])
    except ledger.OutcomeUnknown as doubt:
        raise OutcomeUnknown(asked.command_id) from doubt
    context.observed.recorded += 1
    position = Position(outcome.position)
    name, kind = asked.answered(payload)
    try:
        await context.ports.wait(position, PATIENCE)
        entity = await kind.load(context, (outcome.entity,), ResolvedAsOf(position, position))
    except (TimeoutError, Timeout):
        return payload(position=position, user_errors=[])
    return payload(position=position, user_errors=[], **{name: entity})


def _carried_out(context: Context, account: UUID, asked: CommandInput) -> CommandResult:
    done = decide(context, account, asked)
    asked.settle(context)
    return done


def decide(context: Context, account: UUID, asked: CommandInput) -> CommandResult:
    """A command id is the sender's own: that another account used it changes nothing, and is not told."""
    asked.persons()  # the form of every id: whoever asks is told of it
    command = asked.command_id
    words = FreeTexts(context, asked, partial(tell, context, asked))
    own = own_id(account, command)
    try:
        return attempt(context, asked, words, key=command, new=own)
    except CommandReused:
        if command is None:
            raise
    if context.ports.platform.is_own_command(command, str(account)):
        raise CommandReused(command)
    try:
        return attempt(context, asked, words, key=own_id(account, command, "key"), new=own)
    except CommandReused:
        raise CommandReused(command) from None


def attempt(context: Context, asked: CommandInput, words: FreeTexts, *, key: UUID | None, new: UUID) -> CommandResult:
    with in_context(command_context(context, asked, words, key)):
        return asked.do(context, new)


def command_context(context: Context, asked: CommandInput, words: FreeTexts, key: UUID | None) -> CommandContext:
    return CommandContext(
        actor=str(context.viewer.account),
        person=context.person,
        today=context.today,
        by_clock=True,
        command_id=asked.command_id,
        command_key=key,
        expected_version=asked.expected_version,
        correlation_id=context.correlation_id,
        source=asked.attested(),
        check=partial(asked.check, context),
        check_words=partial(check_outside, context, asked, words),
    )


def check_outside(context: Context, asked: CommandInput, words: FreeTexts) -> None:
    asked.check_last(context)
    words.check()


def admitted(context: Context, command: str, roles: AbstractSet[Role] = ACTING, *, members: bool = True) -> UUID:
    """The account, if it holds one of the roles anywhere or, where `members` act too, represents one of them.

    Any other learns nothing, not even from a refusal.
    """
    account = context.viewer.account
    if not account:
        raise Unauthenticated
    if not (roles & context.roles or (members and context.represented)):
        why = Message("Ce compte n'a pas de rôle qui permette cet acte.")
        raise Forbidden(told(why, command))
    return account


@contextmanager
def watched(context: Context, asked: object) -> Iterator[None]:
    """Reports a refusal for want of rights as it is; the caller may receive another one."""
    try:
        yield
    except Refusal as refusal:
        if is_about_rights(refusal):
            tell(context, asked, refusal.code())
        raise


def command_name(asked: object) -> str:
    """The name of its mutation."""
    name = type(asked).__name__.removesuffix("Input")
    return name[0].lower() + name[1:]


def tell(context: Context, asked: object, code: str) -> None:
    """Reports a refused command to the monitoring."""
    context.ports.refused(
        RefusedCommand(
            command=command_name(asked),
            code=code,
            account=context.viewer.account,
            bassin=getattr(asked, "bassin", None),
            subjects=tuple(uuids(ids_in(asked))),
            correlation_id=context.correlation_id,
        )
    )


def given(**later: Any) -> dict[str, Any]:
    """The inputs that a later release added, where they are given.

    Without them a command is what it was: it is known by its digest when it is repeated after the upgrade.
    """
    return {name: value for name, value in later.items() if value}


def new_id(command: UUID | None, what: str = "new") -> UUID:
    """The same for the same command; another for another `what`."""
    return uuid5(command, what) if command else uuid4()


def own_id(account: UUID, command: UUID | None, what: str = "new") -> UUID:
    """The same for the same command of the same account."""
    return new_id(uuid5(account, str(command)) if command else None, what)


def check_persons(context: Context, wanted: AbstractSet[UUID]) -> None:
    """Raises `NotFound` for a person whom the vault does not hold."""
    if wanted and (unknown := wanted - context.ports.vault.persons(wanted).keys()):
        raise NotFound("Personne", min(unknown))


def ids_in(value: object) -> Iterator[str]:
    """Yields every id in an input."""
    if isinstance(value, list):
        for item in value:
            yield from ids_in(item)
    elif is_dataclass(value):
        for each in fields(value):
            found = getattr(value, each.name)
            if isinstance(found, str) and each.name.endswith("_id"):
                yield found
            else:
                yield from ids_in(found)
