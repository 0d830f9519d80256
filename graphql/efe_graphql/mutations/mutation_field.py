"""Mutation of one command: its execution or its dry run, and the payload."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry
from anyio.to_thread import run_sync
from strawberry.types.base import get_object_definition

from efe_domain.commands.handler import CommandResult
from efe_domain.shared import ledger
from efe_domain.shared.errors import Refusal
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import OutcomeUnknown, Timeout
from efe_graphql.contract.permissions import command_behind
from efe_graphql.contract.scalars import Position
from efe_graphql.mutations.dry_run import planned_acts
from efe_graphql.mutations.execute import INPUT, CommandInput, admitted, command_name, decide, reporting_refusals
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context, Info
from efe_graphql.types.payloads import Payload
from efe_graphql.types.user_errors import user_errors


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
    """Executes a command, or plans it, and returns its payload. Raises `Unauthenticated`, `Forbidden`, `BadUserInput`
    or `OutcomeUnknown`.
    """
    with reporting_refusals(context, command_input):
        account = admitted(context, command_behind(command_name(command_input)))
    try:
        with reporting_refusals(context, command_input):
            if command_input.dry_run:
                acts = await planned_acts(context, account, command_input)
                return payload(user_errors=[], planned=acts.events, consequences=acts.consequences)
            outcome = await run_sync(partial(_execute, context, account, command_input))
    except Refusal as refusal:
        visible = await command_input.as_seen(context, refusal)
        context.observed.refused.append(visible.code())
        return payload(user_errors=user_errors(refusal, visible, context.language))
    except ledger.AppendOutcomeUnknown as doubt:
        raise OutcomeUnknown(command_input.command_id) from doubt
    context.observed.recorded_commands += 1
    return await _show(context, command_input, payload, outcome)


async def _show[P: Payload](
    context: Context, command_input: CommandInput, payload: type[P], outcome: CommandResult
) -> P:
    """Returns the payload of a recorded command; the position even when the read model does not follow in time."""
    position = Position(outcome.position)
    name, kind = command_input.answered(payload)
    try:
        await context.ports.wait(position, PATIENCE)
        entity = await kind.load(context, (outcome.entity,), ResolvedAsOf(position, position))
    except (TimeoutError, Timeout):
        return payload(position=position, user_errors=[])
    entity_field: dict[str, Any] = {name: entity}
    return payload(position=position, user_errors=[], **entity_field)


def _execute(context: Context, account: UUID, command_input: CommandInput) -> CommandResult:
    try:
        result = decide(context, account, command_input)
    except Refusal as refusal:
        command_input.settle_refused(context, refusal)
        raise
    command_input.settle(context, result)
    return result
