"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.web.generated import Frame, Standing


class PutDocumentResponse(Frame):
    viewer: Standing | None


PUT_DOCUMENT: Final = Document("put_document", PutDocumentResponse)
