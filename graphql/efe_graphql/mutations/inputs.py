"""Base classes of command inputs: about one object, with a document, signed by a member."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.project.project import Project as ProjectAggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Forbidden, Invalid, NotFound, Refusal, VersionConflict
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import uuid_or_none
from efe_graphql.mutations.execute import CommandInput, optional_arguments
from efe_graphql.request.context import Context
from efe_graphql.types.objects.node import Node
from efe_graphql.types.project.project import Project
from efe_projections.engine.batch import by
from efe_projections.project.invitations import InvitationRow


@strawberry.input
class DocumentCommandInput(CommandInput):
    """A command that names a document of an Instance that the caller coordinates."""

    sha256: str = field(description="L'empreinte SHA-256 du document déposé, en hexadécimal.")

    def check(self, context: Context) -> None:
        super().check(context)
        if self._find(context) is None:
            raise NotFound("Document", self.sha256[:64])

    def document(self, context: Context) -> Document:
        """Returns the document; an empty one if there is none, which `check` refuses. It blocks."""
        return self._find(context) or Document(sha256=self.sha256, size=0, media_type="")

    def _find(self, context: Context) -> Document | None:
        return context.ports.documents.find(self.sha256, context.coordinated)


@strawberry.input
class SharedDocumentInput(DocumentCommandInput):
    """A command on a meeting that names a document of the caller's Instance, or of the project of a joint meeting.

    The use case refuses a shared document that the project does not have.
    """

    def shared(self, context: Context) -> dict[str, Any]:
        """Returns the argument of the use case; none for a document of the caller's Instance. It blocks."""
        return optional_arguments(shared=super()._find(context) is None)

    def _find(self, context: Context) -> Document | None:
        return super()._find(context) or context.ports.documents.find(self.sha256, list(Bassin))


@strawberry.input
class OptionalDocumentInput(CommandInput):
    """Base of a command that may name a document of an Instance that the caller coordinates, in `sha256`."""

    sha256: str | None = field(default=None, description="L'empreinte SHA-256 d'un document déposé.")

    def check(self, context: Context) -> None:
        super().check(context)
        if self.sha256 is not None and self._find(context) is None:
            raise NotFound("Document", self.sha256[:64])

    def document(self, context: Context) -> Document | None:
        """Returns the document; an empty one if there is none, which `check` refuses. It blocks."""
        if self.sha256 is None:
            return None
        return self._find(context) or Document(sha256=self.sha256, size=0, media_type="")

    def _find(self, context: Context) -> Document | None:
        return context.ports.documents.find(self.sha256 or "", context.coordinated)


@strawberry.input
class SignedCommandInput(OptionalDocumentInput):
    """A command that a coordinator may record for a member, with the document that the member signed."""

    sha256: str | None = field(
        default=None,
        description="L'empreinte SHA-256 du document que le membre a signé, déposé auparavant par PUT /documents ;"
        " sans lui, un coordinateur ne consigne rien à la place de ce que le membre a dit lui-même.",
    )


@strawberry.input
class MeetingCitingInput(CommandInput):
    """An act of an Instance that may cite a meeting of one of its bodies."""

    meeting_id: ID | None = field(
        default=None, description="La réunion d'un organe de l'Instance qui en a décidé, si l'acte la cite."
    )

    def cited_meeting(self) -> dict[str, Any]:
        """Returns the argument of the use case; none without a meeting."""
        return optional_arguments(meeting_id=uuid_or_none("Meeting", self.meeting_id))


type About = tuple[type[Node], str, UUID]
"""Type of an object, its noun in French sentences, and its id."""


@strawberry.input
class EntityCommandInput(CommandInput):
    """A command on an object; a subclass returns it in `about`, if it already exists."""

    def about(self) -> About | None:
        """Returns the object on which the right to the command rests."""
        raise NotImplementedError

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """Returns `NotFound` for a hidden object: a `Forbidden` would disclose that it exists.

        It looks up objects that do not exist too: the time of the answer discloses nothing (timing side channel).
        """
        if not isinstance(refusal, Forbidden | NotFound):
            return refusal
        visible = await refusal_if_visible(context, self.about(), refusal)
        return visible if isinstance(refusal, Forbidden) else refusal


async def refusal_if_visible(context: Context, about: About | None, refusal: Refusal) -> Refusal:
    """Returns the refusal, or `NotFound` for a viewer who may not see the object."""
    if about:
        kind, noun, entity = about
        read_position = await context.ports.reads.position()
        if not await kind.load(context, (entity,), ResolvedAsOf(read_position, read_position)):
            return NotFound(noun, entity)
    return refusal


async def refusal_if_project_visible(context: Context, project: UUID, refusal: Refusal) -> Refusal:
    """Returns the refusal to a viewer of the project or of an invitation to it; to others, `NotFound`.

    It looks up objects that do not exist too: the time of the answer discloses nothing (timing side channel).
    """
    if not isinstance(refusal, DomainError | VersionConflict | Invalid | NotFound):
        return refusal
    position = await context.ports.reads.position()
    visible = await refusal_if_visible(context, (Project, ProjectAggregate.NOUN, project), refusal)
    invitations = await context.rows.all(by(InvitationRow, "project"), (project,), at=position)
    return refusal if invitations or isinstance(refusal, NotFound) else visible
