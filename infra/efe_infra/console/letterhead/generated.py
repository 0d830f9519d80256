"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import CommandOffer, FrameAndLaw


class LetterheadCommandDocument(Response):
    sha256: str


class LetterheadCommandLogo(Response):
    document: LetterheadCommandDocument


class LetterheadCommandLetterhead(Response):
    address: str
    office: str
    logo: LetterheadCommandLogo | None


class LetterheadCommandInstance(Response):
    available_commands: tuple[CommandOffer, ...]
    letterhead: LetterheadCommandLetterhead | None


class LetterheadCommandResponse(FrameAndLaw):
    instance: LetterheadCommandInstance | None


LETTERHEAD_COMMAND: Final = Document("letterhead_command", LetterheadCommandResponse)
