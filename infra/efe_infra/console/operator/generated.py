"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History, Refused
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, PartyOffer, Standing


class OperatorsOfInstanceInstance(Response):
    available_commands: tuple[CommandOffer, ...]


class OperatorsOfInstanceOperator(Response):
    id: str
    name: str
    kind: str
    number: str
    illustrative: bool


class OperatorsOfInstanceResponse(Frame):
    instance: OperatorsOfInstanceInstance | None = None
    operators: Connection[OperatorsOfInstanceOperator]


class OperatorDossierFormerKind(Response):
    kind: str
    until: date


class OperatorDossierFormerName(Response):
    name: str
    until: date


class OperatorDossierFormerNumber(Response):
    scheme: str
    number: str
    until: date


class OperatorIdentityCommune(Response):
    name: str


class OperatorIdentitySite(Response):
    id: str
    bassin: str
    since: date
    until: date | None
    commune: OperatorIdentityCommune


class OperatorIdentityRessort(Response):
    bassin: str
    basis: str
    since: date
    until: date | None


class OperatorIdentityCompetence(Response):
    axis_key: str
    bassin: str
    kind: str
    label: str
    since: date
    until: date | None


class OperatorIdentity(Response):
    name: str
    number: str
    sites: tuple[OperatorIdentitySite, ...]
    ressorts: tuple[OperatorIdentityRessort, ...]
    competences: tuple[OperatorIdentityCompetence, ...]


class OperatorDossierOperator(OperatorIdentity):
    id: str
    available_commands: tuple[PartyOffer, ...] | None = None
    scheme: str
    kind: str
    college: str
    registered_on: date
    illustrative: bool
    former_kinds: tuple[OperatorDossierFormerKind, ...]
    former_names: tuple[OperatorDossierFormerName, ...]
    former_numbers: tuple[OperatorDossierFormerNumber, ...]
    history: History | None = None


class OperatorDossierResponse(Frame):
    viewer: Standing | None = None
    operator: OperatorDossierOperator | None


class OperatorCommandOperator(OperatorIdentity):
    id: str
    available_commands: tuple[PartyOffer, ...]
    scheme: str
    kind: str
    version: int


class OperatorCommandResponse(FrameAndLaw):
    operator: OperatorCommandOperator | None


class OperatorRegistrationInstance(Response):
    available_commands: tuple[CommandOffer, ...]


class OperatorRegistrationResponse(FrameAndLaw):
    instance: OperatorRegistrationInstance | None


class RegisterWithSitesCommandPayload(Response):
    id: str | None
    position: int | None
    user_errors: tuple[Refused, ...]


class RegisterWithSitesResponse(Response):
    answers: tuple[RegisterWithSitesCommandPayload, ...]


OPERATORS_OF_INSTANCE: Final = Document("operators_of_instance", OperatorsOfInstanceResponse)
OPERATOR_DOSSIER: Final = Document("operator_dossier", OperatorDossierResponse)
OPERATOR_COMMAND: Final = Document("operator_command", OperatorCommandResponse)
OPERATOR_REGISTRATION: Final = Document("operator_registration", OperatorRegistrationResponse)
REGISTER_WITH_SITES: Final = Document("register_with_sites", RegisterWithSitesResponse)
