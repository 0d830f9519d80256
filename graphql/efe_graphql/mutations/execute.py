"""Execution of every command: checks, rights, decision, effects, and the payload."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

import strawberry
from msgspec import structs
from strawberry import field
from strawberry.utils.str_converters import to_camel_case

from efe_domain.access.grants import Role
from efe_domain.access.powers import STATEMENTS, explain_rights
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared import texts
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.errors import CommandReused, Forbidden, NotFound, Refusal
from efe_domain.shared.messages import Message
from efe_graphql.contract.errors import Unauthenticated
from efe_graphql.contract.global_id import read_id, uuid_of
from efe_graphql.mutations.admission import ALONE, Admission, CompositeMembership
from efe_graphql.mutations.form_errors import LONGEST_SOURCE
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.request.context import Context
from efe_graphql.request.ports import RefusedCommand, is_about_rights, uuids
from efe_graphql.types.payloads import Payload, Shown

INPUT = "Ce qui est demandé."
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

    dry_run: bool | None = field(
        default=False,
        description="Un essai : la réponse dit ce qui serait enregistré, ou pourquoi l'acte serait refusé ; rien"
        " n'est enregistré, et `commandId` peut servir ensuite.",
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

    def settle(self, context: Context, result: CommandResult) -> None:
        """Applies idempotent effects outside the register, after the command is recorded. Runs on a thread.

        They are not in `do`: a batch or a rehearsal may discard what it decided.
        """

    def settle_refused(self, context: Context, refusal: Refusal) -> None:
        """Completes effects that an earlier command left unfinished. Runs on a thread."""

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


def decide(context: Context, account: UUID, command_input: CommandInput) -> CommandResult:
    """Decides and records a command as `decide_under_key`, and searches its texts for names."""
    words = FreeTexts(context, command_input, partial(tell, context, command_input))
    with words.guessing():
        result = decide_under_key(context, account, command_input, words.check)
        words.forgive()
        return result


def decide_under_key(
    context: Context,
    account: UUID,
    command_input: CommandInput,
    check_words: Callable[[], None],
    *,
    composition: CompositeMembership = ALONE,
) -> CommandResult:
    """Decides and records a command under its idempotency key, which belongs to the account.

    A command id of another account neither conflicts nor is disclosed. A refusal names the errors of form too, once
    the right is known.
    """
    command_input.persons()  # raises for a malformed id, before rights are checked
    admission = Admission(command_input, partial(command_input.check, context), composition)
    command = command_input.command_id
    own = own_id(account, command)
    try:
        with admission.naming_form_errors():
            return attempt(context, command_input, admission, check_words, key=command, new=own)
    except CommandReused:
        if command is None:
            raise
    if context.ports.platform.is_own_command(command, str(account)):
        raise CommandReused(command)
    try:
        with admission.naming_form_errors():
            key = own_id(account, command, "key")
            return attempt(context, command_input, admission, check_words, key=key, new=own)
    except CommandReused:
        raise CommandReused(command) from None


def attempt(
    context: Context,
    command_input: CommandInput,
    admission: Admission,
    check_words: Callable[[], None],
    *,
    key: UUID | None,
    new: UUID,
) -> CommandResult:
    """Decides and records a command under that key; `new` is the id of the object that it creates."""
    command = command_context(context, command_input, admission.check, check_words, key)
    with in_context(structs.replace(command, composite=admission.composition.digest)):
        return command_input.do(context, new)


def command_context(
    context: Context,
    command_input: CommandInput,
    check: Callable[[], None],
    check_words: Callable[[], None],
    key: UUID | None,
) -> CommandContext:
    return CommandContext(
        actor=str(context.viewer.account),
        person=context.person,
        today=context.today,
        by_clock=True,
        person_of=context.ports.person_of,
        is_service=context.ports.is_service,
        is_application=context.is_application,
        coordinates_in=context.scope.coordinates_in if context.scope else None,
        command_id=command_input.command_id,
        command_key=key,
        expected_version=command_input.expected_version,
        correlation_id=context.correlation_id,
        source=command_input.attested(),
        check=check,
        check_words=partial(check_outside, context, command_input, check_words),
    )


def check_outside(context: Context, command_input: CommandInput, check_words: Callable[[], None]) -> None:
    """Runs the last checks of the input, then the search of its texts for names."""
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
def reporting_refusals(context: Context, command_input: object) -> Iterator[None]:
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
