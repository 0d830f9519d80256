"""Dry run of a command: decided as the command, in a batch that is never appended."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from anyio.to_thread import run_sync

from efe_domain.commands.batch_execution import CommandPlan
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import Timeout
from efe_graphql.mutations.execute import CommandInput, decide_under_key, tell
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context
from efe_graphql.types.trail.planned_events import PlannedConsequences, PlannedEvent


class PlannedActs(NamedTuple):
    """Events that the viewer may see, and what follows elsewhere, over the rows `as_of` a position."""

    events: list[PlannedEvent]
    consequences: PlannedConsequences
    as_of: ResolvedAsOf


async def planned_acts(context: Context, account: UUID, command_input: CommandInput) -> PlannedActs:
    """Returns what a command would record. Raises its refusal, or `Timeout` if the read model does not follow."""
    return await show_acts(context, await run_sync(partial(_plan, context, account, command_input)))


def _plan(context: Context, account: UUID, command_input: CommandInput) -> CommandPlan:
    """Plans the command. Searches its texts for names, which counts as a guess: no recorded command keeps it."""
    words = FreeTexts(context, command_input, partial(tell, context, command_input), is_dry=True)
    decision = partial(decide_under_key, context, account, command_input, words.check)
    keys = {command_input.command_id} if command_input.command_id else ()
    with words.guessing():
        plan = context.ports.platform.plan([decision], keys)
        plan.check()
        words.count_miss()
        return plan


async def show_acts(context: Context, plan: CommandPlan) -> PlannedActs:
    """Folds the events over the rows at the head. Those on objects that the viewer may not see are only counted."""
    try:
        await context.ports.wait(plan.position, PATIENCE)
    except TimeoutError:
        raise Timeout from None
    own = {result.entity for result in plan.results}
    position = await context.ports.reads.position()
    rows = await run_sync(partial(context.ports.planned.rows, plan.events, position)) if plan.events else ()
    as_of = ResolvedAsOf(position, position)
    visible = [row for row in rows if row.subject in own or _is_open(context, row.bassins)]
    events_to_show = [await PlannedEvent.of(row, context, as_of) for row in visible]
    hidden_events = len(rows) - len(visible)
    return PlannedActs(events_to_show, PlannedConsequences.of(events_to_show, own, hidden_events, as_of), as_of)


def _is_open(context: Context, bassins: Sequence[str]) -> bool:
    """Tells whether the viewer sees the trail of one of the Instances, as for a recorded event."""
    return not set(context.viewer.bassins).isdisjoint(bassins)
