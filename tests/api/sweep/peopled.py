"""The prepared platform with somebody of every standing, and who asks with each."""

from collections.abc import Mapping
from uuid import UUID

from efe_domain.access.powers import Standing
from efe_domain.meeting.events import Venue
from efe_domain.platform import Platform
from efe_infra.ledger.factory import ledger_env
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from tests.api.sweep.prepared import VACANT, Prepared
from tests.api.sweep.world import catch_up
from tests.domain.given import NOTE, TODAY, YESTERDAY, some_id
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COMPANY,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    MANDATE,
    PLENARY,
    SCHOOL,
    TRAINING,
    by,
)

SPEAKER, SITTING = some_id("who speaks for every member"), some_id("who sits in the plenary")
MEETING_OF_THE_POLE = some_id("meeting of the pôle")


def people(database: Database, it: Prepared) -> Mapping[Standing, tuple[UUID, ...]]:
    """Accounts by standing, all in Liège, or over all Instances."""
    with Platform(env=ledger_env(database)) as platform, PersonVault(database, AccountClosure(bytes)) as vault:
        speaker, sitting = (vault.account_for("tests", name) for name in ("speaker", "sitting"))
        for account, person, name in ((speaker, SPEAKER, "Parlant"), (sitting, SITTING, "Siégeant")):
            vault.register_person(given_name="Zoé", family_name=name, person_id=person)
            vault.link(account, person)
        with by(COORDINATOR):
            for pole in (it.stage.formed, it.stage.constituted, it.stage.companion):
                for member in (COMPANY, TRAINING, SCHOOL):
                    platform.replace_representative(pole, member, representative=SPEAKER, document=NOTE, on=YESTERDAY)
            venue = Venue(remote=False, place="Salle des fêtes")
            platform.convene_pole(MEETING_OF_THE_POLE, it.stage.constituted, TODAY, venue, on=YESTERDAY)
            mandate = type(MANDATE)(category="Forem", voting=True, person=SITTING)
            platform.fill_seat("liege", PLENARY, VACANT, mandate, on=TODAY)
    catch_up(database)
    return {
        Standing.COORDINATOR: (COORDINATOR, COORDINATOR_OF_NAMUR),
        Standing.AUDITOR: (it.auditor,),
        Standing.READER: (it.reader,),
        Standing.ADMINISTRATOR: (ADMINISTRATOR,),
        Standing.REPRESENTATIVE: (speaker,),
        Standing.SITTING: (sitting,),
    }
