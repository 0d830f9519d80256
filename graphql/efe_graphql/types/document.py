"""Documents known by their hashes, attachments of acts, errata, and purged documents. Bytes are fetched apart."""

from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Deposit
from efe_domain.shared.messages import in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info, day_in_law
from efe_graphql.request.deposits import naming_bassins
from efe_graphql.request.vault_rows import service_title
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import FORGOTTEN, Person
from efe_projections.annexes.documents import AttachmentRow, ProjectAttachmentRow, PurgedDocumentRow
from efe_projections.annexes.documents import ErratumNote as ErratumFact
from efe_projections.engine.batch import by


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


@strawberry.type(description="Un document, connu du registre par son empreinte ; ses octets se demandent à part.")
class Document:
    sha256: str = field(description="Son empreinte SHA-256, en hexadécimal.")
    size: int = field(description="Sa taille, en octets.")
    media_type: str = field(description="Son type de média.")
    bassins: strawberry.Private[Collection[str]]
    """Instances of the act that cites it."""
    as_of: strawberry.Private[ResolvedAsOf]

    @classmethod
    def deposited(cls, deposit: Deposit, as_of: ResolvedAsOf) -> "Document":
        return cls.cited(deposit, (deposit.bassin,), as_of)

    @classmethod
    def cited(cls, deposit: Deposit, bassins: Collection[str], as_of: ResolvedAsOf) -> "Document":
        """Returns a deposited document that an act of these Instances cites."""
        return cls(
            sha256=deposit.sha256,
            size=deposit.size,
            media_type=deposit.media_type,
            bassins=bassins,
            as_of=as_of,
        )

    @field(description="Où le télécharger, avec un jeton.")
    def path(self) -> str:
        return f"/documents/{self.sha256}"

    @field(
        description="Le nom que l'Instance lui a donné ; nul s'il n'en a pas, si ses octets sont purgés, ou si "
        "l'acte concerne plusieurs Instances et qu'aucune des vôtres ne l'a déposé."
    )
    async def name(self, info: Info) -> str | None:
        deposit = await self._deposit(info.context)
        return deposit.name if deposit else None

    @field(description="Le jour où l'Instance l'a déposé sous ce nom ; nul dans les mêmes cas, et avant 0.5.0.")
    async def deposited_on(self, info: Info) -> date | None:
        deposit = await self._deposit(info.context)
        return day_in_law(deposit.deposited_at) if deposit else None

    @field(
        description="Qui l'a déposé, en mots : prénom et nom, ou « Personne oubliée » ; nul dans les mêmes cas, et "
        "si le compte n'est relié à personne."
    )
    async def depositor(self, info: Info) -> str | None:
        deposit = await self._deposit(info.context)
        return await depositor_name(info.context, deposit.deposited_by) if deposit else None

    async def _deposit(self, context: Context) -> Deposit | None:
        return await context.deposits.deposit((self.sha256, naming_bassins(self.bassins, context.viewer)))

    @field(description="Si une de vos Instances n'en garde plus les octets : quand, et pourquoi.")
    async def purges(self, info: Info) -> list[PurgedDocument]:
        rows = await info.context.rows.all(by(PurgedDocumentRow, "sha256"), (self.sha256,), at=self.as_of.position)
        return [PurgedDocument.of(row, self.as_of) for row in rows]


async def depositor_name(context: Context, account: UUID) -> str | None:
    """Returns the name of a depositor. An account that the vault erased was that of a forgotten person."""
    on_file = await context.people.account(account)
    if on_file is None:
        return in_language(FORGOTTEN, context.language)
    if on_file.service_name:
        return service_title(on_file.service_name, context.language)
    return (await Person.load(context, on_file.person)).display_name if on_file.person else None


class Signed(Protocol):
    """A row with the columns of a document, which may not be there."""

    @property
    def bassins(self) -> Collection[str]: ...

    @property
    def document_sha256(self) -> str | None: ...

    @property
    def document_size(self) -> int | None: ...

    @property
    def document_media_type(self) -> str | None: ...


def signed_document(row: Signed, as_of: ResolvedAsOf) -> Document | None:
    if row.document_sha256 is None or row.document_size is None or row.document_media_type is None:
        return None
    return Document(
        sha256=row.document_sha256,
        size=row.document_size,
        media_type=row.document_media_type,
        bassins=row.bassins,
        as_of=as_of,
    )


@strawberry.type(description="Ce qui est à lire autrement dans un texte qui, lui, ne change pas.")
class Erratum:
    number: int = field(description="Le rang de la version du texte dont il s'agit.")
    text: str = field(description="Ce qui est à lire, et où.")
    on: date = field(description="Le jour où il a été noté.")

    @classmethod
    def of(cls, fact: ErratumFact) -> "Erratum":
        return cls(number=fact.number, text=fact.text, on=fact.on)


def document_of(row: AttachmentRow | ProjectAttachmentRow, as_of: ResolvedAsOf) -> Document:
    return Document(sha256=row.sha256, size=row.size, media_type=row.media_type, bassins=row.bassins, as_of=as_of)


@strawberry.type(description="Un document joint à une réunion, à une décision ou à un avis.")
class Attachment(Node):
    ROW = AttachmentRow

    row: strawberry.Private[AttachmentRow]
    number: int = field(description="Son rang, à partir de 1.")
    title: str = field(description="Ce que c'est.")
    attached_on: date = field(description="Le jour où il a été joint.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le document.")
    def document(self) -> Document:
        return document_of(self.row, self.as_of)


@strawberry.type(description="Un document joint à un projet.")
class ProjectAttachment(Node):
    ROW = ProjectAttachmentRow

    row: strawberry.Private[ProjectAttachmentRow]
    number: int = field(description="Son rang, à partir de 1.")
    title: str = field(description="Ce que c'est.")
    attached_on: date = field(description="Le jour où il a été joint.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le document.")
    def document(self) -> Document:
        return document_of(self.row, self.as_of)


async def attachments_of(context: Context, subject: UUID, as_of: ResolvedAsOf) -> list[Attachment]:
    rows = await context.rows.all(by(AttachmentRow, "subject"), (subject,), at=as_of.position)
    return [Attachment.of(row, as_of) for row in rows]


async def attachments_of_project(context: Context, project: UUID, as_of: ResolvedAsOf) -> list[ProjectAttachment]:
    rows = await context.rows.all(by(ProjectAttachmentRow, "project"), (project,), at=as_of.position)
    return [ProjectAttachment.of(row, as_of) for row in rows]
