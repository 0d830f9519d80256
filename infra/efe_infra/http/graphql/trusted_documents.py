"""From what a client sends to the text that is run: as it is sent, or as a manifest has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from efe_graphql.limits.persisted_documents import TrustedDocument
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.request import GraphQLRequest


@dataclass(frozen=True, kw_only=True)
class TrustedDocuments:
    """`only` says that a client runs no document but these."""

    by_id: Mapping[str, TrustedDocument] = field(default_factory=dict)
    only: bool = False

    def told(self, asked: GraphQLRequest) -> GraphQLRequest:
        """With the text that is run as its query. Raises `RequestRefused`: 400."""
        text = self._text(asked)
        return asked if text is asked.query else msgspec.structs.replace(asked, query=text)

    def _text(self, asked: GraphQLRequest) -> str:
        if asked.document_id is not None:
            return self._found(asked.document_id, asked.query)
        if self.only:
            raise refused()
        if not asked.names_document:
            raise RequestRefused(400, "BAD_USER_INPUT", "Requête GraphQL mal formée : `query` est absent ou vide.")
        return asked.query or ""

    def _found(self, document_id: str, query: str | None) -> str:
        if query is not None:
            raise RequestRefused(400, "BAD_USER_INPUT", "Une requête a `query` ou `documentId`, non les deux.")
        if document := self.by_id.get(document_id):
            return document
        raise RequestRefused(
            400, "PERSISTED_DOCUMENT_NOT_FOUND", "Aucun manifeste de ce serveur n'a le document de ce `documentId`."
        )


ANY_DOCUMENT = TrustedDocuments()


def refused() -> RequestRefused:
    """Of any other document, and of the page on which one would be written."""
    return RequestRefused(
        400,
        "TRUSTED_DOCUMENTS_ONLY",
        "Ce serveur n'exécute que les documents de ses manifestes, désignés par `documentId`.",
    )
