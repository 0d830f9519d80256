"""A document as the register knows it: its bytes are fetched apart."""

from typing import Protocol

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


class Signed(Protocol):
    """A row with the columns of a document, which may not be there."""

    @property
    def document_sha256(self) -> str | None: ...

    @property
    def document_size(self) -> int | None: ...

    @property
    def document_media_type(self) -> str | None: ...


def signed_document(row: Signed) -> Document | None:
    if row.document_sha256 is None or row.document_size is None or row.document_media_type is None:
        return None
    return Document(sha256=row.document_sha256, size=row.document_size, media_type=row.document_media_type)
