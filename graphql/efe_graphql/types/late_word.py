"""Late word of a person who no longer sits: the adopted decision to speak on, and what was recorded before."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.decision.events import Stance
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_projections.decision.late_words import LateWordRow, late_words


@strawberry.type(
    description="Une décision adoptée sur laquelle une personne sans siège peut encore parler pour un membre"
    " (PS-CONSENSUS). Elle seule la lit ainsi."
)
class LateWord:
    row: strawberry.Private[LateWordRow]
    as_of: strawberry.Private[ResolvedAsOf]
    decision_id: strawberry.ID = field(description="L'identifiant à donner à `takePosition`.")
    title: str = field(description="Le titre de la décision.")
    text: str = field(description="Son texte.")
    content_hash: str = field(description="L'empreinte du texte, à donner à `takePosition`.")
    adopted_on: date = field(description="Jour de l'adoption.")
    late_until: date = field(description="Jusqu'à quel jour la personne peut parler.")
    stance: Stance | None = field(description="La dernière position du membre ; nulle s'il n'y en a pas.")
    words: str | None = field(description="Les mots de cette position.")
    contests: bool = field(description="Si l'objection du membre tient : la personne peut toujours y mettre fin.")

    member = linked(Operator, "row.operator", "Le membre pour qui elle parle.")
    pole = linked(Pole, "row.pole", "Le pôle qui a décidé.")

    @classmethod
    def of(cls, row: LateWordRow, as_of: ResolvedAsOf) -> Self:
        return cls(
            row=row,
            as_of=as_of,
            decision_id=write_id("Decision", (row.decision,)),
            title=row.title,
            text=row.text,
            content_hash=row.content_hash,
            adopted_on=row.adopted_on,
            late_until=row.late_until,
            stance=row.stance,
            words=row.words,
            contests=row.contests,
        )


async def late_words_of(context: Context, day: date, as_of: ResolvedAsOf) -> dict[tuple[UUID, str], LateWord]:
    """Returns the late words of the viewer's person without a seat, by decision and member."""
    if context.person is None:
        return {}
    query = late_words(context.person, day=day, coordinated=context.coordinated, at=as_of.position)
    rows = await context.ports.reads.fetch(query)
    return {(row.decision, str(row.operator)): LateWord.of(row, as_of) for row in rows}
