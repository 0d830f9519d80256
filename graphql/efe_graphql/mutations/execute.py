"""Execution of every command: checks, rights, decision, effects, and the payload."""

from collections.abc import Callable, Iterator
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
from efe_domain.access.powers import STATEMENTS, explain_rights
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
from efe_graphql.request.ports import RefusedCommand, is_about_rights, uuids
from efe_graphql.types.payloads import Payload, Shown
from efe_graphql.types.user_errors import user_error

INPUT = "Ce qui est demandé."
LONGEST_SOURCE = 500
ACTING = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@strawberry.input
class CommandInput:
    """Input of a mutation, with the use case it calls. Its description is that of the mutation too.

    A subclass with a description is a command. `PAYLOAD` overrides the payload type of its module.
    """

    PAYLOAD: ClassVar[type[Payload] | None] = None
    OF_VAULT: ClassVar[frozenset[str]] = frozenset()
    """Paths of texts that are stored in the vault alone: these may name persons."""
    ATTESTED_BY: ClassVar[str] = "source"
    """Field that `attested` reads; another one where the command has a `source` of its own."""

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
        """Calls the use case, on a thread. `new_id` is for the object it creates, the same for a repeated command."""
        raise NotImplementedError

    def check(self, context: Context) -> None:
        """Checks the input before the platform runs the command, except free texts. Runs on a thread."""
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
        """Returns the persons that the input names; the vault must hold them. Raises `BadUserInput`."""
        return {uuid_of("Person", each) for each in ids_in(self) if read_id(each).kind == "Person"}

    def answered(self, payload: type[Payload]) -> tuple[str, Shown]:
        """Returns the field of the payload that shows the entity, and its type."""
        return payload.ENTITY

    def attested(self) -> str:
        """Returns the document or reason that attests a fact recorded late. Raises `Invalid`."""
        text = getattr(self, self.ATTESTED_BY)
        return texts.text(text, to_camel_case(self.ATTESTED_BY), longest=LONGEST_SOURCE) if text else ""

    async def as_seen(self, _context: Context, refusal: Refusal) -> Refusal:
        """Returns the refusal that the caller may see."""
        return refusal


def mutation_field[P: Payload](input_type: type[CommandInput], payload: type[P]) -> Any:
    """Returns the mutation of an input type."""

    async def resolve(
        info: Info,
        command_input: Annotated[input_type, strawberry.argument(name="input", description=INPUT)],  # type: ignore[valid-type]
    ) -> payload:  # type: ignore[valid-type]
        return await answer(info.context, command_input, payload)

    description = get_object_definition(input_type, strict=True).description
    return strawberry.mutation(resolver=resolve, description=description)


async def answer[P: Payload](context: Context, command_input: CommandInput, payload: type[P]) -> P:
    """Executes a command and returns its payload, with the refusal or the position. Raises `Unauthenticated`,
    `Forbidden`, `BadUserInput` or `OutcomeUnknown`.

    The position of a recorded command is there even when the read model does not follow in time.
    """
    with watched(context, command_input):
        account = admitted(context, command_behind(command_name(command_input)))
    try:
        with watched(context, command_input):
            outcome = await run_sync(partial(_execute, context, account, command_input))
    except Refusal as refusal:
        visible = await command_input.as_seen(context, refusal)
        context.observed.refused.append(visible.code())
        return payload(user_errors=[user_error(visible, context.language)])
    except ledger.OutcomeUnknown as doubt:
        raise OutcomeUnknown(command_input.command_id) from doubt
    context.observed.recorded += 1
    position = Position(outcome.position)
    name, kind = command_input.answered(payload)
    try:
        await context.ports.wait(position, PATIENCE)
        entity = await kind.load(context, (outcome.entity,), ResolvedAsOf(position, position))
    except (TimeoutError, Timeout):
        return payload(position=position, user_errors=[])
    return payload(position=position, user_errors=[], **{name: entity})


def _execute(context: Context, account: UUID, command_input: CommandInput) -> CommandResult:
    result = decide(context, account, command_input)
    command_input.settle(context)
    return result


def decide(context: Context, account: UUID, command_input: CommandInput) -> CommandResult:
    """Decides and records a command as `decide_under_key`, and searches its texts for names."""
    words = FreeTexts(context, command_input, partial(tell, context, command_input))
    with words.guessing():
        return decide_under_key(context, account, command_input, words.check)


