"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Frame, Standing


class ServiceAccountsAccount(Response):
    id: str
    service_name: str | None


class ServiceAccountsResponse(Frame):
    viewer: Standing | None
    service_accounts: tuple[ServiceAccountsAccount, ...]


class DeclareServiceDeclaredServicePayload(Response):
    user_errors: tuple[Refused, ...]


class DeclareServiceResponse(Response):
    done: DeclareServiceDeclaredServicePayload


SERVICE_ACCOUNTS: Final = Document("service_accounts", ServiceAccountsResponse)
DECLARE_SERVICE: Final = Document("declare_service", DeclareServiceResponse)
