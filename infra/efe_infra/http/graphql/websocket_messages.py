"""Client messages of the protocol graphql-transport-ws, and the closing of a connection."""

from typing import Annotated, Any

import msgspec

from efe_domain.shared.messages import Language, in_language
from efe_domain.shared.messages import Message as LocalizedMessage
from efe_infra.http.graphql.request import GraphQLRequest
from efe_infra.process.unique_keys import check_keys

PROTOCOL = "graphql-transport-ws"


class Close(Exception):
    """Closing of a connection, with a code of the protocol and one short line."""

    def __init__(self, code: int, message: str, /, **values: object) -> None:
        self.message = LocalizedMessage(message, **values)
        super().__init__(self.message)
        self.code = code

    def reason(self, language: Language) -> str:
        """Returns the message, cut to the size of a closing frame."""
        return in_language(self.message, language).encode()[:123].decode(errors="ignore")


class ConnectionInit(msgspec.Struct, frozen=True, tag="connection_init"):
    payload: dict[str, Any] | None = None


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    payload: dict[str, Any] | None = None


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    payload: dict[str, Any] | None = None


class Subscribe(msgspec.Struct, frozen=True, tag="subscribe"):
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    payload: GraphQLRequest


class Complete(msgspec.Struct, frozen=True, tag="complete"):
    id: str


type Message = ConnectionInit | Ping | Pong | Subscribe | Complete
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(ConnectionInit | Ping | Pong | Subscribe | Complete)


def decode_message(text: str | None) -> Message:
    """Decodes a message; None stands for a binary one. Raises `Close` with 4400 if it is invalid."""
    if text is None:
        raise Close(4400, "Un message est un texte JSON.")
    try:
        message = _decoder.decode(text)
        check_keys(text)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        raise Close(4400, "Ce message n'est pas du protocole.") from None
    return message