def decide_under_key(
    context: Context, account: UUID, command_input: CommandInput, check_words: Callable[[], None]
) -> CommandResult:
    """Decides and records a command under its idempotency key, which belongs to the account.

    A command id of another account neither conflicts nor is disclosed.
    """
    command_input.persons()  # raises for a malformed id, before rights are checked
    command = command_input.command_id
    own = own_id(account, command)
    try:
        return attempt(context, command_input, check_words, key=command, new=own)
    except CommandReused:
        if command is None:
            raise
    if context.ports.platform.is_own_command(command, str(account)):
        raise CommandReused(command)
    try:
        return attempt(context, command_input, check_words, key=own_id(account, command, "key"), new=own)
    except CommandReused:
        raise CommandReused(command) from None


def attempt(
    context: Context, command_input: CommandInput, check_words: Callable[[], None], *, key: UUID | None, new: UUID
) -> CommandResult:
    with in_context(command_context(context, command_input, check_words, key)):
        return command_input.do(context, new)


def command_context(
    context: Context, command_input: CommandInput, check_words: Callable[[], None], key: UUID | None
) -> CommandContext:
    return CommandContext(
        actor=str(context.viewer.account),
        person=context.person,
        today=context.today,
        by_clock=True,
        person_of=context.ports.person_of,
        command_id=command_input.command_id,
        command_key=key,
        expected_version=command_input.expected_version,
        correlation_id=context.correlation_id,
        source=command_input.attested(),
        check=partial(command_input.check, context),
        check_words=partial(check_outside, context, command_input, check_words),
    )


def check_outside(context: Context, command_input: CommandInput, check_words: Callable[[], None]) -> None:
    command_input.check_last(context)
    check_words()


def admitted(context: Context, command: str, roles: AbstractSet[Role] = ACTING, *, members: bool = True) -> UUID:
    """Returns the account if it holds one of the roles anywhere or, with `members`, may speak for a member.

    Raises `Unauthenticated` or `Forbidden`, which disclose nothing of the register.
    """
    account = context.viewer.account
    if not account:
        raise Unauthenticated
    speaks = context.represented or (context.person and command in STATEMENTS)
    if not (roles & context.roles or (members and speaks)):
        raise Forbidden(explain_rights(Message("Ce compte n'a pas de rôle qui permette cet acte."), command))
    return account


@contextmanager
def watched(context: Context, command_input: object) -> Iterator[None]:
    """Reports a refusal for want of rights as it is; the caller may receive another one."""
    try:
        yield
    except Refusal as refusal:
        if is_about_rights(refusal):
            tell(context, command_input, refusal.code())
        raise


def command_name(command_input: object) -> str:
    """Returns the name of the mutation of an input."""
    name = type(command_input).__name__.removesuffix("Input")
    return name[0].lower() + name[1:]


def tell(context: Context, command_input: object, code: str) -> None:
    """Reports a refused command to the monitoring."""
    context.ports.refused(
        RefusedCommand(
            command=command_name(command_input),
            code=code,
            account=context.viewer.account,
            bassin=getattr(command_input, "bassin", None),
            subjects=tuple(uuids(ids_in(command_input))),
            correlation_id=context.correlation_id,
        )
    )


def optional_arguments(**later: Any) -> dict[str, Any]:
    """Returns the arguments that a later release added, without empty ones.

    Without them the digest of a command stays the same when it is repeated after the upgrade.
    """
    return {name: value for name, value in later.items() if value}


def new_id(command: UUID | None, what: str = "new") -> UUID:
    """Returns an id derived from the command and `what`; a random one without a command id."""
    return uuid5(command, what) if command else uuid4()


def own_id(account: UUID, command: UUID | None, what: str = "new") -> UUID:
    """Returns an id derived from the account, its command id and `what`."""
    return new_id(uuid5(account, str(command)) if command else None, what)


def check_persons(context: Context, ids: AbstractSet[UUID]) -> None:
    """Raises `NotFound` for a person that the vault does not hold."""
    if ids and (unknown := ids - context.ports.vault.persons(ids).keys()):
        raise NotFound("Personne", min(unknown))


def ids_in(value: object) -> Iterator[str]:
    """Yields every id in an input."""
    if isinstance(value, list):
        for item in value:
            yield from ids_in(item)
    elif is_dataclass(value):
        for each in fields(value):
            part = getattr(value, each.name)
            if isinstance(part, str) and each.name.endswith("_id"):
                yield part
            else:
                yield from ids_in(part)
