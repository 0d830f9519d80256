"""GraphQL requests: parsed from HTTP, and resolved against the manifests of trusted documents."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect, Request

from efe_domain.shared.messages import Message
from efe_graphql.contract.library_messages import library_message
from efe_graphql.limits.persisted_documents import TrustedDocument
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.large_requests import decoded
from efe_infra.http.negotiation import JSON
from efe_infra.process.unique_keys import KeyTwice, check_keys

OBJECT_PARAMETERS = {"variables", "extensions"}
BODY: Final = "body"
"""Key in the state of a request: its body, where a layer has read all of it. The network cannot write the state."""


class GraphQLRequest(msgspec.Struct, frozen=True, rename="camel"):
    """Fields of GraphQL over HTTP; unknown ones are ignored. Either `query` or `document_id` is set."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None

    @property
    def names_document(self) -> bool:
        return self.document_id is not None or bool(self.query and not self.query.isspace())


async def read_request(request: Request, *, max_body: int) -> GraphQLRequest:
    """Parses a request. Raises `RequestRefused`: 400, 413 or 415. `max_body` is in bytes."""
    try:
        if request.method == "POST":
            check_content_type(request)
            body: bytes | None = request.scope["state"].get(BODY)
            if body is None:
                body = await read_body(request, max_body)
            if len(body) > max_body:
                raise too_large(max_body)
            operation = await decoded(request, partial(decode, body), len(body))
        else:
            operation = from_parameters(request)
    except msgspec.ValidationError as error:
        raise bad_request(
            Message("Requête GraphQL mal formée : {error}.", error=library_message(str(error)))
        ) from error
    except KeyTwice as error:
        raise bad_request("Requête GraphQL mal formée : une clé y figure deux fois.") from error
    except (ValueError, RecursionError) as error:
        raise bad_request("Le JSON reçu est illisible.") from error
    return operation


def decode(body: bytes) -> GraphQLRequest:
    """Raises `msgspec.ValidationError`, `ValueError` and `RecursionError`."""
    operation = msgspec.json.decode(body, type=GraphQLRequest)
    check_keys(body)
    return operation


def bad_request(message: str) -> RequestRefused:
    return RequestRefused(400, "BAD_USER_INPUT", message)


def check_content_type(request: Request) -> None:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise RequestRefused(
            415, "UNSUPPORTED_MEDIA_TYPE", "Le corps de la requête doit être du type {json}.", json=JSON
        )


def from_parameters(request: Request) -> GraphQLRequest:
    """Parses query parameters; an empty one counts as absent. Raises `KeyTwice` for a repeated parameter."""
    pairs = request.query_params.multi_items()
    if len({name for name, _ in pairs}) < len(pairs):
        raise KeyTwice
    texts: dict[str, Any] = {name: value for name, value in pairs if value}
    objects = {name: msgspec.json.decode(texts[name]) for name in OBJECT_PARAMETERS & texts.keys()}
    for name in objects:
        check_keys(texts[name])
    return msgspec.convert(texts | objects, GraphQLRequest)


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Reads a body. Raises `RequestRefused` at the first byte over the limit, or at once for an announced length."""
    body = bytearray()
    async for chunk in body_chunks(request, max_bytes):
        body += chunk
    return bytes(body)


async def body_chunks(request: Request, max_bytes: int) -> AsyncGenerator[bytes]:
    """Yields a body as it arrives. Raises as `read_body`."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise too_large(max_bytes)
    size, more = 0, True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > max_bytes:
            raise too_large(max_bytes)
        yield chunk
        more = message.get("more_body", False)


def too_large(max_bytes: int) -> RequestRefused:
    return RequestRefused(413, "CONTENT_TOO_LARGE", "Le corps de la requête dépasse {most} octets.", most=max_bytes)


@dataclass(frozen=True, kw_only=True)
class TrustedDocuments:
    """Documents of the manifests, by id. With `only`, every other document is refused."""

    by_id: Mapping[str, TrustedDocument] = field(default_factory=dict)
    only: bool = False

    def resolve(self, request: GraphQLRequest) -> GraphQLRequest:
        """Returns the request with the text of its document as its query. Raises `RequestRefused`: 400."""
        text = self._text(request)
        return request if text is request.query else msgspec.structs.replace(request, query=text)

    def _text(self, request: GraphQLRequest) -> str:
        if request.document_id is not None:
            return self._find(request.document_id, request.query)
        if self.only:
            raise untrusted_document()
        if not request.names_document:
            raise bad_request("Requête GraphQL mal formée : `query` est absent ou vide.")
        return request.query or ""

    def _find(self, document_id: str, query: str | None) -> str:
        if query is not None:
            raise bad_request("Une requête a `query` ou `documentId`, non les deux.")
        if document := self.by_id.get(document_id):
            return document
        raise RequestRefused(
            400, "PERSISTED_DOCUMENT_NOT_FOUND", "Aucun manifeste de ce serveur n'a le document de ce `documentId`."
        )


ANY_DOCUMENT = TrustedDocuments()


def untrusted_document() -> RequestRefused:
    """Returns the refusal of a document outside the manifests, and of GraphiQL where only they run."""
    return RequestRefused(
        400,
        "TRUSTED_DOCUMENTS_ONLY",
        "Ce serveur n'exécute que les documents de ses manifestes, désignés par `documentId`.",
    )
