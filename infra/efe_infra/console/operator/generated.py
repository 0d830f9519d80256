"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame, FrameAndLaw, PartyOffer, Standing


class OperatorsOfInstanceOperator(Response):
    id: str
    name: str
    kind: str
    number: str
    illustrative: bool


class OperatorsOfInstanceResponse(Frame):
    operators: Connection[OperatorsOfInstanceOperator]


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
    bassin: str
    since: date
    until: date | None
    commune: OperatorIdentityCommune


class OperatorIdentityRessort(Response):
    bassin: str
    until: date | None


class OperatorIdentity(Response):
    name: str
    number: str
    sites: tuple[OperatorIdentitySite, ...]
    ressorts: tuple[OperatorIdentityRessort, ...]


class OperatorDossierOperator(OperatorIdentity):
    id: str
    available_commands: tuple[PartyOffer, ...] | None = None
    scheme: str
    kind: str
    college: str
    registered_on: date
    illustrative: bool
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
    version: int


class OperatorCommandResponse(FrameAndLaw):
    operator: OperatorCommandOperator | None


OPERATORS_OF_INSTANCE: Final = Document("operators_of_instance", OperatorsOfInstanceResponse)
OPERATOR_DOSSIER: Final = Document("operator_dossier", OperatorDossierResponse)
OPERATOR_COMMAND: Final = Document("operator_command", OperatorCommandResponse)
