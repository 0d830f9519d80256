"""Composite command that sends the content of a project to the pôles that may carry it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

import strawberry
from strawberry import ID, field

from efe_domain.shared.errors import Invalid
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.mutations.composite import CommandPart, CompositeInput, CompositeRun
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.invitation_mutations import InvitePoleInput
from efe_graphql.types.project.invitation import Invitation


@strawberry.input(
    description="Envoyer le contenu actuel d'un projet à plusieurs pôles, qui sont invités à le porter"
    " (PS-CONJOINT) ; par le pôle pilote. Tous sont invités ensemble, ou aucun."
)
class InvitePolesInput(CompositeInput):
    LISTED: ClassVar[str] = "poleIds"

    project_id: ID = field(description="Le projet.")
    pole_ids: list[ID] = field(description="Les pôles invités.")
    answer_by: date = field(description="Dernier jour pour accepter ou décliner ; après lui, l'invitation est échue.")

    def parts(self, _: CompositeRun) -> Sequence[CommandPart]:
        """Raises `Invalid` without a pôle."""
        if not self.pole_ids:
            raise Invalid("poleIds", "Un pôle au moins est attendu.")
        return [
            CommandPart(("poleIds", str(nth)), partial(self._invited, each)) for nth, each in enumerate(self.pole_ids)
        ]

    def _invited(self, pole_id: ID) -> CommandInput:
        return InvitePoleInput(
            project_id=self.project_id, pole_id=pole_id, answer_by=self.answer_by, effective_on=self.effective_on
        )

    async def shown(self, run: CompositeRun, as_of: ResolvedAsOf) -> dict[str, Any]:
        loaded = [
            await Invitation.load(run.context, (run.entity(number),), as_of) for number in range(len(run.parts))
        ]
        return {"invitations": [each for each in loaded if each]}
