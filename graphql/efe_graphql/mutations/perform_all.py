"""Batches of commands, each on the result of those before; recorded together, or one by one."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry import ID, field

from efe_domain.commands.batch import AllOrNothing
from efe_domain.commands.batch_execution import Outcome, has_lost_race
from efe_domain.commands.handler import CommandResult
from efe_domain.shared import ledger
from efe_domain.shared.errors import Invalid, Refusal
from efe_domain.shared.event import NIL
from efe_graphql.contract.errors import OutcomeUnknown, Timeout
from efe_graphql.contract.global_id import write_id
from efe_graphql.contract.permissions import command_behind
from efe_graphql.contract.scalars import Position
from efe_graphql.mutations.batch_texts import BatchTexts, TextsRefused
from efe_graphql.mutations.command_registry import PAYLOAD_OF, OneCommand, chosen
from efe_graphql.mutations.execute import (
    CommandInput,
    admitted,
    command_name,
    decide,
    decide_under_key,
    own_id,
    reporting_refusals,
    tell,
)
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.mutations.references import Made, References
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context, Info
from efe_graphql.types.user_errors import UserError, user_error

PERFORM_ALL = (
    "Exécuter des commandes dans l'ordre, cent au plus ; chacune a ses droits, son `commandId` et sa réponse. "
    "L'identifiant « Pole:=COMMANDE » désigne ce que fait une commande précédente, par son `commandId`."
)
COMMANDS = "Les commandes, dans l'ordre."
ATOMIC = "Toutes enregistrées ensemble, ou aucune si l'une est refusée ; sans cela, chacune pour elle-même."
MAX_BATCH_COMMANDS = 100
NOT_RECORDED = CommandResult(NIL, 0)
"""Result of a command whose batch is refused for another one."""


@strawberry.type(description="Ce qu'il advient d'une commande d'un lot.")
class CommandPayload:
    id: ID | None = field(default=None, description="L'objet de la commande ; nul si elle n'est pas enregistrée.")
    position: Position | None = field(
        default=None, description="La position de l'acte ; nulle s'il n'est pas enregistré."
    )
    repeated: bool = field(default=False, description="Si elle était enregistrée auparavant.")
    user_errors: list[UserError] = field(description="Pourquoi elle n'est pas enregistrée ; vide si elle l'est.")


async def perform_all(
    info: Info,
    commands: Annotated[list[OneCommand], strawberry.argument(description=COMMANDS)],
    atomic: Annotated[bool, strawberry.argument(description=ATOMIC)] = True,
) -> list[CommandPayload]:
    """Executes a batch. Raises `Invalid` for too many commands, `Overtaken`, and the errors of one mutation."""
    if not 1 <= len(commands) <= MAX_BATCH_COMMANDS:
        raise Invalid("commands", "Un lot a de une à {most} commandes.", most=MAX_BATCH_COMMANDS)
    context, inputs = info.context, [chosen(each) for each in commands]
    if any(each.dry_run for each in inputs):
        raise Invalid("commands", "Un lot ne s'essaie pas : chaque commande s'essaie pour elle-même.")
    with reporting_refusals(context, inputs[0]):
        account = admitted(context, command_behind(command_name(inputs[0])))
    try:
        outcomes = await run_sync(partial(_performed, context, account, inputs, atomic=atomic))
    except ledger.AppendOutcomeUnknown as doubt:
        raise OutcomeUnknown(inputs[0].command_id) from doubt
    visible = [await _as_seen(context, *each) for each in zip(inputs, outcomes, strict=True)]
    await _wait(context, visible)
    return _answers(context, inputs, visible, atomic=atomic)


def _performed(context: Context, account: UUID, inputs: Sequence[CommandInput], *, atomic: bool) -> Sequence[Outcome]:
    references = References()
    if atomic:
        return _together(context, account, inputs, references)
    decide_alone = partial(decide, context, account)
    decisions = [partial(_decided, context, account, each, references, decide_alone) for each in inputs]
    return [_alone(context, *each) for each in zip(inputs, decisions, strict=True)]


def _together(
    context: Context, account: UUID, inputs: Sequence[CommandInput], references: References
) -> Sequence[Outcome]:
    """Decides the batch, then searches all its texts, then records it."""
    words = [FreeTexts(context, each, partial(tell, context, each)) for each in inputs]
    with context.ports.named_texts.guesses(str(account), sum(each.has_texts for each in words)) as guesses:
        outcomes = _recorded(context, account, inputs, references, words, BatchTexts(guesses, context))
    if not any(isinstance(each, Refusal) or each is NOT_RECORDED for each in outcomes):
        for each, outcome in zip(inputs, outcomes, strict=True):
            if isinstance(outcome, CommandResult):
                each.settle(context, outcome)
    return outcomes


def _recorded(
    context: Context,
    account: UUID,
    inputs: Sequence[CommandInput],
    references: References,
    words: Sequence[FreeTexts],
    texts: BatchTexts,
) -> Sequence[Outcome]:
    """Returns the outcomes of commands that are recorded together, or of those that keep them from it."""

    def decide_later(number: int, resolved: CommandInput) -> CommandResult:
        texts.begin(number)
        return decide_under_key(context, account, resolved, partial(texts.defer, number, words[number]))

    decisions = [
        partial(_decided, context, account, each, references, partial(decide_later, number))
        for number, each in enumerate(inputs)
    ]
    keys = {each.command_id for each in inputs if each.command_id}
    try:
        outcomes = context.ports.platform.perform_together(decisions, keys, before_append=texts.check)
    except TextsRefused as refused:
        return [refused.refusals.get(number, NOT_RECORDED) for number in range(len(inputs))]
    except Refusal as refusal:
        texts.count_misses(is_lost_race=refusal.is_lost_race)
        raise
    if any(isinstance(each, Refusal) for each in outcomes):
        texts.count_misses(is_lost_race=has_lost_race(outcomes))
    return outcomes


def _decided(
    context: Context,
    account: UUID,
    command_input: CommandInput,
    references: References,
    decide_resolved: Callable[[CommandInput], CommandResult],
) -> CommandResult:
    references.drop(str(command_input.command_id))
    with reporting_refusals(context, command_input):
        result = decide_resolved(references.resolved(command_input))
    if command_input.command_id:
        references.keep(str(command_input.command_id), Made(result.entity, own_id(account, command_input.command_id)))
    return result


def _alone(context: Context, command_input: CommandInput, decided: "partial[CommandResult]") -> Outcome:
    try:
        result = decided()
    except Refusal as refusal:
        return refusal
    command_input.settle(context, result)
    return result


async def _as_seen(context: Context, command_input: CommandInput, outcome: Outcome) -> Outcome:
    return await command_input.as_seen(context, outcome) if isinstance(outcome, Refusal) else outcome


async def _wait(context: Context, outcomes: Sequence[Outcome]) -> None:
    """Waits a short time until the read model has the recorded commands."""
    last = max((each.position for each in outcomes if isinstance(each, CommandResult)), default=0)
    if last:
        try:
            await context.ports.wait(last, PATIENCE)
        except (TimeoutError, Timeout):
            return


def _answers(
    context: Context, inputs: Sequence[CommandInput], outcomes: Sequence[Outcome], *, atomic: bool
) -> list[CommandPayload]:
    refused = next((n for n, each in enumerate(outcomes, start=1) if isinstance(each, Refusal)), 0)
    undone = AllOrNothing(refused) if atomic and refused else None
    answers = [
        _answer(context, number, each, outcome if isinstance(outcome, Refusal) else undone or outcome)
        for number, (each, outcome) in enumerate(zip(inputs, outcomes, strict=True), start=1)
    ]
    for outcome, answer in zip(outcomes, answers, strict=True):
        context.observed.recorded_commands += answer.position is not None
        if isinstance(outcome, Refusal):
            context.observed.refused.append(outcome.code())
    return answers


def _answer(context: Context, number: int, command_input: CommandInput, outcome: Outcome) -> CommandPayload:
    """Returns the payload of one command. Raises a refusal that ends the whole field, as a single command does; its
    extensions name the command.
    """
    if isinstance(outcome, Refusal):
        try:
            return CommandPayload(user_errors=[user_error(outcome, context.language)])
        except Refusal as refusal:
            refused_command = {"command": command_name(command_input), "number": number}
            refusal.extensions = refused_command  # type: ignore[attr-defined] # graphql-core takes them into its error
            raise
    _, kind = PAYLOAD_OF[type(command_input)].ENTITY
    return CommandPayload(
        id=write_id(kind.__name__, (outcome.entity,)),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        user_errors=[],
    )
