"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw


class AxesOfInstanceAxis(Response):
    key: str
    kind: str
    label: str


class AxesOfInstanceIdentifiedAxis(Response):
    since: date
    until: date | None
    illustrative: bool
    axis: AxesOfInstanceAxis


class AxesOfInstanceAxisMatch(Response):
    axis_key: str
    other_bassin: str
    other_axis_key: str
    basis: str
    since: date
    until: date | None
    agreed: bool


class AxesOfInstanceInstance(Response):
    available_commands: tuple[CommandOffer, ...] | None = None
    axes: tuple[AxesOfInstanceIdentifiedAxis, ...]
    axis_matches: tuple[AxesOfInstanceAxisMatch, ...]


class AxesOfInstanceResponse(Frame):
    instance: AxesOfInstanceInstance | None


class AxesEverywhereAxis(Response):
    key: str
    kind: str
    label: str


class AxesEverywhereIdentifiedAxis(Response):
    until: date | None
    axis: AxesEverywhereAxis


class AxesEverywhereInstance(Response):
    bassin: str
    axes: tuple[AxesEverywhereIdentifiedAxis, ...]


class AxesEverywhereResponse(Response):
    instances: tuple[AxesEverywhereInstance, ...]


class MatchesEverywhereAxisMatch(Response):
    axis_key: str
    other_bassin: str
    other_axis_key: str
    basis: str


class MatchesEverywhereInstance(Response):
    bassin: str
    axis_matches: tuple[MatchesEverywhereAxisMatch, ...]


class MatchesEverywhereResponse(Response):
    instances: tuple[MatchesEverywhereInstance, ...]


class AxisCommandAxis(Response):
    key: str
    kind: str
    label: str


class AxisCommandIdentifiedAxis(Response):
    until: date | None
    axis: AxisCommandAxis


class AxisCommandAxisMatch(Response):
    axis_key: str
    other_bassin: str
    other_axis_key: str
    until: date | None


class AxisCommandInstance(Response):
    id: str
    version: int
    available_commands: tuple[CommandOffer, ...]
    axes: tuple[AxisCommandIdentifiedAxis, ...]
    axis_matches: tuple[AxisCommandAxisMatch, ...]


class AxisCommandResponse(FrameAndLaw):
    instance: AxisCommandInstance | None


class AxisOfInstanceAxisCode(Response):
    system: str
    code: str


class AxisOfInstance(Response):
    key: str
    kind: str
    label: str
    codes: tuple[AxisOfInstanceAxisCode, ...]


class AxesToChooseIdentifiedAxis(Response):
    axis: AxisOfInstance


class AxesToChooseInstance(Response):
    axes: tuple[AxesToChooseIdentifiedAxis, ...]


class AxesToChooseResponse(Response):
    instance: AxesToChooseInstance | None


AXES_OF_INSTANCE: Final = Document("axes_of_instance", AxesOfInstanceResponse)
AXES_EVERYWHERE: Final = Document("axes_everywhere", AxesEverywhereResponse)
MATCHES_EVERYWHERE: Final = Document("matches_everywhere", MatchesEverywhereResponse)
AXIS_COMMAND: Final = Document("axis_command", AxisCommandResponse)
AXES_TO_CHOOSE: Final = Document("axes_to_choose", AxesToChooseResponse)
