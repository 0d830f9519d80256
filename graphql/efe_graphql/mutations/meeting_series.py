"""Composite command that convenes a series of meetings of one assembly, each its own."""

from collections.abc import Sequence
from datetime import date, time
from functools import partial
from typing import Any, ClassVar

import strawberry
from strawberry import field

from efe_domain.shared.errors import Invalid
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.mutations.composite import CommandPart, CompositeInput, CompositeRun
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.meeting_mutations import ENDS, PLACE, REMOTE, STARTS, AssemblyInput, ConveneMeetingInput
from efe_graphql.types.meeting import Meeting


@strawberry.input(description="Une réunion d'une série.")
class SeriesMeetingInput:
    day: date = field(description="Le jour de la réunion.")
    place: str = field(default="", description=PLACE)
    remote: bool = field(default=False, description=REMOTE)
    starts_at: time | None = field(default=None, description=STARTS)
    ends_at: time | None = field(default=None, description=ENDS)


@strawberry.input(
    description="Convoquer une série de réunions d'une assemblée ; chacune est ensuite reportée, annulée ou tenue"
    " pour elle-même. Toutes sont convoquées ensemble, ou aucune (M1, PS-REUNION)."
)
class ConveneSeriesInput(CompositeInput):
    LISTED: ClassVar[str] = "meetings"

    assembly: AssemblyInput = field(description="Qui se réunit.")
    meetings: list[SeriesMeetingInput] = field(description="Les réunions.")

    def parts(self, _: CompositeRun) -> Sequence[CommandPart]:
        """Raises `Invalid` without a meeting."""
        if not self.meetings:
            raise Invalid("meetings", "Une réunion au moins est attendue.")
        return [
            CommandPart(("meetings", str(nth)), partial(self._convened, each))
            for nth, each in enumerate(self.meetings)
        ]

    def _convened(self, meeting: SeriesMeetingInput) -> CommandInput:
        return ConveneMeetingInput(
            assembly=self.assembly,
            day=meeting.day,
            place=meeting.place,
            remote=meeting.remote,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            effective_on=self.effective_on,
        )

    async def shown(self, run: CompositeRun, as_of: ResolvedAsOf) -> dict[str, Any]:
        loaded = [await Meeting.load(run.context, (run.entity(number),), as_of) for number in range(len(run.parts))]
        return {"meetings": [each for each in loaded if each]}
