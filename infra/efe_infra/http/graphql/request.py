"""From an HTTP request to a GraphQL request."""

from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request

from efe_domain.shared.messages import Message
from efe_graphql.contract.library_messages import said_by_library
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.unique_keys import KeyTwice, check_keys
from efe_infra.http.negotiation import JSON

OBJECTS = {"variables", "extensions"}


class GraphQLRequest(msgspec.Struct, frozen=True, rename="camel"):
    """Fields as the specification names them; unknown ones are ignored, as it asks. One of the first two is given."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None

    @property
    def names_document(self) -> bool:
        return self.document_id is not None or bool(self.query and not self.query.isspace())


async def read_request(request: Request, *, max_body: int) -> GraphQLRequest:
    """Raises `RequestRefused`: 400, 413 or 415. `max_body` is in bytes."""
    try:
        if request.method == "POST":
            check_content_type(request)
            body = await read_body(request, max_body)
            asked = msgspec.json.decode(body, type=GraphQLRequest)
            check_keys(body)
        else:
            asked = from_parameters(request)
    except msgspec.ValidationError as error:
        raise refused(Message("Requête GraphQL mal formée : {error}.", error=said_by_library(str(error)))) from error
    except KeyTwice as error:
        raise refused("Requête GraphQL mal formée : une clé y figure deux fois.") from error
    except (ValueError, RecursionError) as error:
        raise refused("Le JSON reçu est illisible.") from error
    return asked


def refused(message: str) -> RequestRefused:
    return RequestRefused(400, "BAD_USER_INPUT", message)


def check_content_type(request: Request) -> None:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise RequestRefused(
            415, "UNSUPPORTED_MEDIA_TYPE", "Le corps de la requête doit être du type {json}.", json=JSON
        )


def from_parameters(request: Request) -> GraphQLRequest:
    """An empty parameter is an absent one. Raises `KeyTwice`, also for a parameter that is given twice."""
    pairs = request.query_params.multi_items()
    if len({name for name, _ in pairs}) < len(pairs):
        raise KeyTwice
    given: dict[str, Any] = {name: value for name, value in pairs if value}
    objects = {name: msgspec.json.decode(given[name]) for name in OBJECTS & given.keys()}
    for name in objects:
        check_keys(given[name])
    return msgspec.convert(given | objects, GraphQLRequest)


async def read_body(request: Request, most: int) -> bytes:
    """Stops reading at the first byte too many, and before the first when the length is announced."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > most:
        raise too_large(most)
    body, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise too_large(most)
        more = message.get("more_body", False)
    return bytes(body)


def too_large(most: int) -> RequestRefused:
    return RequestRefused(413, "CONTENT_TOO_LARGE", "Le corps de la requête dépasse {most} octets.", most=most)
