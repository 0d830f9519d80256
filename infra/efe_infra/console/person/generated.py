"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Frame, FrameAndLaw, PartyOffer, Standing


class PersonsOfInstancePerson(Response):
    id: str
    display_name: str
    function: str | None


class PowerOfPersonPerson(Response):
    id: str


class PowerOfPersonAccount(Response):
    id: str
    display_name: str | None
    person: PowerOfPersonPerson | None


class PowerOfPersonPersonOfPerson(Response):
    id: str
    display_name: str


class PowerOfPersonOperator(Response):
    id: str
    name: str


class PowerOfPersonBody(Response):
    name: str


class PowerOfPersonPole(Response):
    id: str
    name: str


class PowerOfPerson(Response):
    standing: str
    scope: str
    since: date
    until: date | None
    account: PowerOfPersonAccount | None
    person: PowerOfPersonPersonOfPerson | None
    operator: PowerOfPersonOperator | None
    body: PowerOfPersonBody | None
    pole: PowerOfPersonPole | None


class PersonsOfInstanceInstanceDossier(Response):
    powers: tuple[PowerOfPerson, ...]


class PersonsOfInstanceInstance(Response):
    dossier: PersonsOfInstanceInstanceDossier | None


class PersonsOfInstanceResponse(Frame):
    viewer: Standing | None
    people: tuple[PersonsOfInstancePerson, ...] | None = None
    instance: PersonsOfInstanceInstance | None


class PersonData(Response):
    id: str
    display_name: str
    given_name: str | None
    family_name: str | None
    email: str | None
    function: str | None
    forgotten: bool
    available_commands: tuple[PartyOffer, ...]


class PersonDossierResponse(Frame):
    viewer: Standing | None
    person: PersonData | None


class PersonPowersInstanceDossier(Response):
    powers: tuple[PowerOfPerson, ...]


class PersonPowersInstance(Response):
    dossier: PersonPowersInstanceDossier | None


class PersonPowersResponse(Response):
    instance: PersonPowersInstance | None


class PersonCommandResponse(FrameAndLaw):
    viewer: Standing | None
    person: PersonData | None


class PersonRegistrationResponse(FrameAndLaw):
    viewer: Standing | None


class PersonsToChoosePerson(Response):
    id: str
    display_name: str
    function: str | None


class PersonsToChooseResponse(Response):
    people: tuple[PersonsToChoosePerson, ...]


PERSONS_OF_INSTANCE: Final = Document("persons_of_instance", PersonsOfInstanceResponse)
PERSON_DOSSIER: Final = Document("person_dossier", PersonDossierResponse)
PERSON_POWERS: Final = Document("person_powers", PersonPowersResponse)
PERSON_COMMAND: Final = Document("person_command", PersonCommandResponse)
PERSON_REGISTRATION: Final = Document("person_registration", PersonRegistrationResponse)
PERSONS_TO_CHOOSE: Final = Document("persons_to_choose", PersonsToChooseResponse)
