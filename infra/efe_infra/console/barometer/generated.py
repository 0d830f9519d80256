"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName
from efe_infra.console.register.responses import Connection, Edges, PageInfo, Response
from efe_infra.console.web.generated import Frame


class BarometerSpan(Response):
    since: date
    until: date


class BarometerGroup(Response):
    label: str
    value: float
    previous_value: float


class BarometerFigure(Response):
    key: str
    theme: str
    title: str
    definition: str
    unit: str
    value: float | None
    previous_value: float | None
    count: int
    illustrative_count: int
    public: bool
    groups: tuple[BarometerGroup, ...]


class Barometer(Response):
    since: date
    until: date
    in_progress: bool
    complete: bool
    previous: BarometerSpan
    figures: tuple[BarometerFigure, ...]


class BarometerResponse(Frame):
    barometer: Barometer


class BarometerLine(Response):
    day: date
    label: str
    value: float
    bassins: tuple[str, ...]
    illustrative: bool
    entity: ObjectName | None


class BarometerLinesBarometerLineConnection(Edges[BarometerLine]):
    title: str
    definition: str
    unit: str
    since: date
    until: date
    total_count: int
    page_info: PageInfo


class BarometerLinesResponse(Frame):
    barometer_lines: BarometerLinesBarometerLineConnection


class BarometerTableResponse(Response):
    barometer_lines: Connection[BarometerLine]


BAROMETER_PAGE: Final = Document("barometer_page", Frame)
BAROMETER: Final = Document("barometer", BarometerResponse)
BAROMETER_LINES: Final = Document("barometer_lines", BarometerLinesResponse)
BAROMETER_TABLE: Final = Document("barometer_table", BarometerTableResponse)
