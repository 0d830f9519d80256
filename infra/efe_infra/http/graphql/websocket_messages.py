"""Messages of clients in the protocol graphql-transport-ws, and the closing codes."""

from typing import Annotated, Any

import msgspec

from efe_domain.shared.messages import Language, in_language
from efe_domain.shared.messages import Message as LocalizedMessage
from efe_infra.http.graphql.request import GraphQLRequest
from efe_infra.http.graphql.unique_keys import check_keys

PROTOCOL = "graphql-transport-ws"


class Close(Exception):
    """Ends the connection. The message is one short line; the code is of the protocol."""

    def __init__(self, code: int, message: str, /, **values: object) -> None:
        self.message = LocalizedMessage(message, **values)
        super().__init__(self.message)
        self.code = code

    def reason(self, language: Language) -> str:
        """As much of the message as a closing frame holds."""
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


def understood(text: str | None) -> Message:
    """Raises `Close` with 4400 for what is no message of the protocol; None stands for a binary one."""
    if text is None:
        raise Close(4400, "Un message est un texte JSON.")
    try:
        message = _decoder.decode(text)
        check_keys(text)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        raise Close(4400, "Ce message n'est pas du protocole.") from None
    return message
