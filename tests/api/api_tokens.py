"""API tokens as tests create them, and a client that sends one."""

from typing import Any

from tests.api.given import Client

TOKEN = "token { id secret state name isReadOnly endsOn lastUsedOn rights { role bassin pole { id } } }"
LISTED = "{ apiTokens { id state secret lastUsedOn } }"
COORDINATES_LIEGE = {"role": "COORDINATOR", "bassin": "LIEGE"}


def created(by: Client, *rights: dict[str, Any], **others: Any) -> dict[str, Any]:
    asked = {"name": "Tableur", "rights": list(rights) or [COORDINATES_LIEGE], **others}
    return dict(by.done("createApiToken", TOKEN, **asked))


def bearing(by: Client, secret: str) -> Client:
    return Client(by.http, {"Authorization": f"Bearer {secret}"})


def with_token(by: Client, *rights: dict[str, Any], **others: Any) -> Client:
    """A client with a new token of an account."""
    return bearing(by, created(by, *rights, **others)["secret"])


def state(by: Client, token: str) -> str:
    [found] = [each for each in by.ask(LISTED)["apiTokens"] if each["id"] == token]
    return str(found["state"])
