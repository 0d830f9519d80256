"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Response


class PaperDecisionsDecision(Response):
    id: str


class PaperDecisionsResponse(Response):
    decisions: Connection[PaperDecisionsDecision]


class PaperMeetingsMeeting(Response):
    id: str


class PaperMeetingsResponse(Response):
    meetings: Connection[PaperMeetingsMeeting]


class PaperOpinionsOpinion(Response):
    id: str


class PaperOpinionsResponse(Response):
    opinions: Connection[PaperOpinionsOpinion]


class PaperPolesPole(Response):
    id: str


class PaperPolesResponse(Response):
    poles: Connection[PaperPolesPole]


class PaperProjectsProject(Response):
    id: str


class PaperProjectsResponse(Response):
    projects: Connection[PaperProjectsProject]


PAPER_DECISIONS: Final = Document("paper_decisions", PaperDecisionsResponse)
PAPER_MEETINGS: Final = Document("paper_meetings", PaperMeetingsResponse)
PAPER_OPINIONS: Final = Document("paper_opinions", PaperOpinionsResponse)
PAPER_POLES: Final = Document("paper_poles", PaperPolesResponse)
PAPER_PROJECTS: Final = Document("paper_projects", PaperProjectsResponse)
