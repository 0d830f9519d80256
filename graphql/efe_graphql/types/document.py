"""A document as the register knows it: its bytes are fetched apart."""

import strawberry
from strawberry import field


@strawberry.type(description="Un document, connu du registre par son empreinte ; ses octets se demandent à part.")
class Document:
    sha256: str = field(description="Son empreinte SHA-256, en hexadécimal.")
    size: int = field(description="Sa taille, en octets.")
    media_type: str = field(description="Son type de média.")

    @field(description="Où le télécharger, avec un jeton.")
    def path(self) -> str:
        return f"/documents/{self.sha256}"
