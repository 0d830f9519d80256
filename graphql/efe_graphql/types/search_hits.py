"""Objects of eight kinds that answer a search, in pages, the best first."""

from asyncio import Lock
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.texts import LONGEST_NAME
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.contract.enums import publish
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.connection import Edge, Paged, counting, fetch_page
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import load_entity
from efe_graphql.types.territory import Commune, commune_of
from efe_graphql.types.themes import Theme, ThemeList
from efe_projections.search.kinds import SearchKind
from efe_projections.search.reads import MAX_COUNT, SearchHitRow, SearchList, search
from efe_projections.search.words import SearchMatch, SearchWords, lexemes

publish(
    SearchKind,
    "Les sortes d'objets qu'une recherche trouve, dans l'ordre où elle les donne.",
    {
        SearchKind.POLE: "Un pôle : son nom, ses anciens noms et son axe.",
        SearchKind.PROJECT: "Un projet : son titre.",
        SearchKind.OPERATOR: "Un opérateur : son nom, son numéro, et ceux d'avant.",
        SearchKind.THEME_LIST: "Une liste de thématiques communes : son titre et ses thématiques.",
        SearchKind.COMMUNE: "Une commune : son nom et ses codes postaux.",
        SearchKind.OPINION: "Un avis : son titre, son objet, son demandeur et son texte.",
        SearchKind.DECISION: "Une décision : son titre et son texte.",
        SearchKind.MEETING: "Une réunion : son ordre du jour et son lieu.",
    },
)
publish(
    SearchMatch,
    "Ce qui répond à une recherche, le mieux d'abord.",
    {
        SearchMatch.WHOLE_TITLE: "Le titre, ou le nom, est celui qui est cherché.",
        SearchMatch.WORDS_OF_TITLE: "Le titre, avec le nom de la sorte, contient chacun des mots.",
        SearchMatch.FAMILY_IN_TITLE: "Le titre contient des mots qui commencent ainsi, ou de la même famille.",
        SearchMatch.TEXT: "Le texte contient des mots de la même famille.",
    },
)


@strawberry.type(description="Un objet qui répond à une recherche.")
class SearchHit:
    row: strawberry.Private[SearchHitRow]
    words: strawberry.Private[SearchWords]
    as_of: strawberry.Private[ResolvedAsOf]
    kind: SearchKind = field(description="Sa sorte.")
    match: SearchMatch = field(description="Ce qui répond.")
    title: str = field(description="Son titre ou son nom ; vide s'il n'en a pas encore.")
    bassins: list[Bassin] = field(
        description="Les bassins qu'il concerne ; aucun pour un opérateur, dont ses sites disent les bassins."
    )

    @classmethod
    def of(cls, row: SearchHitRow, words: SearchWords, as_of: ResolvedAsOf) -> Self:
        return cls(
            row=row,
            words=words,
            as_of=as_of,
            kind=row.kind,
            match=SearchMatch(row.rank),
            title=row.title,
            bassins=[Bassin(bassin) for bassin in row.bassins],
        )

    @field(description="L'objet ; nul pour une commune.")
    async def entity(self, info: Info) -> Entity | None:
        if self.kind is SearchKind.COMMUNE:
            return None
        return await load_entity(info.context, self.kind, self.row.id, self.as_of)

    @field(description="La commune, si c'en est une.")
    def commune(self) -> Commune | None:
        return commune_of(self.row.nis) if self.row.nis else None

    @field(description="Celles des thématiques d'une liste qui répondent à elles seules.")
    async def themes(self, info: Info) -> list[Theme]:
        if self.kind is not SearchKind.THEME_LIST:
            return []
        theme_list = await ThemeList.load(info.context, (self.row.id,), self.as_of)
        if theme_list is None:
            return []
        answering = [each for each in theme_list.row.themes if self._answers(each.label)]
        return [Theme.among(theme_list.row, each, self.as_of) for each in answering]

    def _answers(self, label: str) -> bool:
        return self.words.match(label, lexemes(label, noun="")) is not None


class SearchCount:
    """Number of objects that answer a search, which ends past `MAX_COUNT`; read once, when a field needs it."""

    def __init__(self, listing: SearchList, as_of: ResolvedAsOf) -> None:
        self._read = counting(listing, as_of)
        self._lock = Lock()
        self._number: int | None = None

    async def __call__(self, context: Context) -> int:
        async with self._lock:
            if self._number is None:
                self._number = await self._read(context)
            return self._number


@strawberry.type(description="Une page de ce qui répond à une recherche. Les pages vont jusqu'au dernier élément.")
class SearchConnection(Paged):
    edges: list[Edge[SearchHit]] = field(description="Les éléments de la page.")

    @field(description=f"Combien d'éléments répondent, {MAX_COUNT} au plus : voir `countIsCapped`.")
    async def total_count(self, info: Info) -> int:
        return min(await self.counting(info.context), MAX_COUNT)

    @field(description="Si davantage d'éléments répondent que `totalCount`, qui ne compte pas au-delà.")
    async def count_is_capped(self, info: Info) -> bool:
        return await self.counting(info.context) > MAX_COUNT


async def hits_of(
    context: Context,
    text: str,
    as_of: ResolvedAsOf,
    *,
    kinds: list[SearchKind] | None,
    bassin: Bassin | None,
    first: int,
    after: str | None,
) -> SearchConnection:
    """Returns what answers a search and is visible to the viewer. Raises `BadUserInput` or `AsOfNotReached`."""
    if len(text) > LONGEST_NAME:
        raise BadUserInput("Une recherche compte {most} caractères au plus.", most=LONGEST_NAME)
    listing = search(text, day=context.today, kinds=kinds, bassin=bassin)
    key = None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    rows = await fetch_page(context, listing, as_of, first=first, after=key)
    edges = [
        Edge(node=SearchHit.of(row, listing.words, as_of), cursor=write_cursor(listing, row, as_of)) for row in rows
    ]
    return SearchConnection.of(edges, first=first, resumed=after is not None, counting=SearchCount(listing, as_of))
