"""Examples of the commands on invitations of persons, and the invitations that they are about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.access.invitation import NewInvitation
from efe_infra.people.vault import PersonVault
from tests.domain.given import some_id
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, PERSON

if TYPE_CHECKING:
    from tests.api.sweep.prepared import Prepared

SECRET: Final = "secret-of-the-open-invitation"
ACCEPTED: Final = f"PersonInvitation:{some_id('invitation, to decline')}"
INVITED: Final = {
    "givenName": "Zélie",
    "familyName": "Quintelier",
    "email": "z.quintelier@exemple.be",
    "role": "READER",
    "language": "GERMAN",
}


class Invitations:
    """Invitations of Liège, by what they are for, and one of Namur. `account` accepted those to answer."""

    def __init__(self, vault: PersonVault) -> None:
        self._vault = vault
        self.account = vault.account_for("tests", "invited")
        self.ids: Mapping[str, str] = {
            name: self._invite(name, "liege", COORDINATOR) for name in ("open", "to confirm", "to decline")
        }
        self.of_namur = self._invite("of Namur", "namur", COORDINATOR_OF_NAMUR)
        for name in ("to confirm", "to decline"):
            vault.accept_invitation(name, self.account)

    def _invite(self, name: str, bassin: str, by: UUID) -> str:
        person = self._vault.register_person(
            given_name="Zoé", family_name="Vandeninvitée", person_id=some_id(f"invited, {name}"), bassins=(bassin,)
        )
        new = NewInvitation(
            id=some_id(f"invitation, {name}"),
            bassin=bassin,
            role=Role.READER,
            language="fr",
            person=person,
            is_new_person=True,
            by=by,
        )
        assert self._vault.add_invitation(new, secret=SECRET if name == "open" else name)
        return f"PersonInvitation:{new.id}"


def inputs(prepared: "Prepared") -> dict[str, list[dict[str, Any]]]:
    invitations = prepared.invitations
    account, ids = f"Account:{invitations.account}", invitations.ids
    return {
        "invitePerson": [{"bassin": "LIEGE", "persons": [INVITED, {"personId": f"Person:{PERSON}", "role": None}]}],
        "renewPersonInvitation": [{"invitationId": ids["open"]}],
        "withdrawPersonInvitation": [{"invitationId": ids["open"]}],
        "acceptPersonInvitation": [{"link": f"/rejoindre?cle={SECRET}"}],
        "confirmPersonInvitation": [{"invitationId": ids["to confirm"], "accountId": account}],
        "declinePersonInvitation": [{"invitationId": ids["to decline"], "accountId": account}],
    }
