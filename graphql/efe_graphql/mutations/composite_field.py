"""Mutation of a composite command: its execution or its dry run, and the payload."""

from contextlib import suppress
from functools import partial
from typing import Annotated, Any, NamedTuple

import strawberry
from anyio.to_thread import run_sync
from strawberry.types.base import get_object_definition

from efe_domain.commands.batch_execution import CommandPlan, has_lost_race
from efe_domain.commands.handler import CommandResult
from efe_domain.shared import ledger
from efe_domain.shared.errors import Invalid, Refusal
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import OutcomeUnknown, Timeout
from efe_graphql.contract.permissions import command_behind
from efe_graphql.contract.scalars import Position
from efe_graphql.mutations.composite import CompositeInput, CompositeRun, PartRefusal
from efe_graphql.mutations.dry_run import show_acts
from efe_graphql.mutations.execute import INPUT, admitted, command_name, reporting_refusals, tell
from efe_graphql.mutations.form_errors import form_errors
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context, Info
from efe_graphql.types.payloads import Payload
from efe_graphql.types.user_errors import UserError, same_error, user_error, without_numbers


class Execution(NamedTuple):
    """Outcome of a composite command: the run, and its plan or the position of its last event."""

    run: CompositeRun
    plan: CommandPlan | None = None
    position: int = 0


def composite_field[P: Payload](input_type: type[CompositeInput], payload: type[P]) -> Any:
    """Returns the mutation of a composite input."""

    async def resolve(
        info: Info,
        command_input: Annotated[input_type, strawberry.argument(name="input", description=INPUT)],  # type: ignore[valid-type]
    ) -> payload:  # type: ignore[valid-type]
        return await answer(info.context, command_input, payload)

    description = get_object_definition(input_type, strict=True).description
    return strawberry.mutation(resolver=resolve, description=description)


async def answer[P: Payload](context: Context, composite: CompositeInput, payload: type[P]) -> P:
    """Executes or plans a composite command. Raises as a single command does; the extensions of an error that ends
    the field name the part.
    """
    with reporting_refusals(context, composite):
        account = admitted(context, command_behind(command_name(composite)))
    try:
        execution = await run_sync(lambda: _execute(CompositeRun(context, account, composite)))
    except Refusal as refusal:
        context.observed.refused.append(refusal.code())
        return payload(user_errors=[user_error(refusal, context.language)])
    except ledger.AppendOutcomeUnknown as doubt:
        raise OutcomeUnknown(composite.command_id) from doubt
    if execution.run.refused:
        return payload(user_errors=await _errors(context, execution.run))
    if execution.plan:
        acts = await show_acts(context, execution.plan)
        others = await composite.shown(execution.run, acts.as_of)
        return payload(user_errors=[], planned=acts.events, consequences=acts.consequences, **others)
    context.observed.recorded_commands += 1
    return await _show(context, execution, payload)


def _execute(run: CompositeRun) -> Execution:
    """Decides all parts, then searches the texts of the composite input, then records the parts together."""
    context, composite, decisions = run.context, run.composite, run.decisions()
    words = FreeTexts(context, composite, partial(tell, context, composite), is_dry=bool(composite.dry_run))
    platform = context.ports.platform
    with words.guessing():
        if composite.dry_run:
            plan = platform.plan(decisions, run.keys)
            if run.is_new and not run.refused:
                composite.check_texts()
                words.check()
            words.count_miss()
            return Execution(run, plan=plan)

        def before_append() -> None:
            if run.is_new:
                composite.check_texts()
                words.check()
            composite.prepare(run)

        try:
            outcomes = platform.perform_together(decisions, run.keys, before_append=before_append)
        except Refusal:
            composite.undo(run)
            raise
        if run.refused:
            composite.undo(run)
            words.count_miss(is_lost_race=has_lost_race(outcomes))
        else:
            words.forgive()
            _prepare_again(run)
        results = [each for each in outcomes if isinstance(each, CommandResult)]
        return Execution(run, position=max((each.position for each in results), default=0))


def _prepare_again(run: CompositeRun) -> None:
    """Writes again what the events name: the same command, sent at the same time and refused, may have removed it."""
    if run.composite.command_id and run.prepared:
        with suppress(Refusal):
            run.composite.prepare(run)


async def _show[P: Payload](context: Context, execution: Execution, payload: type[P]) -> P:
    """Returns the payload of a recorded command; the position even when the read model does not follow in time."""
    run, position = execution.run, Position(execution.position)
    name, kind = run.composite.answered(payload)
    try:
        await context.ports.wait(position, PATIENCE)
        as_of = ResolvedAsOf(position, position)
        shown_fields = {
            name: await kind.load(context, (run.entity(0),), as_of),
            **await run.composite.shown(run, as_of),
        }
    except (TimeoutError, Timeout):
        return payload(position=position, user_errors=[])
    return payload(position=position, user_errors=[], **shown_fields)


async def _errors(context: Context, run: CompositeRun) -> list[UserError]:
    """Returns the errors of form of the whole input, then the refusals of its parts, each under the path of its
    part.
    """
    refusals = run.refusals
    is_granted = any(each.refusal.form_errors is not None for each in refusals)
    of_form, of_parts = list(form_errors(run.composite)) if is_granted else [], list[UserError]()
    for each in refusals:
        visible = await each.command.as_seen(context, each.refusal)
        context.observed.refused.append(visible.code())
        if isinstance(visible, Invalid) and (same := same_error(_path(each, visible), visible, of_form)):
            of_form.remove(same)
        of_parts.append(_part_error(context, each, visible))
    return [*(user_error(error, context.language) for error in of_form), *of_parts]


def _path(part: PartRefusal, refusal: Invalid) -> str:
    """Returns the path of a wrong field in the composite input, without numbers."""
    return without_numbers(".".join([*part.path, refusal.field]))


def _part_error(context: Context, part: PartRefusal, visible: Refusal) -> UserError:
    """Raises a refusal that no payload carries; its extensions name the part."""
    try:
        error = user_error(visible, context.language)
    except Refusal as refusal:
        if part.path:
            refusal.extensions = {"path": [*part.path]}  # type: ignore[attr-defined] # graphql-core takes them into its error
        raise
    error.path = [error.path[0], *part.path, *error.path[1:]]
    return error
