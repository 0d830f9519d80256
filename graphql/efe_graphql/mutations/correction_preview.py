"""The root field that tells what a rectification would do. It has the rights and the input of the mutation."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.commands.correction_preview import Preview
from efe_domain.shared.command_context import in_context
from efe_domain.shared.errors import Refusal
from efe_graphql.contract.permissions import command_behind
from efe_graphql.mutations.correction_mutations import RectifyInput
from efe_graphql.mutations.execute import INPUT, admitted, command_context, command_name, tell, watched
from efe_graphql.mutations.free_texts import FreeTexts
from efe_graphql.request.context import Context, Info
from efe_graphql.types.correction import RectificationPreview, refused, shown


@strawberry.type
class PreviewFields:
    @field(
        description=(
            "Avant de rectifier : ce que la même demande ferait, ou pourquoi elle serait refusée, pour qui peut la "
            "faire. Rien n'est enregistré ; `commandId` n'est pas retenu."
        )
    )
    async def preview_rectification(
        self, info: Info, demand: Annotated[RectifyInput, strawberry.argument(name="input", description=INPUT)]
    ) -> RectificationPreview:
        context = info.context
        with watched(context, demand):
            admitted(context, command_behind(command_name(demand)))
        try:
            with watched(context, demand):
                found = await run_sync(partial(_look, context, demand))
        except Refusal as refusal:
            return refused(await demand.as_seen(context, refusal), context)
        return await shown(found, context)


def _look(context: Context, demand: RectifyInput) -> Preview:
    demand.persons()  # the form of every id
    demand = replace(demand, command_id=None)  # what it names may be recorded later, or was already
    words = FreeTexts(context, demand, partial(tell, context, demand))
    with in_context(command_context(context, demand, words, None)):
        return demand.preview(context)
