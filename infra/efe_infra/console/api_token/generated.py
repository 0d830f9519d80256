"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame, Standing


class TokenGrantPole(Response):
    id: str
    name: str


class TokenGrant(Response):
    role: str
    bassins: tuple[str, ...]
    pole: TokenGrantPole | None


class TokenViewerPole(Response):
    id: str
    name: str


class TokenViewer(Response):
    bassins: tuple[str, ...]
    grants: tuple[TokenGrant, ...]
    poles: tuple[TokenViewerPole, ...]


class ListedApiTokenPole(Response):
    id: str
    name: str


class ListedApiTokenApiTokenRight(Response):
    role: str | None
    bassin: str | None
    pole: ListedApiTokenPole | None


class ListedApiToken(Response):
    id: str
    name: str
    is_read_only: bool
    state: str
    created_at: datetime
    ends_on: date
    last_used_on: date | None
    rights: tuple[ListedApiTokenApiTokenRight, ...]


class OwnApiTokensResponse(Frame):
    viewer: TokenViewer | None
    api_tokens: tuple[ListedApiToken, ...]


class AllApiTokensAccount(Response):
    id: str
    display_name: str | None


class AllApiTokensApiToken(ListedApiToken):
    account: AllApiTokensAccount


class AllApiTokensResponse(Frame):
    viewer: Standing | None
    api_tokens: tuple[AllApiTokensApiToken, ...]


class TokenPolesPole(Response):
    id: str
    name: str


class TokenPolesResponse(Response):
    poles: Connection[TokenPolesPole]


class CreateApiTokenApiToken(Response):
    name: str
    ends_on: date
    secret: str | None


class CreateApiTokenApiTokenPayload(Response):
    token: CreateApiTokenApiToken | None
    user_errors: tuple[Refused, ...]


class CreateApiTokenResponse(Response):
    done: CreateApiTokenApiTokenPayload


class RevokeApiTokenApiTokenPayload(Response):
    user_errors: tuple[Refused, ...]


class RevokeApiTokenResponse(Response):
    done: RevokeApiTokenApiTokenPayload


OWN_API_TOKENS: Final = Document("own_api_tokens", OwnApiTokensResponse)
ALL_API_TOKENS: Final = Document("all_api_tokens", AllApiTokensResponse)
TOKEN_POLES: Final = Document("token_poles", TokenPolesResponse)
CREATE_API_TOKEN: Final = Document("create_api_token", CreateApiTokenResponse)
REVOKE_API_TOKEN: Final = Document("revoke_api_token", RevokeApiTokenResponse)
