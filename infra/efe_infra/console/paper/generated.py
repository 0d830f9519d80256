"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Frame


class PaperVerificationLedgerCheckpoint(Response):
    size: int
    note: str


class PaperVerificationResponse(Frame):
    checkpoint: PaperVerificationLedgerCheckpoint | None


PAPER_VERIFICATION: Final = Document("paper_verification", PaperVerificationResponse)
