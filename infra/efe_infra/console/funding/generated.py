"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.document.generated import CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import History
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame, FrameAndLaw, Standing


class CallTerms(Response):
    id: str
    bassin: str
    name: str
    executive: str
    opens: date
    closes: date
    reference: str
    document: CitedDocument | None
    withdrawn_on: date | None
    illustrative: bool


class FundingCallsResponse(Frame):
    viewer: Standing | None = None
    funding_calls: Connection[CallTerms]


class FundingCallDossierFundingCall(CallTerms):
    registered_on: date
    change_reason: str | None
    withdrawal_reason: str | None
    history: History | None = None


class FundingCallDossierResponse(Frame):
    viewer: Standing | None = None
    funding_call: FundingCallDossierFundingCall | None


class FundingCallCommandFundingCall(CallTerms):
    version: int


class FundingCallCommandResponse(FrameAndLaw):
    viewer: Standing | None
    funding_call: FundingCallCommandFundingCall | None


class FundingCallOpeningResponse(FrameAndLaw):
    viewer: Standing | None


FUNDING_CALLS: Final = Document("funding_calls", FundingCallsResponse)
FUNDING_CALL_DOSSIER: Final = Document("funding_call_dossier", FundingCallDossierResponse)
FUNDING_CALL_COMMAND: Final = Document("funding_call_command", FundingCallCommandResponse)
FUNDING_CALL_OPENING: Final = Document("funding_call_opening", FundingCallOpeningResponse)
