"""The open data: a dataset a kind of object that every visitor may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec

from efe_infra.console.language.translatable import Translatable, tr, tr_plural
from efe_infra.console.open_data import rows, sources
from efe_infra.console.open_data.columns import Row, TypedColumn, columns_of
from efe_infra.console.open_data.generated import (
    AXIS_FILE,
    COMPETENCE_FILE,
    DECISION_FILE,
    FUNDING_CALL_FILE,
    INSTANCE_FILE,
    OPERATOR_FILE,
    OPINION_FILE,
    POLE_FILE,
    PROJECT_FILE,
    THEME_FILE,
)
from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Edge, PageInfo
from efe_infra.console.tables.table import PagedListing

ONE_PAGE: Final = PageInfo(has_next_page=False, end_cursor=None)


@dataclass(frozen=True, kw_only=True)
class Dataset[R: msgspec.Struct, N]:
    """Dataset: what a row is, its row class, and how a page of the API gives its rows."""

    name: str
    """Name in the address and of the file."""
    title: Translatable
    row_is: Translatable
    """Sentence for people: what one row stands for."""
    row: type[Any]
    document: Document[R]
    connection: Callable[[R], Connection[N]]
    rows: Callable[[N, str], Iterable[Row]]

    @cached_property
    def columns(self) -> tuple[TypedColumn, ...]:
        return columns_of(self.row)

    @property
    def objects(self) -> PagedListing[R, N, N]:
        """Listing of the objects, whose rows `rows` gives."""
        return PagedListing(document=self.document, connection=self.connection, lines=lambda each: (each,))


def whole[N](nodes: Iterable[N]) -> Connection[N]:
    """Returns a list that the API gives at once as a connection of one page."""
    edges = tuple(Edge(node=each) for each in nodes)
    return Connection(edges=edges, total_count=len(edges), page_info=ONE_PAGE)


DATASETS: Final[Mapping[str, Dataset[Any, Any]]] = {
    each.name: each
    for each in (
        Dataset(
            name="instances",
            title=tr("Instances bassin EFE"),
            row_is=tr("Une Instance."),
            row=rows.PublicInstance,
            document=INSTANCE_FILE,
            connection=lambda answer: whole(answer.instances),
            rows=sources.instance,
        ),
        Dataset(
            name="axes",
            title=tr("Axes identifiés"),
            row_is=tr("Un axe qu'une Instance a identifié, retiré ou non."),
            row=rows.PublicAxis,
            document=AXIS_FILE,
            connection=lambda answer: whole(answer.instances),
            rows=sources.axes,
        ),
        Dataset(
            name="poles",
            title=tr("Pôles de synergies"),
            row_is=tr("Un pôle."),
            row=rows.PublicPole,
            document=POLE_FILE,
            connection=lambda answer: answer.poles,
            rows=sources.pole,
        ),
        Dataset(
            name="projets",
            title=tr("Projets"),
            row_is=tr("Un projet que tous peuvent voir."),
            row=rows.PublicProject,
            document=PROJECT_FILE,
            connection=lambda answer: answer.projects,
            rows=sources.project,
        ),
        Dataset(
            name="decisions",
            title=tr("Décisions des pôles"),
            row_is=tr("Une décision communiquée à l'Instance."),
            row=rows.PublicDecision,
            document=DECISION_FILE,
            connection=lambda answer: answer.decisions,
            rows=sources.decision,
        ),
        Dataset(
            name="avis",
            title=tr_plural("Avis", "Avis", 2),
            row_is=tr("Un avis envoyé à son destinataire."),
            row=rows.PublicOpinion,
            document=OPINION_FILE,
            connection=lambda answer: answer.opinions,
            rows=sources.opinion,
        ),
        Dataset(
            name="operateurs",
            title=tr("Opérateurs"),
            row_is=tr("Un opérateur d'enseignement, de formation ou d'emploi."),
            row=rows.PublicOperator,
            document=OPERATOR_FILE,
            connection=lambda answer: answer.operators,
            rows=sources.operator,
        ),
        Dataset(
            name="competences",
            title=tr("Compétences des opérateurs"),
            row_is=tr("Une compétence reconnue à un opérateur dans un bassin, retirée ou non."),
            row=rows.PublicCompetence,
            document=COMPETENCE_FILE,
            connection=lambda answer: answer.operators,
            rows=sources.competences,
        ),
        Dataset(
            name="appels",
            title=tr("Appels à financement"),
            row_is=tr("Un appel qu'une Instance a inscrit au registre."),
            row=rows.PublicFundingCall,
            document=FUNDING_CALL_FILE,
            connection=lambda answer: answer.funding_calls,
            rows=sources.funding_call,
        ),
        Dataset(
            name="thematiques",
            title=tr("Thématiques communes"),
            row_is=tr("Une thématique d'une liste adoptée."),
            row=rows.PublicTheme,
            document=THEME_FILE,
            connection=lambda answer: answer.theme_lists,
            rows=sources.themes,
        ),
    )
}
