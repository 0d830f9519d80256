"""Analyses of an Instance: the request, the contributions and the syntheses (M2)."""

from asyncio import gather
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import Day
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info
from efe_graphql.types.document import Document
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy
from efe_graphql.types.objects.node import Node
from efe_projections.analysis import rows
from efe_projections.analysis.reads import CROSSINGS, analyses
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.themes.rows import LISTS_BY_ANALYSIS, ThemeListRow


@strawberry.type(description="Un rappel au fournisseur.")
class Reminder:
    on: date = field(description="Le jour.")
    note: str = field(description="Ce qui a été fait.")


@strawberry.type(description="Un document que le fournisseur a remis.")
class Contribution:
    on: date = field(description="Le jour de la réception.")
    document: Document = field(description="Le document.")
    reference: str = field(description="La référence sous laquelle il est cité.")

    @classmethod
    def of(cls, came: rows.ContributionEntry, bassin: str, as_of: ResolvedAsOf) -> "Contribution":
        fact = came.document
        document = Document(
            sha256=fact.sha256, size=fact.size, media_type=fact.media_type, bassins=(bassin,), as_of=as_of
        )
        return cls(on=came.on, document=document, reference=came.reference)


@strawberry.type(description="Une version de la synthèse, qui peut croiser plusieurs analyses.")
class Synthesis:
    number: int = field(description="Son rang, à partir de 1.")
    on: date = field(description="Le jour où elle a été écrite.")
    text: str = field(description="Son texte.")
    adopted_on: date | None = field(description="Le jour où l'Instance l'a adoptée.")
    crosses: strawberry.Private[tuple[UUID, ...]]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Les autres analyses qu'elle croise.")
    async def analyses(self, info: Info) -> list["Analysis"]:
        return await analyses_of(info.context, self.crosses, self.as_of)


@strawberry.type(description="Une analyse : des données demandées, ce qui est reçu, ce que l'Instance en tire (M2).")
class Analysis(Entity):
    SUBJECT = "analysis"
    ROW = AnalysisRow

    row: strawberry.Private[AnalysisRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    subject: AnalysisSubject = field(description="Ce dont elle parle (M2-SUJETS).")
    source: AnalysisSource = field(description="De qui elle vient (M2-SUJETS).")
    provider: str = field(description="Le fournisseur à qui les données sont demandées.")
    question: str = field(description="Ce qui est demandé.")
    requested_on: date = field(description="Jour de la demande.")
    due_on: date = field(description="Dernier jour pour répondre à temps.")
    remind_on: date | None = field(description="Jour à partir duquel un rappel est à faire si rien n'est reçu.")
    received_on: date | None = field(description="Jour de la première contribution.")
    adopted_on: date | None = field(description="Jour de la dernière adoption d'une synthèse.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Si, ce jour-là, l'échéance est passée sans que rien soit reçu.")
    def late(self, info: Info, in_force_on: Day = None) -> bool:
        return self.row.received_on is None and self.row.due_on < (in_force_on or info.context.today)

    @field(description="Les rappels, du premier au dernier.")
    def reminders(self) -> list[Reminder]:
        return [Reminder(on=each.on, note=each.note) for each in self.row.reminders]

    @field(description="Les contributions reçues.")
    def contributions(self) -> list[Contribution]:
        return [Contribution.of(each, self.row.bassin, self.as_of) for each in self.row.contributions]

    @field(description="Les versions de la synthèse, de la première à la dernière.")
    def syntheses(self) -> list[Synthesis]:
        return [
            Synthesis(
                number=each.number,
                on=each.on,
                text=each.text,
                adopted_on=each.adopted_on,
                crosses=each.crosses,
                as_of=self.as_of,
            )
            for each in self.row.syntheses
        ]

    @field(description="Les analyses dont la dernière synthèse croise celle-ci.")
    async def crossed_by(self, info: Info) -> list["Analysis"]:
        crossings = await info.context.rows.all(CROSSINGS, (self.row.id,), at=self.as_of.position)
        return await analyses_of(info.context, (each.analysis for each in crossings), self.as_of)

    @field(graphql_type=Lazy("Theme").many, description="Les thématiques qui reposent sur elle.")
    async def themes(self, info: Info) -> list[Node]:
        context, at = info.context, self.as_of.position
        citing = await context.rows.all(LISTS_BY_ANALYSIS, (self.row.id,), at=at)
        lists = await gather(*(context.rows.one(by(ThemeListRow, "id"), (each.themes,), at=at) for each in citing))
        keys = [(row.id, theme.id) for row in lists if row for theme in row.themes if self.row.id in theme.analyses]
        return await Lazy("Theme").load_each(context, keys, self.as_of)


async def analyses_of(context: Context, ids: Iterable[UUID], as_of: ResolvedAsOf) -> list[Analysis]:
    """Returns the analyses that the viewer may see."""
    analyses = await gather(*(Analysis.load(context, (each,), as_of) for each in ids))
    return [analysis for analysis in analyses if analysis]


@strawberry.input(description="Quelles analyses : celles qui remplissent toutes les conditions données.")
class AnalysisFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    subject: AnalysisSubject | None = field(default=None, description="Sur ce sujet.")
    source: AnalysisSource | None = field(default=None, description="De cette sorte de source.")
    received: bool | None = field(default=None, description="Si une contribution est reçue.")
    adopted: bool | None = field(default=None, description="Si une synthèse est adoptée.")
    late_on: date | None = field(default=None, description="En retard ce jour-là.")
    remindable_on: date | None = field(default=None, description="Dont un rappel est à faire ce jour-là.")

    def listing(self, _context: Context) -> Listing[AnalysisRow]:
        return analyses(
            bassin=self.bassin,
            subject=self.subject,
            source=self.source,
            received=self.received,
            adopted=self.adopted,
            late_on=self.late_on,
            remindable_on=self.remindable_on,
        )
