"""Root field that previews a rectification, with the rights and the input of the mutation."""

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
from efe_graphql.mutations.execute import INPUT, admitted, command_context, command_name, reporting_refusals
from efe_graphql.request.context import Context, Info
from efe_graphql.types.correction import RectificationPreview, refused_preview, visible_preview


@strawberry.type
class PreviewFields:
    @field(
        description=(
            "Avant de rectifier : ce que la même demande ferait, ou pourquoi elle serait refusée, pour qui peut la "
            "faire. Rien n'est enregistré ; `commandId` n'est pas retenu."
        )
    )
    async def preview_rectification(
        self, info: Info, command_input: Annotated[RectifyInput, strawberry.argument(name="input", description=INPUT)]
    ) -> RectificationPreview:
        context = info.context
        with reporting_refusals(context, command_input):
            admitted(context, command_behind(command_name(command_input)))
        try:
            with reporting_refusals(context, command_input):
                preview = await run_sync(partial(_look, context, command_input))
        except Refusal as refusal:
            return refused_preview(await command_input.as_seen(context, refusal), context)
        return await visible_preview(preview, context)


def _look(context: Context, command_input: RectifyInput) -> Preview:
    command_input.persons()  # the form of every id
    command_input = replace(command_input, command_id=None)  # what it names may be recorded later, or was already
    check = partial(command_input.check, context)
    with in_context(command_context(context, command_input, check, _search_nothing, None)):
        return command_input.preview(context)


def _search_nothing() -> None:
    """Leaves the texts unread: a preview records nothing, so that a guess of a name would leave no trace."""
