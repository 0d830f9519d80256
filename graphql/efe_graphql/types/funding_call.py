"""Funding calls of the register that the ten Instances share, and the filter of their list."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_graphql.request.context import Context, Info
from efe_graphql.types.document import Document
from efe_graphql.types.objects.entity import Entity
from efe_projections.engine.listing import Listing
from efe_projections.funding.rows import FundingCallRow, funding_calls, reads_sources


@strawberry.type(
    description="Un appel à financement, comme l'Instance qui l'inscrit l'a lu ; les dix le lisent (REGISTRE-APPELS)."
)
class FundingCall(Entity):
    SUBJECT = "call"
    ROW = FundingCallRow

    row: strawberry.Private[FundingCallRow]
    bassin: Bassin = field(description="Le bassin de l'Instance qui l'a inscrit, seule à le changer.")
    name: str = field(description="Son nom.")
    executive: str = field(description="Qui l'a lancé, dans les mots de la source.")
    opens: date = field(description="Le premier jour pour y répondre.")
    closes: date = field(description="Le dernier jour pour y répondre.")
    reference: str = field(description="L'adresse ou le document d'où l'Instance le tient.")

    @field(
        description="La source même, si l'Instance l'a déposée, pour tout compte d'une Instance ou d'un pôle ; nulle"
        " pour les autres."
    )
    def document(self, info: Info) -> Document | None:
        row, viewer = self.row, info.context.viewer
        if not reads_sources(viewer) or row.document_sha256 is None or row.document_size is None:
            return None
        return Document(
            sha256=row.document_sha256,
            size=row.document_size,
            media_type=row.document_media_type or "",
            bassins=ALL_BASSINS,
            as_of=self.as_of,
        )

    registered_on: date = field(description="Jour de l'inscription au registre.")
    change_reason: str | None = field(description="Pourquoi elle l'a changé en dernier.")
    withdrawn_on: date | None = field(description="Jour où elle l'a retiré du registre.")
    withdrawal_reason: str | None = field(description="Pourquoi elle l'a retiré.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")


@strawberry.input(description="Quels appels : ceux qui remplissent toutes les conditions données.")
class FundingCallFilter:
    bassin: Bassin | None = field(default=None, description="Inscrits par l'Instance de ce bassin.")
    open_on: date | None = field(default=None, description="Ouverts ce jour-là, et pas retirés.")
    closing_from: date | None = field(default=None, description="Dont le dernier jour est ce jour-là ou après.")
    withdrawn: bool | None = field(default=None, description="S'ils sont retirés.")
    search: str | None = field(
        default=None,
        description="Des débuts de mots de leur nom ou de qui les a lancés, sans égard à l'ordre, aux accents ni aux"
        " majuscules.",
    )

    def listing(self, _: Context) -> Listing[FundingCallRow]:
        return funding_calls(
            bassin=self.bassin,
            open_on=self.open_on,
            closing_from=self.closing_from,
            withdrawn=self.withdrawn,
            search=self.search,
        )
