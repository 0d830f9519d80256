"""Letterhead of the papers of an Instance, with its logo."""

from base64 import b64encode
from datetime import date
from typing import Self

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document as DocumentFact
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Info
from efe_graphql.types.document import Document
from efe_projections.instance.rows import LetterheadFact


@strawberry.type(description="Le logo d'une Instance, une image PNG ou JPEG.")
class Logo:
    fact: strawberry.Private[DocumentFact]
    bassin: strawberry.Private[Bassin]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Le document.")
    def document(self) -> Document:
        return Document(
            sha256=self.fact.sha256,
            size=self.fact.size,
            media_type=self.fact.media_type,
            bassins=(self.bassin,),
            as_of=self.as_of,
        )

    @field(description="L'image, en base 64 ; nulle si l'Instance n'en garde plus les octets.")
    async def picture(self, info: Info) -> str | None:
        content = await run_sync(info.context.ports.documents.read, self.fact.sha256)
        return b64encode(content).decode() if content else None


@strawberry.type(description="L'en-tête des papiers d'une Instance.")
class Letterhead:
    since: date = field(description="Depuis quel jour.")
    address: str = field(description="Son adresse, en une ligne ou plusieurs.")
    office: str = field(description="La fonction qui signe ses papiers ; jamais une personne.")
    logo: Logo | None = field(description="Son logo.")

    @classmethod
    def of(cls, fact: LetterheadFact, bassin: Bassin, as_of: ResolvedAsOf) -> Self:
        logo = Logo(fact=fact.logo, bassin=bassin, as_of=as_of) if fact.logo else None
        return cls(since=fact.since, address=fact.address, office=fact.office, logo=logo)
