"""Examples of the commands on API tokens, and the tokens that they are about."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import psycopg

from efe_domain.access.api_token import NewApiToken, TokenRight
from efe_domain.access.grants import Role
from efe_graphql.request.api_tokens import new_secret
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole
from tests.domain.given import TODAY, some_id
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR

if TYPE_CHECKING:
    from tests.api.sweep.prepared import Prepared

RIGHT: Final = {"role": "COORDINATOR", "bassin": "LIEGE"}


class ApiTokens:
    """A token of the coordinator of Liège, and one of the coordinator of Namur."""

    def __init__(self, vault: PersonVault, database: Database) -> None:
        with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
            for account in (COORDINATOR, COORDINATOR_OF_NAMUR):
                connection.execute(
                    "insert into vault.account (id, issuer, subject) values (%s, 'tests', %s)",
                    [account, str(account)],
                )
        self.of_liege = self._token(vault, COORDINATOR, "liege")
        self.of_namur = self._token(vault, COORDINATOR_OF_NAMUR, "namur")

    def _token(self, vault: PersonVault, account: UUID, bassin: str) -> str:
        new = NewApiToken(
            id=some_id(f"token, {bassin}"),
            account=account,
            name="Tableur",
            rights=(TokenRight(Role.COORDINATOR, bassin),),
            is_read_only=True,
            expires_at=datetime.now(UTC) + timedelta(days=90),
        )
        assert vault.add_api_token(new, secret=new_secret())
        return f"ApiToken:{new.id}"


def inputs(prepared: "Prepared") -> Mapping[str, list[dict[str, Any]]]:
    in_pole = RIGHT | {"poleId": f"Pole:{prepared.stage.constituted}"}
    return {
        "createApiToken": [
            {"name": "Tableur", "rights": [RIGHT, in_pole], "isReadOnly": False},
            {"name": "Tableur", "rights": [RIGHT], "endsOn": (TODAY + timedelta(days=30)).isoformat()},
        ],
        "declareService": [{"subject": "application-du-forem", "name": "Échanges du Forem"}],
        "revokeApiToken": [{"tokenId": prepared.api_tokens.of_liege}],
    }
