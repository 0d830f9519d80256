"""Options of forms that name an axis which an Instance has identified."""

from asyncio import gather
from collections.abc import Callable, Collection
from typing import Any

import msgspec

from efe_infra.console.axis.generated import AXES_TO_CHOOSE, AxisOfInstance
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS, LABELS
from efe_infra.console.web.page_request import PageRequest


async def axis_options(
    visit: PageRequest, bassins: Collection[str], sends: Callable[[str, AxisOfInstance], Any]
) -> list[Option]:
    """Returns the axes in force of some Instances; `sends` takes a bassin and an axis."""
    answers = await gather(*(visit.ask(AXES_TO_CHOOSE, bassin=each) for each in bassins))
    return [
        Option(
            f"{bassin}/{identified.axis.key}",
            identified.axis.label,
            sends(bassin, identified.axis),
            note=axis_note(identified.axis.kind, bassin),
        )
        for bassin, answer in zip(bassins, answers, strict=True)
        for identified in (answer.instance.axes if answer.instance else ())
    ]


def axis_note(kind: str, bassin: str) -> str:
    return tr("%(kind)s · %(bassin)s", kind=tr(LABELS["AxisKind"][kind].words), bassin=BASSINS[bassin])


def axis_input(axis: AxisOfInstance) -> dict[str, Any]:
    """Returns an axis as the input of a command."""
    fields: dict[str, Any] = msgspec.to_builtins(axis)
    del fields["key"]
    return fields
