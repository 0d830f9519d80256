"""Timeline of a project: its newest facts, each in a sentence."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.messages import KindWords, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.pole.pole import Pole
from efe_graphql.wording.named_parts import SUBJECTS, filled
from efe_graphql.wording.sentences import fact_sentence
from efe_projections.engine.batch import by
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProjectContentRow
from efe_projections.project.timeline import ProjectFactRow, newest_facts

MAX_FACTS: Final = 50
"""Number of facts that a timeline shows."""


@strawberry.type(description="Un fait d'un projet, tel qu'il est après toute correction.")
class ProjectFact:
    row: strawberry.Private[ProjectFactRow]
    as_of: strawberry.Private[ResolvedAsOf]
    version: int = field(description="La version qu'il a faite du projet.")
    kind: str = field(description="Sa sorte : le sujet versionné sous lequel il est gardé.")
    effective_on: date | None = field(description="Quand il vaut en droit.")
    bassin: Bassin | None = field(description="Le bassin du pôle ou de l'Instance qui a agi, si le fait en nomme un.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    pole = linked(Pole, "row.pole", "Le pôle dont il s'agit, si le fait en nomme un.")

    @classmethod
    def of(cls, row: ProjectFactRow, as_of: ResolvedAsOf) -> Self:
        return cls(
            row=row,
            as_of=as_of,
            version=row.version,
            kind=row.kind,
            effective_on=row.effective_on,
            bassin=Bassin(row.bassin) if row.bassin else None,
            illustrative=row.illustrative,
        )

    @field(description="Sa sorte, en mots.")
    def kind_label(self, info: Info) -> str:
        return in_language(KindWords(self.kind), info.context.language)

    @field(description="Ce qu'il dit, en une phrase, avec le nom du pôle et son bassin si on le voit.")
    async def sentence(self, info: Info) -> str:
        context, language = info.context, info.context.language
        text = fact_sentence(self.row, language, await self._content_named(context))
        key = (self.row.pole,)
        pole = await context.rows.one(by(PoleRow, "id"), key, at=self.as_of.position) if self.row.pole else None
        if pole is None:
            return text
        name = filled(SUBJECTS["pole"], language, name=pole.name)
        return f"{text.removesuffix('.')} — {name} ({NAMES[Bassin(pole.bassin)]})."

    async def _content_named(self, context: Context) -> dict[str, str]:
        """Returns the number and the title of the content that a pôle carries by this fact."""
        carried = {each.value for each in self.row.values if each.column == "content_hash"}
        if not carried:
            return {}
        contents = await context.rows.all(
            by(ProjectContentRow, "project"), (self.row.project,), at=self.as_of.position
        )
        content = next((each for each in contents if each.content_hash in carried), None)
        return (
            {"project_content.number": str(content.number), "project.title": content.content.title} if content else {}
        )


async def timeline_of(context: Context, project: UUID, as_of: ResolvedAsOf) -> Sequence[ProjectFact]:
    """Returns the newest facts, the last recorded first."""
    query = newest_facts(project).page(context.viewer, at=as_of.position, after=None, limit=MAX_FACTS)
    return [ProjectFact.of(row, as_of) for row in await context.ports.reads.fetch(query)]


async def timeline_total(context: Context, project: UUID, as_of: ResolvedAsOf) -> int:
    [count] = await context.ports.reads.fetch(newest_facts(project).count(context.viewer, at=as_of.position))
    return count.number
