"""A document of which an Instance keeps the bytes no more."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.types.entity import Entity
from efe_projections.annexes.documents import PurgedDocumentRow


@strawberry.type(
    description="Un document dont une Instance ne garde plus les octets ; son empreinte reste au registre."
)
class PurgedDocument(Entity):
    SUBJECT = "document"
    ROW = PurgedDocumentRow

    row: strawberry.Private[PurgedDocumentRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    sha256: str = field(description="Son empreinte SHA-256, en hexadécimal.")
    reason: str = field(description="Pourquoi.")
    purged_on: date = field(description="Depuis quel jour, la dernière fois.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")
