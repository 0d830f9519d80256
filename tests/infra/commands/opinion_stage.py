"""Analyses, common themes and opinions at every step, so that each of their commands may be done once."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.platform import Platform
from efe_domain.shared.documents import Document
from tests.domain.given import TODAY, YESTERDAY, some_id
from tests.domain.opinions import INFORMATION, LANGUAGES, REQUEST, SAYING

REPORT = Document(sha256="b" * 64, size=1, media_type="text/plain")
PERIOD: dict[str, date] = {"starts": TODAY, "ends": date(2027, 12, 31)}


class OpinionStage:
    """Done by a coordinator of Liège, yesterday."""

    def __init__(self, platform: Platform) -> None:
        self.awaited = _an_analysis(platform, "awaited")
        self.received = _an_analysis(platform, "received", received=True)
        self.written = _an_analysis(platform, "written", received=True)
        platform.write_synthesis(self.written, "Trente postes.", on=YESTERDAY)
        self.adopted = _an_analysis(platform, "adopted", received=True)
        platform.write_synthesis(self.adopted, "Trente postes.", on=YESTERDAY)
        platform.adopt_synthesis(self.adopted, on=YESTERDAY)
        self.theme = replace(LANGUAGES, analyses=(self.adopted,))
        self.diffusible = platform.draft_themes("liege", "Thématiques", (self.theme,), on=YESTERDAY).entity
        platform.adopt_themes(self.diffusible, starts=date(2020, 1, 1), ends=date(2020, 12, 31), on=YESTERDAY)
        self.drafted_list = platform.draft_themes("liege", "Suivantes", (self.theme,), on=YESTERDAY).entity
        self.requested = platform.request_opinion(some_id("requested"), INFORMATION, "IPIEQ", on=YESTERDAY).entity
        self.drafted = _an_opinion(platform, "drafted")
        self.transmissible = _an_opinion(platform, "transmissible")
        platform.adopt_opinion(self.transmissible, on=YESTERDAY)
        self.transmitted = _an_opinion(platform, "transmitted")
        platform.adopt_opinion(self.transmitted, on=YESTERDAY)
        platform.transmit_opinion(self.transmitted, on=YESTERDAY)


def _an_analysis(platform: Platform, name: str, *, received: bool = False) -> UUID:
    analysis = platform.request_data(some_id(name), "liege", REQUEST, on=YESTERDAY).entity
    if received:
        platform.receive_contribution(analysis, REPORT, "Note", on=YESTERDAY)
    return analysis


def _an_opinion(platform: Platform, name: str) -> UUID:
    return platform.undertake_opinion(some_id(name), INFORMATION, SAYING, on=YESTERDAY).entity
