"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response


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


AXES_TO_CHOOSE: Final = Document("axes_to_choose", AxesToChooseResponse)
