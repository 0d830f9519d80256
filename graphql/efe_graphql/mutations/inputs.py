"""Parts of inputs that several commands share."""

import strawberry
from strawberry import field

from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.request.context import Context


@strawberry.input
class DocumentCommandInput(CommandInput):
    """A command that names a document kept for an Instance that who acts coordinates."""

    sha256: str = field(description="L'empreinte SHA-256 du document déposé, en hexadécimal.")

    def check(self, context: Context) -> None:
        super().check(context)
        if self._find(context) is None:
            raise NotFound("Document", self.sha256[:64])

    def document(self, context: Context) -> Document:
        """As the register names it; empty if there is none, which `check` refuses. It blocks."""
        return self._find(context) or Document(sha256=self.sha256, size=0, media_type="")

    def _find(self, context: Context) -> Document | None:
        return context.ports.documents.find(self.sha256, context.coordinated)


@strawberry.input
class SignedCommandInput(CommandInput):
    """A command that a coordinator may record for a member by what the member signed."""

    sha256: str | None = field(
        default=None,
        description="L'empreinte SHA-256 du document que le membre a signé, déposé auparavant par PUT /documents ;"
        " sans lui, un coordinateur ne consigne rien à la place de ce que le membre a dit lui-même.",
    )

    def check(self, context: Context) -> None:
        super().check(context)
        if self.sha256 is not None and self._find(context) is None:
            raise NotFound("Document", self.sha256[:64])

    def document(self, context: Context) -> Document | None:
        """As the register names it; empty if there is none, which `check` refuses. It blocks."""
        if self.sha256 is None:
            return None
        return self._find(context) or Document(sha256=self.sha256, size=0, media_type="")

    def _find(self, context: Context) -> Document | None:
        return context.ports.documents.find(self.sha256 or "", context.coordinated)
